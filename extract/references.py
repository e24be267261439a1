"""The documents that a document names: by title 《…》, by number, or by both.

>>> text = "根据《政府信息公开条例》（国务院令第711号），制定本办法。云政发〔2019〕4号文件同时废止。《经济日报》刊发。"
>>> for r in read_references(text, None, None, (), lambda position: None):
...     print(r.relation, r.title, r.number)
basis 政府信息公开条例 国务院令第711号
abolishes None 云政发〔2019〕4号

A newspaper, a book or a form in 《》 is none: a document's title ends as such titles do, or has a number behind it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from extract.document_numbers import numbers, spelt
from extract.facts import Attachment, Reference
from extract.lexicons import alternation, entries, table_rows
from ontology.terms import Relation

_TYPES = frozenset((*entries("document_types.txt"), *entries("cited_types.txt")))
_LENGTHS = sorted({len(kind) for kind in _TYPES})
_ENDING = re.compile(rf"{alternation(tuple(_TYPES))}(?:[（(][^（）()]*[）)])*$")
_NO_DOCUMENT = re.compile(rf"{alternation(entries('not_documents.txt'))}$")
_MARKED = re.compile(r"《(?P<title>[^《》。；]{2,150}(?:《[^《》。；]{2,80}》[^《》。；]{0,80})*)》")
# （国发〔2019〕4号） · （国发（2019）4号，以下简称《方案》）
_BRACKET = re.compile(r"\s*[（(](?P<inside>(?:[^（）()\n]|[（(][^（）()\n]*[）)]){2,120})[）)]")
_SHORT = re.compile(rf"{alternation(entries('short_name_words.txt'))}为?《(?P<short>[^《》\n]{{2,40}})》")
# What parts the names of one list: 、 和 以及, the next number of a list, the body that issued the next one.
_BODY = alternation(entries("issuer_endings.txt"))
_BLANKS = r"[\s　]{0,8}"  # more would be read in too many ways
_ITEM = rf"[，,；;。]?{_BLANKS}\n{_BLANKS}[（(]?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[）)]?[.．、]?"
_SAME_LIST = re.compile(rf"{_BLANKS}(?:[、和及与]|以及|并|{_ITEM})?{_BLANKS}(?:原?[一-鿿、]{{2,30}}{_BODY})?{_BLANKS}")
_NUMBERING = re.compile(r"[\s　]*+[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]?[.．、]?[\s　]*+")
_PROMULGATES = alternation(entries("promulgating_verbs.txt"))
_WORDS = table_rows("relation_words.tsv")
_FORWARDS = alternation([row[0] for row in _WORDS if row[2] == "own"])
_ABOLISHES = alternation([row[0] for row in _WORDS if row[1] == "abolishes"])
_ABOLISHED = re.compile(rf"[^。；《》\n]{{0,40}}?(?P<word>{_ABOLISHES})(?=[，。；）)\s]|$)")
# 现将《…》印发给你们 · 《…》已经国务院同意，现转发给你们
_OWN = rf"(?:{_PROMULGATES}|{_FORWARDS})"
_PUT = re.compile(r"(?:现|一并|[，。\s])将[^，。；《》]{0,16}$")
_OUT = re.compile(rf"[^，。；《》]{{0,20}}?(?P<word>{_OWN})")
_NOW = re.compile(rf"(?:[^。；《》]{{0,80}}?，)?现(?:予以?|将其|一并)?(?P<word>{_OWN})")
_LITTLE = re.compile("[《》〈〉的]")
_INNER = re.compile(rf"(?P<word>{_OWN})(?P<title>.{{1,300}})的(?:通知|函|公告|通告|决定|命令)$")


@dataclass(frozen=True, slots=True)
class _Name:
    """A document as named at `start:end`; `also` is the end of what belongs to the name but is not part of it."""

    title: str | None
    number: str | None
    start: int
    end: int
    also: int


def read_references(
    text: str,
    title: str | None,
    number: str | None,
    attachments: Sequence[Attachment],
    task_at: Callable[[int], str | None],
) -> tuple[Reference, ...]:
    """Every mention of another document, in the order of the text; `title` and `number` are the document's own.

    `task_at` gives the unit that a position stands in.
    """
    own = spelt_title(title or "")
    names = [name for name in _names(text, spelt(number or "")) if name.title is None or name.title != own]
    attached = {spelt_title(a.title) for a in attachments}
    found: list[Reference] = []
    for group in _lists(text, names):
        relation, rule = _relation(text, group)
        for name in group:
            mine = _of_its_own(name, own, attached) if relation == "cites" else None
            said, by = mine or (relation, rule)
            words = text[name.start : name.end]
            at = task_at(name.start)
            found.append(Reference(name.title, name.number, said, words, at, name.start, name.end, f"reference.{by}"))
    return tuple(found)


def spelt_title(title: str) -> str:
    """One spelling of a title: no spaces, full brackets and quotation marks, 2021—2025 with one dash.

    >>> spelt_title('推动“四新经济"发展规划 (2021-2025年)')
    '推动“四新经济”发展规划（2021—2025年）'
    """
    words = re.sub(r"[\s　]+", "", title).translate(str.maketrans("()", "（）"))
    words = re.sub(r"[“\"]([^“”\"]*)[”\"]", r"“\1”", words)
    return re.sub(r"(?<=\d)(年?)[-–－~～至—]+(?=\d{4})", r"\1—", words)


def _names(text: str, own: str) -> list[_Name]:
    """The titles in 《》 and the numbers that stand alone; `own` is the document's number."""
    found: list[_Name] = []
    short: dict[str, _Name] = {}
    ending: dict[str, dict[tuple[str, str | None], _Name]] = {}
    taken: list[tuple[int, int]] = []
    for mark in _MARKED.finditer(text):
        if taken and mark.start() < taken[-1][1]:
            continue
        name = _whole(text, mark)
        defined = _SHORT.search(text, mark.end(), name.also)
        known = short.get(name.title or "") or _only(ending.get(name.title or ""))
        if known and not name.number:
            name = replace(name, title=known.title, number=known.number)
        elif not name.number and not _is_title(name.title or ""):
            continue
        if defined:
            short[spelt_title(defined.group("short"))] = name
        found.append(name)
        for kind in _endings(name.title or ""):
            ending.setdefault(kind, {})[name.title or "", name.number] = name
        taken.append((name.start, name.also))
    inside = iter(taken)
    start, end = next(inside, (len(text), len(text)))
    for number in numbers(text):
        while end <= number.start:
            start, end = next(inside, (len(text), len(text)))
        if number.start < start and spelt(number.words) != own:
            found.append(_Name(None, spelt(number.words), number.start, number.end, number.end))
    return sorted(_numbered(found), key=lambda name: name.start)


def _numbered(names: Sequence[_Name]) -> Iterator[_Name]:
    """The names, each title with the number that the text gives beside it elsewhere."""
    known: dict[str | None, set[str]] = {}
    for name in names:
        if name.title and name.number:
            known.setdefault(name.title, set()).add(name.number)
    for name in names:
        mine = known.get(name.title, set())
        yield replace(name, number=min(mine)) if len(mine) == 1 and name.title else name


def _whole(text: str, mark: re.Match[str]) -> _Name:
    """A title with the number in the bracket behind it; the name reaches over that bracket."""
    number, end, also = None, mark.end(), mark.end()
    for _ in range(2):
        bracket = _BRACKET.match(text, also)
        if bracket is None:
            break
        first = next(numbers(text, bracket.start("inside"), bracket.end("inside")), None)
        if first and number is None:
            number, end = spelt(first.words), bracket.end()
        elif not _SHORT.search(bracket.group()):
            break
        also = bracket.end()
    return _Name(spelt_title(mark.group("title")), number, mark.start(), end, also)


def _is_title(title: str) -> bool:
    return bool(_ENDING.search(title)) and title not in _TYPES and not _NO_DOCUMENT.search(title)


def _only(named: Mapping[tuple[str, str | None], _Name] | None) -> _Name | None:
    """《实施方案》 is the one document named before whose title ends so."""
    return next(iter(named.values())) if named and len(named) == 1 else None


def _endings(title: str) -> list[str]:
    """The kinds of documents that a title ends with, what stands in brackets behind it aside."""
    bare = re.sub(r"(?:（[^（）]*）){1,9}$", "", title)
    return [kind for length in _LENGTHS if (kind := bare[-length:]) in _TYPES]


def _lists(text: str, names: Sequence[_Name]) -> Iterator[list[_Name]]:
    """Names that one word speaks of: 根据《甲法》、《乙条例》, or the items under 下列文件同时废止."""
    group: list[_Name] = []
    for name in names:
        if group and not (name.start - group[-1].also < 80 and _SAME_LIST.fullmatch(text, group[-1].also, name.start)):
            yield group
            group = []
        group.append(name)
    if group:
        yield group


def _relation(text: str, group: Sequence[_Name]) -> tuple[Relation, str]:
    """What the words around a list of names say of them, and the word that says it."""
    start, end = group[0].start, group[-1].also
    before = text[max(0, start - 80) : start]
    line = before.rpartition("\n")
    lead = line[0].rstrip() if line[1] and _NUMBERING.fullmatch(line[2]) else ""
    if lead.endswith(("：", ":")):
        before = lead[:-1].rpartition("\n")[2]
        word = re.search(_ABOLISHES, before)
        if word:
            return "abolishes", word.group()
    clause = re.split(r"[，,。；;：:！？》\n]", before)[-1]
    found = _last_word(clause)
    abolished = _ABOLISHED.match(text, end, min(len(text), end + 60))
    if abolished and (found is None or found[0] not in ("basis", "abolishes")):
        return "abolishes", abolished.group("word")
    if found:
        return found
    put = _OUT.match(text, end, end + 40) if _PUT.search(before) else None
    put = put or _NOW.match(text, end, end + 120)
    if put:
        return ("forwards" if re.fullmatch(_FORWARDS, put.group("word")) else "promulgates"), put.group("word")
    return "cites", "title" if group[0].title else "number"


def _last_word(clause: str) -> tuple[Relation, str] | None:
    """The word nearest to the end of the clause before a name, if the name is within its reach."""
    best: tuple[int, int, Relation, str] | None = None
    for word, relation, side, reach in _WORDS:
        at = clause.rfind(word) if side == "before" else -1
        end = at + len(word)
        # 不再执行 ends where 执行 does, and says more.
        if at >= 0 and len(clause) - end <= int(reach) and (best is None or (end, len(word)) > best[:2]):
            best = end, len(word), cast(Relation, relation), word
    return best[2:] if best else None


def _of_its_own(name: _Name, own: str, attached: set[str]) -> tuple[Relation, str] | None:
    """A document names what it puts out itself: in its title (关于印发…的通知), or among its attachments."""
    inner = _INNER.search(own)
    # 转发国家地震局关于…工作意见报告 is 《关于…工作意见的报告》.
    if inner and name.title and _LITTLE.sub("", inner.group("title")).endswith(_LITTLE.sub("", name.title)):
        return ("forwards" if re.fullmatch(_FORWARDS, inner.group("word")) else "promulgates"), inner.group("word")
    return ("promulgates", "attachment") if name.title in attached else None
