"""The outline of a document: numbered sections, tasks and measures, and the paragraphs that are subtasks.

>>> text = "一、主要任务\\n（一）做强平台。建设市级算力中心。（市数据局负责）\\n（二）做优服务。开展上门辅导。"
>>> [(unit.kind, unit.heading) for unit in read_outline(text, ()).units]
[('section', '一、主要任务'), ('task', '（一）做强平台'), ('task', '（二）做优服务')]

Numbering systems rank as the standard for official documents orders them (GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）),
with 编 章 节 条 of regulations above and ① below; a unit belongs to the nearest unit of a higher rank before it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from extract.clauses import Clause
from extract.dates import ANY_DAY
from extract.facts import OutlineUnit
from extract.first_signs import led
from extract.indicators import IndicatorTable
from extract.lexicons import alternation, entries
from extract.numerals import han_value
from extract.spans import Spans
from extract.tables import Table
from ontology.terms import UnitKind

_HAN = "一二三四五六七八九十百零〇"
_PART, _CHAPTER, _SECTION, _ARTICLE, _ROMAN, _ONE, _BRACKETED, _ARABIC, _IN_BRACKETS, _HALF, _CIRCLED = range(1, 12)
# rank, pattern of the marker, one example
_STYLES = (
    (_PART, rf"第([{_HAN}\d]+)编(?=[ \t　：:\n])[ \t　：:]*", "第一编 总则"),
    (_CHAPTER, rf"第([{_HAN}\d]+)章(?![节的第、和至])[ \t　：:]*", "第三章 数据共享"),
    (_SECTION, rf"第([{_HAN}\d]+)节(?![的第、和至])[ \t　：:]*", "第二节 空间布局"),
    (_ARTICLE, rf"第([{_HAN}\d]+)条(?!规定|所|的|第|至|和|、|中|例|款|件)[ \t　：:]*", "第十二条 市水利局负责……"),
    (_ROMAN, r"([ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[IVX]{1,4})[.．、][ \t　]*(?=[一-鿿])", "Ⅱ.重点任务"),
    (_ONE, rf"([{_HAN}]{{1,4}})[、.．][ \t　]*(?![{_HAN}]+[、产])", "二、主要任务"),
    (_BRACKETED, rf"[（(][ \t　]*([{_HAN}]{{1,4}})[ \t　]*[）)][、.．]?[ \t　]*", "（一）做强平台"),
    (_ARABIC, r"(\d{1,3})(?:[ \t]*+[.．、](?!\d)[ \t　]*|[ 　\t]++(?=[一-鿿“]{4}))", "12.加强人才引育"),
    (_IN_BRACKETS, r"[（(](\d{1,3})[）)][、.．]?[ \t　]*", "（3）市财政局负责……"),
    (_HALF, r"(\d{1,3})[）)][、.．]?[ \t　]*", "2）建设平台"),
    (_CIRCLED, r"([①-⑳])[、.．]?[ \t　]*", "①打造平台"),
)
_MARKER = re.compile(led("|".join(f"(?:{pattern})" for _, pattern, _ in _STYLES)))
_SENTENCE_END = re.compile(r"[。！）】 　\t](?=[第（(\d一二三四五六七八九十①-⑳])")
# 优化|发展环境 and 发展环境|优化行动 work on what 发展环境 alone would tell of.
_WORKED_ON = alternation(entries("improving_verbs.txt"))
_ACTION = r"(?![^，。：；、和与及]{0,12}(?:行动|工程)$)"
_BACKGROUND = re.compile(rf"(?<!{_WORKED_ON}){alternation(entries('outline_sections.txt'))}{_ACTION}")
_STATUS = re.compile(rf"(?<!{_WORKED_ON}){alternation(entries('status_headings.txt'))}{_ACTION}")
_MEASURES = re.compile(alternation(entries("measure_headings.txt")))
# 总体要求与目标 on a line of its own, without a number
_BARE_WORD = alternation([*entries("outline_sections.txt"), *entries("measure_headings.txt")])
_BARE_HEADING = re.compile(rf"(?:{_BARE_WORD}|[和与、及]|要求|目标)+[ \t　\r]*(?=\n|[：:][ \t　\r]*\n)")
# A body's name on a line, its date on the next: what follows belongs to no unit above.
_BODY_LINE = r"[ \t　]*+[^\n，。；：:、（）()\d]{2,40}+\n"
_SIGNATURE = re.compile(rf"^{_BODY_LINE}(?:{_BODY_LINE}){{0,30}}\s*{ANY_DAY}[ \t　]*\r?$", re.MULTILINE)
_ANNEX = re.compile(
    r"^[ \t　]*(?:附件|附表|附录|附)[ \t　]*(?:\d{1,2}|[一二三四五六七八九十])?[ \t　]*(?P<list>[:：])?", re.MULTILINE
)
# 一、主要任务|（一）做强平台 (a text without line breaks)
_FIRST_BELOW = r"(?=[（(][ \t　]*[一1][ \t　]*[）)][ \t　]*[一-鿿“]|1[.．、][ \t　]*[一-鿿“]|第[一1][节条][ \t　])"
_HEADING_END = re.compile(rf"[。！？；\n\r\t]|：(?=[^\n])|(?<=[一-鿿])[ \t　]*{_FIRST_BELOW}")
_RUN_ON = re.compile(rf"[{_HAN}]{{1,3}}、[ \t　]*[一-鿿、]{{2,24}}{_FIRST_BELOW}")
# …的省（区、市）|，加快… · 首台（套）装备|（责任单位
_SOFT_END = re.compile(r"[，：、]|（(?![省区市县州盟地旗、]{1,8}）|[^（）\n]{1,3}）)")
_LEAD_PHRASE = re.compile(r"[^，。；：！？\n（）]{4,24}。(?=[^\n]{8,})")


# The id of what a document says before its first heading, where it sets goals there.
OPENING: Final = "0"


@dataclass(frozen=True, slots=True)
class Outline:
    """The units in the order of the text, and for each the indexes of the clauses that are its own."""

    units: tuple[OutlineUnit, ...]
    own: dict[str, tuple[int, ...]]


@dataclass(slots=True)
class _Node:
    """A unit while the tree is built."""

    start: int
    rank: int
    number: str | None
    heading: str
    body: int
    end: int = 0
    parent: "_Node | None" = None
    kind: UnitKind = "task"
    id: str = ""
    row: int | None = None

    def ancestors(self) -> Iterator["_Node"]:
        node = self.parent
        while node:
            yield node
            node = node.parent


def read_outline(
    text: str, clauses: Sequence[Clause], tables: Sequence[Table] = (), indicators: Sequence[IndicatorTable] = ()
) -> Outline:
    """The units of `text` and whose clause each of `clauses` (in the order of the text) is.

    Rows of task tables are units of their own; in tables of indicators there are none.
    """
    stops = _stops(text)
    nodes = _numbered(text, clauses, [*tables, *indicators], stops)
    _ends(nodes, stops, len(text))
    nodes = _with_rows([*nodes, *_indicator_sections(text, nodes, indicators)], tables)
    _kinds(nodes, [clause.start for clause in clauses if clause.closing])
    own: dict[int, list[int]] = {}
    nodes = _with_paragraphs(text, nodes, clauses, own)
    _name(nodes)
    units = tuple(
        OutlineUnit(
            n.id, n.parent.id if n.parent else None, n.kind, n.number, n.heading, n.start, _trim(text, n.start, n.end)
        )
        for n in nodes
    )
    return Outline(units, {n.id: tuple(own[id(n)]) for n in nodes if id(n) in own})


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _stops(text: str) -> list[tuple[int, int]]:
    """Signatures and lists of annexes: (where the units above end, where reading goes on)."""
    stops = [(m.start(), m.end()) for m in _SIGNATURE.finditer(text)]
    for match in _ANNEX.finditer(text):
        line_end = text.find("\n", match.end())
        line_end = len(text) if line_end < 0 else line_end
        if match.group("list"):
            resume = line_end
            while resume < len(text):
                following = text.find("\n", resume + 1)
                following = len(text) if following < 0 else following
                line = text[resume:following].strip()
                if line and not re.match(r"\d{1,2}[.．、]", line):
                    break
                resume = following
            stops.append((match.start(), resume))
        elif line_end - match.end() <= 2:
            stops.append((match.start(), line_end))
    return sorted(stops)


def _numbered(
    text: str, clauses: Sequence[Clause], tables: Sequence[Table | IndicatorTable], stops: list[tuple[int, int]]
) -> list[_Node]:
    """A node for each numbered heading, its parent set."""
    taken = Spans(
        [(c.start, c.end) for c in clauses if c.form != "running"] + [(t.start, t.end) for t in tables] + stops
    )
    clause_starts = sorted(c.start for c in clauses if c.closing)
    nodes: list[_Node] = []
    stack: list[_Node] = []
    last: dict[int, int] = {}
    stop_starts = [start for start, _ in stops]
    previous_stops = 0
    for at, inline in _candidates(text):
        bare = None if inline else _BARE_HEADING.match(text, at)
        match = None if bare else _MARKER.match(text, at)
        if not (bare or match) or at in taken:
            continue
        if bare:
            node = _Node(at, _ONE, None, bare.group().strip(), bare.end())
            nodes.append(node)
            stack, last = [node], {}
            continue
        if not match or match.end() >= len(text):
            continue
        # Each style has one group, and stands at its rank among them.
        rank = match.lastindex or 0
        number = match.group(rank)
        value = _value(number)
        if inline and (
            rank in (_HALF, _IN_BRACKETS, _CIRCLED, _ROMAN)
            or value != last.get(rank, 0) + 1
            or (rank == _ARABIC and " " in match.group()[:-1].strip("　"))
        ):
            continue
        passed = bisect_right(stop_starts, at)
        if passed > previous_stops:
            stack.clear()
            last.clear()
            previous_stops = passed
        while stack and stack[-1].rank >= rank:
            stack.pop()
        if rank < _ARABIC:
            # Arabic numbers may run on through the sections (1. to 18.); a sequence inside brackets starts anew.
            for lower in [r for r in last if r > rank and r != _ARABIC]:
                del last[lower]
        last[rank] = value
        node = _Node(at, rank, number, "", match.end(), parent=stack[-1] if stack else None)
        next_clause = bisect_left(clause_starts, match.end())
        limit = clause_starts[next_clause] if next_clause < len(clause_starts) else len(text)
        node.body, node.heading = _heading(text, at, match.end(), limit, soft=40)
        nodes.append(node)
        stack.append(node)
    return nodes


def _candidates(text: str) -> Iterator[tuple[int, bool]]:
    """Where a marker may stand: the first sign of each line, and behind a sentence's end within one."""
    for line in re.finditer(r"^[ \t　\ufeff\xa0]*(?=\S)[^\n]*", text, re.MULTILINE):
        first = line.start() + len(line.group()) - len(line.group().lstrip(" \t　\ufeff\xa0"))
        yield first, False
        if line.end() - first > 30:
            ends = {m.end() for before in (_SENTENCE_END, _RUN_ON) for m in before.finditer(text, first, line.end())}
            yield from ((at, True) for at in sorted(ends))


def _value(number: str) -> int:
    """五 is 5, 二十一 is 21, ③ is 3; a Roman number counts as its place in I to X."""
    if number.isdigit() and not "①" <= number[0] <= "⑳":
        return int(number)
    if "①" <= number[0] <= "⑳":
        return ord(number[0]) - ord("①") + 1
    if number[0] in "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ":
        return ord(number[0]) - ord("Ⅰ") + 1
    if number[0] in "IVX":
        return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", number).index(number) + 1
    return han_value(number)


def _heading(text: str, start: int, body: int, limit: int, *, soft: int) -> tuple[int, str]:
    """Where the heading ends and its words: the first sentence, shortened at a comma where it is long.

    A list stays whole, for 授权云岭大学、江北大学等自主评审 is no task 授权云岭大学; but a passage without a number
    (`soft` of 0) is called by its first words.
    """
    match = _HEADING_END.search(text, body)
    end = min(match.start() if match else len(text), limit)
    if end - body > soft:
        for cut in _SOFT_END.finditer(text, body + 4, end):
            if cut.group() != "、" or (not soft and cut.start() - body >= 10):
                end = cut.start()
                break
        end = min(end, body + 80)
    return end, text[start:end].strip()


def _ends(nodes: list[_Node], stops: list[tuple[int, int]], length: int) -> None:
    """Set each node's end: the next node of its rank or a higher one, a signature, or the end of the text."""
    stop_starts = [start for start, _ in stops]
    open_nodes: list[_Node] = []
    for node in [*nodes, None]:
        at = node.start if node else length
        while open_nodes and (node is None or open_nodes[-1] is not node.parent):
            closed = open_nodes.pop()
            stop = bisect_right(stop_starts, closed.start)
            closed.end = min(at, stop_starts[stop] if stop < len(stop_starts) else length)
            if node is None:
                continue
        if node:
            open_nodes.append(node)


def _with_rows(nodes: list[_Node], tables: Sequence[Table]) -> list[_Node]:
    """The nodes with one for each row of a task table: a task, or a section where the row is a heading of others."""
    rows: list[_Node] = []
    nodes = sorted(nodes, key=lambda n: n.start)
    for table, outer in zip(tables, _holders(nodes, [table.start for table in tables]), strict=True):
        group: _Node | None = None
        for row in table.rows:
            if row.heading_row:
                numbered = _MARKER.match(row.heading)
                number = next((n for n in numbered.groups() if n), None) if numbered else None
                group = _Node(row.start, _ONE, number, row.heading, row.end, row.end, outer, "section", row=0)
                rows.append(group)
                continue
            parent = group or outer
            rows.append(_Node(row.start, _ARABIC, row.number, row.heading, row.end, row.end, parent, "task", row=1))
            if group:
                group.end = row.end
    return sorted([*nodes, *rows], key=lambda n: n.start)


def _indicator_sections(text: str, nodes: list[_Node], tables: Sequence[IndicatorTable]) -> Iterator[_Node]:
    """A section for each table of indicators that stands in no unit, as in an annex, named by the line above it."""
    for table, outer in zip(tables, _holders(nodes, [table.start for table in tables]), strict=True):
        if outer:
            continue
        above = _trim(text, 0, table.start)
        begin = text.rfind("\n", 0, above) + 1
        heading = text[begin:above].strip()
        named = heading if heading and len(heading) <= 60 and "\t" not in heading else "主要指标"
        start = table.start - len(text[begin : table.start].lstrip()) if named == heading else table.start
        yield _Node(start, _ONE, None, named, table.start, table.end, None, "section", row=0)


def _kinds(nodes: list[_Node], closing: Sequence[int]) -> None:
    """Set each node's kind; `closing` are the offsets of clauses: a node with its own and none below is to be done."""
    children: dict[int, list[_Node]] = {}
    for node in nodes:
        if node.parent:
            children.setdefault(id(node.parent), []).append(node)
    for node in nodes:
        if node.row is not None:
            continue
        below = children.get(id(node), [])
        borne = not below and bisect_left(closing, node.start) < bisect_left(closing, node.end)
        background = not borne and any(_BACKGROUND.search(n.heading) for n in [node, *node.ancestors()])
        listed = bool(below) and below[0].rank >= _IN_BRACKETS and node.rank >= _ARABIC
        if background:
            node.kind = "section"
        elif node.parent and node.parent.kind in ("task", "subtask"):
            node.kind = "subtask"
        elif below and not listed and node.rank != _ARTICLE:
            node.kind = "section"
        elif any(_MEASURES.search(n.heading) for n in node.ancestors()) or (
            not node.parent and _MEASURES.search(node.heading)
        ):
            node.kind = "measure"
        else:
            node.kind = "task"


def _with_paragraphs(
    text: str, nodes: list[_Node], clauses: Sequence[Clause], own: dict[int, list[int]]
) -> list[_Node]:
    """Give each clause its unit, making a subtask of each passage with a clause or lead phrase of its own."""
    found: list[_Node] = []
    closing = [(c.start, i) for i, c in enumerate(clauses) if c.closing]
    starts = [start for start, _ in closing]
    first = nodes[0].start if nodes else len(text)
    regions: list[tuple[_Node | None, int, int]] = [(None, 0, first)]
    for i, node in enumerate(nodes):
        following = nodes[i + 1].start if i + 1 < len(nodes) else len(text)
        regions.append((node, node.start, min(node.end, following)))
        if node.end < following:
            regions.append((None, node.end, following))
    for holder, start, end in regions:
        if holder:
            found.append(holder)
        inside = [index for _, index in closing[bisect_left(starts, start) : bisect_left(starts, end)]]
        if holder and holder.row is not None:
            own[id(holder)] = inside
            continue
        found += _passages(text, holder, start, end, [(index, clauses[index]) for index in inside], own)
    _attach_running(found, clauses, own)
    return found


def _passages(
    text: str, node: _Node | None, start: int, end: int, inside: list[tuple[int, Clause]], own: dict[int, list[int]]
) -> list[_Node]:
    """The subtasks of a unit's own text (tasks where there is no unit, or a section), its clauses given out."""
    made: list[_Node] = []
    heading_end = node.body if node else start
    kind: UnitKind = "subtask" if node and node.kind != "section" else "task"
    first_line_end = text.find("\n", heading_end, end) if node else -1
    first_line_end = end if first_line_end < 0 else first_line_end
    previous = start
    covered: list[tuple[int, int]] = []
    for order, (index, clause) in enumerate(inside):
        line = max(text.rfind("\n", 0, clause.start) + 1, previous)
        alone = not text[line : clause.start].strip()
        if (
            node
            and order == 0
            and (len(inside) == 1 or line <= heading_end or (alone and _one_line(text, heading_end, line)))
        ):
            own.setdefault(id(node), []).append(index)
        else:
            begin = _passage_start(text, line, clause.start, previous, alone, heading_end if node else start)
            while begin < clause.start and (text[begin].isspace() or text[begin] in "。；，、"):
                begin += 1
            if begin >= clause.start:
                target = made[-1] if made else node
                if target is not None:
                    own.setdefault(id(target), []).append(index)
            else:
                _, heading = _heading(text, begin, begin, clause.start, soft=0)
                child = _Node(begin, _CIRCLED + 1, None, heading, begin, clause.end, node, kind)
                own[id(child)] = [index]
                made.append(child)
                covered.append((begin, clause.end))
        previous = clause.end
    if node and node.kind == "task":
        made += _lead_phrases(text, node, first_line_end, end, covered, inside)
    return sorted(made, key=lambda n: n.start)


def _one_line(text: str, heading_end: int, line: int) -> bool:
    """True where one paragraph at most lies between a heading and a clause that stands on its own line."""
    return text[heading_end:line].strip().count("\n") <= 1


def _passage_start(text: str, line: int, clause: int, previous: int, alone: bool, floor: int) -> int:
    """Where the matter that a clause closes begins: its paragraph, or the clause before it in that paragraph."""
    if not alone:
        return line
    back = text[previous:line].rstrip()
    return max(previous, floor) if back.strip() else clause


def _lead_phrases(
    text: str, node: _Node, start: int, end: int, covered: list[tuple[int, int]], inside: list[tuple[int, Clause]]
) -> Iterator[_Node]:
    """Paragraphs inside a task that open with a phrase of their own and have no clause: 做强服务平台。建设……

    A single paragraph is what the task itself says.
    """
    if "\n" not in text[start:end].strip():
        return
    for line in re.finditer(r"[^\n]+", text[start:end]):
        begin = start + line.start() + len(line.group()) - len(line.group().lstrip())
        stop = start + line.end()
        if any(a < stop and begin < b for a, b in covered) or any(c.start < stop and begin < c.end for _, c in inside):
            continue
        match = _LEAD_PHRASE.match(text, begin, stop)
        if match and not re.search(r"\d{4}年|[：:]", match.group()):
            yield _Node(begin, _CIRCLED + 1, None, match.group()[:-1], begin, stop, node, "subtask")


def _attach_running(nodes: list[_Node], clauses: Sequence[Clause], own: dict[int, list[int]]) -> None:
    """Give clauses in running text to the innermost unit they stand in."""
    for index, holder in enumerate(_holders(nodes, [clause.start for clause in clauses])):
        if holder and not clauses[index].closing:
            own.setdefault(id(holder), []).append(index)


def _holders(nodes: Sequence[_Node], positions: Iterable[int]) -> Iterator[_Node | None]:
    """For each position the last node that begins before it and holds it; both stand in the order of the text."""
    begun: list[_Node] = []
    at = 0
    for position in positions:
        while at < len(nodes) and nodes[at].start <= position:
            begun.append(nodes[at])
            at += 1
        while begun and begun[-1].end <= position:
            begun.pop()
        yield begun[-1] if begun else None


def _name(nodes: list[_Node]) -> None:
    """Number the units by their place among their siblings: 2.1.3 is the third unit of the first of the second."""
    counts: dict[int, int] = {}
    for node in nodes:
        key = id(node.parent) if node.parent else 0
        counts[key] = counts.get(key, 0) + 1
        node.id = f"{node.parent.id}.{counts[key]}" if node.parent else str(counts[key])


def with_opening(text: str, units: tuple[OutlineUnit, ...], starts: Sequence[int]) -> tuple[OutlineUnit, ...]:
    """The units with one more, a section before the first heading, from the paragraph of the first of `starts` on."""
    if not starts:
        return units
    begin = text.rfind("\n", 0, min(starts)) + 1
    begin += len(text[begin:]) - len(text[begin:].lstrip())
    end = min((unit.start for unit in units), default=len(text))
    _, heading = _heading(text, begin, begin, end, soft=20)
    return (OutlineUnit(OPENING, None, "section", None, heading, begin, _trim(text, begin, end)), *units)


def units_of_status(units: Sequence[OutlineUnit]) -> frozenset[str]:
    """The ids of units that tell how things stand, and of all beneath them (一、发展现状)."""
    found: set[str] = set()
    for unit in units:
        if unit.parent in found or _STATUS.search(unit.heading):
            found.add(unit.id)
    return frozenset(found)


class Enclosing:
    """Finds the innermost unit that holds a position, in logarithmic time."""

    def __init__(self, units: Sequence[OutlineUnit]) -> None:
        self._units = list(units)
        self._starts = [unit.start for unit in units]
        self._by_id = {unit.id: unit for unit in units}

    def at(self, position: int) -> OutlineUnit | None:
        """The innermost unit whose span holds `position`, or None."""
        index = bisect_right(self._starts, position) - 1
        unit = self._units[index] if index >= 0 else None
        while unit and unit.end <= position:
            unit = self._by_id[unit.parent] if unit.parent else None
        return unit
