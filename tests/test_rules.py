"""Each rule of the extractor with a sentence that it alone reads rightly.

`rules/lexicon/NAME.tsv` holds the examples of `extract/lexicon/NAME.*`, `rules/code/NAME.tsv` those of the rules that
`extract/NAME.py` states itself. A row is: the entries it proves (words parted by spaces, or what a rule is called), a
text, and the facts in it; a fourth field says why a reading is not yet right. In the text `\\n` and `\\t` stand for a
line end and a tab; a text without either stands in a task of its own, one that begins with `<` is a web page, and one
with `{}` is as many texts as the row has entries. The facts are written so:

- `市数据局=lead` `各县区*=participant` `市财政局=responsible/inherited`: a bearer, `*` a group
- `省级创新平台>=20家@2030` `产值=1..2亿元` `培训=300人/year`: a target with its deadline or period
- `云岭新区:functional` `云岭新区:functional<新区`: a zone and, where it is another, its mention
- `task「（一）做强平台」`: a unit; where a row names units it names all, and each fact ends in its unit (`#1.1`)
- `due「<=2026-09」` `due「=2026」` `due「ongoing」`: a time limit; where a row names one it names all, and `due「」`
  says that there is none
- `title「…」` `begins「…」` `cites「…」` …: what the document says of itself (see ABOUT; `text「…」` has `/` for a line
  end); only what a row names is compared
- `-`: no fact at all

`rules/mutate.py` proves the reverse: that a row fails where its entry is deleted.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from extract import Extraction, extract
from extract.document_numbers import numbers
from extract.facts import TimeLimit
from extract.formats import html, pdf_pages
from extract.references import read_references
from extract.validity import period, read_validity

ROOT = Path(__file__).parents[1]
RULES = Path(__file__).parent / "rules"
LEXICON = ROOT / "extract" / "lexicon"
FRAME = "一、重点任务\n（一）夯实基础。"
ABOUT = ("title", "status", "issuer", "number", "date", "jurisdiction", "lead_convention")
ABOUT += ("text", "begins", "ends", "term", "cites", "names")
# Files of regular expressions: an entry is proved by the rows whose text it matches.
PATTERNS = frozenset(path.stem for path in LEXICON.glob("*.txt") if re.search(r"regular expression", path.read_text()))


@dataclass(frozen=True)
class Row:
    """One example: the entries it proves, its text, its facts, and why it is not read rightly yet."""

    file: str
    entries: tuple[str, ...]
    text: str
    facts: tuple[str, ...]
    reason: str


def rows(path: Path) -> list[Row]:
    """The examples in a file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# "):
            continue
        rule, text, facts, reason = [*line.split("\t"), "", ""][:4]
        proved = tuple(rule.split(" "))
        for entry in proved if "{}" in text else ("",):
            words = text.replace("{}", entry).replace("\\n", "\n").replace("\\t", "\t")
            words = words if re.search(r"[\n\t]|^<", words) else FRAME + words
            wanted = tuple(facts.replace("{}", entry).split())
            found.append(Row(path.stem, (entry,) if entry else proved, words, wanted, reason))
    return found


def facts(found: Extraction, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The facts of an extraction as a row writes them, units and document facts where the row names some."""
    groups = {mention for agency in found.agencies if agency.group for mention in agency.mentions}
    kinds = {unit.kind for unit in found.tasks} | {"section", "task", "subtask", "measure"}
    units = any(fact.split("「")[0] in kinds for fact in wanted)
    said = [f"{u.kind}「{u.heading}」" for u in found.tasks if units]
    for r in found.responsibilities:
        basis = "" if r.basis == "explicit" else f"/{r.basis}"
        said.append(f"{r.mention}{'*' * (r.mention in groups)}={r.role}{basis}" + f"#{r.task}" * units)
    for t in found.targets:
        upper = "" if t.upper is None else f"..{written(t.upper)}"
        operator = "=" if t.operator == "range" else t.operator
        when = (f"@{t.year}" if t.year else "") + (f"/{t.period}" if t.period else "")
        said.append(f"{t.indicator}{operator}{written(t.value)}{upper}{t.unit}{when}" + f"#{t.task}" * units)
    for z in found.zones:
        fact = f"{z.zone}:{z.kind}" + f"<{z.mention}" * (z.mention != z.zone) + f"#{z.task}" * units
        said += [fact] if fact not in said else []
    if any(fact.startswith("due「") for fact in wanted):
        said += [f"due「{due(it)}」" + f"#{it.task}" * units for it in found.time_limits] or ["due「」"]
    for name in ABOUT:
        if any(fact.startswith(f"{name}「") for fact in wanted):
            said.append(f"{name}「{about(found, name).strip().replace(chr(10), '/')}」")
    return tuple(re.sub(r"\s", "_", fact) for fact in said) or ("-",)


def due(limit: TimeLimit) -> str:
    """<=2026-09-30, or how far the limit names a day; ongoing."""
    day = [f"{part:02}" for part in (limit.year, limit.month, limit.day) if part is not None]
    return limit.bound + "-".join(day)


def about(found: Extraction, name: str) -> str:
    """A fact of the document as a whole: a field, how long it holds, the numbers that it cites."""
    text = found.document.text
    if name == "cites":
        return "、".join(number.words for number in numbers(text))
    if name == "names":
        said = read_references(text, found.document.title, found.document.number, (), lambda _: None)
        return "、".join(f"{r.relation}:{r.title or r.number}" for r in said)
    if name in ("begins", "ends", "term"):
        return getattr(period(read_validity(text, found.document.date)), name) or ""
    return getattr(found.document, name) or ""


def written(number: float) -> str:
    """1200000 and 0.5 as they are, without an exponent."""
    return str(int(number)) if number.is_integer() else str(number)


ROWS = [row for path in sorted(RULES.glob("*/*.tsv")) for row in rows(path)]
RADICALS = [row for row in ROWS if row.file == "radicals"]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            row,
            id=f"{row.file}-{number}",
            marks=[pytest.mark.xfail(reason=row.reason, strict=True)] if row.reason else [],
        )
        for number, row in enumerate(ROWS)
        if row not in RADICALS
    ],
)
def test_a_rule_reads_its_example(row: Row) -> None:
    assert facts(read_row(row), row.facts) == row.facts, row.entries


def read_row(row: Row) -> Extraction:
    return extract(html.read(row.text.encode(), "page.html") if row.text.startswith("<") else row.text)


def entries(path: Path) -> list[str]:
    """The entries of a lexicon, without their fields."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0].rstrip() for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("path", sorted(LEXICON.iterdir()), ids=lambda p: p.name)
def test_every_entry_has_an_example(path: Path) -> None:
    mine = [row for row in ROWS if row.file == path.stem]
    if path.stem in PATTERNS:
        # What begins or ends a name or a passage stands anywhere in a row.
        loose = {entry: re.compile(entry.removeprefix("^").removesuffix("$")) for entry in entries(path)}
        lacking = [entry for entry in loose if not any(loose[entry].search(row.text) for row in mine)]
    else:
        named = {entry for row in mine for entry in row.entries}
        lacking = [entry for entry in entries(path) if entry not in named]
    assert lacking == []


def test_a_sign_of_a_font_is_read_as_its_character() -> None:
    for row in RADICALS:
        assert "".join(pdf_pages._plain(sign) for sign in row.text.removeprefix(FRAME)) == "".join(row.facts)


def test_every_example_is_of_an_entry() -> None:
    """An entry that is gone takes its examples along."""
    for path in sorted((RULES / "lexicon").glob("*.tsv")):
        (lexicon,) = LEXICON.glob(f"{path.stem}.*")
        if path.stem not in PATTERNS:
            named = {entry for row in rows(path) for entry in row.entries}
            assert named <= set(entries(lexicon)), path.name
