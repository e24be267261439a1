"""Why each fact was read, and why a bracket that looks like a clause was not.

>>> from extract import extract
>>> text = "一、主要任务\\n（一）建成中心。（市数据局牵头）扶持企业（企业自行负责）。"
>>> for line in explain(extract(text)):
...     print(line.words, "|", line.reason)
市数据局 | 1.1 lead, explicit: bracket, 牵头 (predicates.tsv)
（企业自行负责） | no clause: 企业自行负责 is shaped like no agency
"""

from collections.abc import Iterator
from dataclasses import dataclass

from extract.clauses import brackets, closes_sentence, states_duty
from extract.facts import Extraction
from extract.lexicons import entries, patterns
from extract.mentions import known_agency, likely_agency, split_mentions
from extract.spans import Spans

_CONVENTION = patterns("conventions.txt")
# Which data file the entry of a rule stands in, by the rule's first word.
_FILES = {
    "figure": "target_units.tsv",
    "rank": "rank_verbs.txt",
    "zone": "zone_suffixes.tsv",
    "limit": "time_limit_labels.tsv",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A passage of the text, `words` at `start:end`, and the reason it was or was not read as a fact."""

    start: int
    end: int
    words: str
    reason: str


def explain(extraction: Extraction) -> tuple[Explained, ...]:
    """The facts of a document and the brackets that were passed over, in the order of the text."""
    return tuple(sorted([*_facts(extraction), *_passed_over(extraction)], key=lambda line: (line.start, line.end)))


def _facts(extraction: Extraction) -> Iterator[Explained]:
    for r in extraction.responsibilities:
        form, _, word = r.rule.partition(".")
        said = f"{form}, {word}{_file(word)}"
        yield Explained(r.start, r.end, r.mention, f"{r.task} {r.role}, {r.basis}: {said}")
    for t in extraction.targets:
        by = f", by {t.year}" if t.year else ""
        every = f", every {t.period}" if t.period else ""
        value = f"{t.value:g}" if t.upper is None else f"{t.value:g} to {t.upper:g}"
        said = f"{t.task} {t.indicator} {t.operator} {value} {t.unit}{by}{every}"
        yield Explained(t.start, t.end, t.text, f"{said}: {_rule(t.rule)}")
    for it in extraction.time_limits:
        time = "-".join(f"{part:02}" for part in (it.year, it.month, it.day) if part is not None)
        said = "ongoing" if it.bound == "ongoing" else f"{'by' if it.bound == '<=' else 'in'} {time}"
        yield Explained(it.start, it.end, it.text, f"{it.task} time limit, {said}: {_rule(it.rule)}")
    for z in extraction.zones:
        yield Explained(z.start, z.end, z.mention, f"{z.task} {z.zone}, {z.kind} zone: {_rule(z.rule)}")
    yield from _of_documents(extraction)


def _of_documents(extraction: Extraction) -> Iterator[Explained]:
    text = extraction.document.text
    for v in extraction.validity:
        said = (
            f"from {v.begins}" if v.begins else "",
            f"to {v.ends}" if v.ends else "",
            f"for {v.term}" if v.term else "",
        )
        yield Explained(v.start, v.end, text[v.start : v.end], f"in force {' '.join(filter(None, said))}: {v.rule}")
    for a in extraction.attachments:
        yield Explained(a.start, a.end, text[a.start : a.end], f"attachment {a.number or a.title}: {a.rule}")
    for r in extraction.references:
        named = " ".join(filter(None, (r.title, r.number)))
        word = r.rule.partition(".")[2]
        listed = any(line.split("\t")[0] == word for line in entries("relation_words.tsv"))
        yield Explained(r.start, r.end, r.mention, f"{r.relation} {named}: {word}{' (relation_words.tsv)' * listed}")


def _rule(rule: str) -> str:
    """target.figure:家 as people read it: the rule's name, then its entry with the file that holds it."""
    name, _, entry = rule.partition(":")
    family, _, kind = name.partition(".")
    file = _FILES.get(kind) or _FILES.get(family)
    return f"{name}, {entry} ({file})" if entry and file else f"{name}, {entry}" if entry else name


def _file(word: str) -> str:
    for file in ("predicates.tsv", "role_labels.tsv"):
        listed = [line.split("\t")[0] for line in entries(file)]
        if word in listed or any(word.startswith(entry) for entry in listed if file == "role_labels.tsv"):
            return f" ({file})"
    return ""


def _passed_over(extraction: Extraction) -> Iterator[Explained]:
    """Brackets with a word of duty, or with nothing but agencies, that are no clause."""
    text = extraction.document.text
    taken = Spans((r.clause_start, r.clause_end) for r in extraction.responsibilities)
    done = 0
    for start, end in brackets(text):
        if start < done or taken.touches(start, end):
            continue
        reason = _why_not(text, start, end)
        if reason:
            done = end
            yield Explained(start, end, text[start:end], f"no clause: {reason}")


def _why_not(text: str, start: int, end: int) -> str | None:
    if _CONVENTION.search(text, start, end):
        return "it states who of those listed leads"
    mentions = list(split_mentions(text, start + 1, end - 1))
    named = [m for m in mentions if known_agency(m.text) or m.group]
    if states_duty(text, start, end):
        strange = next((m.text for m in mentions if not likely_agency(m)), None)
        return f"{strange} is shaped like no agency" if strange else "it names nobody beside its verbs"
    if not mentions or len(named) < len(mentions):
        return None
    if not closes_sentence(text, start, end):
        return "it names agencies, but no verb or label says what they do, and it closes no sentence"
    return "it names agencies, but stands in no unit of the outline"
