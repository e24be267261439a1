"""Quantified goals: figure, operator, unit, indicator and deadline, read from the sentences of a unit.

>>> text = "到2030年，建成省级创新平台20家以上。"
>>> [(t.indicator, t.operator, t.value, t.unit, t.year) for t in read_targets(text, lambda _: "1", 2026)]
[('省级创新平台', '>=', 20.0, '家', 2030)]
"""

import re
from collections.abc import Callable, Iterator

from extract import segment
from extract.facts import Target
from extract.lexicons import alternation, entries, patterns, table
from extract.numerals import han_value
from ontology.terms import Operator

_UNIT = alternation(entries("target_units.txt"))
_POWERS = {"十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8}
_POWERS |= {"十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12}
_POWER = alternation(list(_POWERS))
_N = r"\d[\d,]*(?:\.\d+)?"
_COMPARE = {word: (operator, side) for word, (operator, side) in table("comparators.tsv").items()}
_BEFORE = alternation([w for w, (_, side) in _COMPARE.items() if side == "before"])
_AFTER = alternation([w for w, (_, side) in _COMPARE.items() if side == "after"])
_VERB = alternation(entries("goal_verbs.txt"))
_ADVERB = alternation(entries("goal_adverbs.txt"))
_CHANGE = alternation(entries("changes.txt"))
# 20家以上 · 1-2家 · 1500万元 · 26%以上 · 百分之二十 is not met in figures of targets
_FIGURE = re.compile(
    rf"(?<![\dA-Za-z.])(?P<n>{_N})(?P<p0>{_POWER})?(?:%|％)?(?:\s*[-－—–~～至]+\s*(?P<m>{_N}))?\s*"
    rf"(?P<p>{_POWER})?(?P<more>余|多)?(?P<u>{_UNIT})(?!月|小时|工作日)(?P<after>{_AFTER})?"
)
# 打造千亿级产业集群 · 规模达到百亿级 · 建成千亿园区
_SCALE = re.compile(rf"(?P<p>十亿|百亿|千亿|万亿)元?(?:级|(?=园区|产业|集群|板块|企业))(?:规模)?(?P<after>{_AFTER})?")
_RANK_VERB = alternation(entries("rank_verbs.txt"))
# 进入全国前70位 · 奋进全国百强 · 保持全省第二
_RANK = re.compile(
    rf"(?P<verb>{_RANK_VERB})(?:在)?(?P<scope>[^，。；、\d一二三四五六七八九十百千]{{0,12}}?)"
    r"(?:前(?P<n>\d+|[一二三四五六七八九十百]+)(?:位|名|强|列)?|(?P<strong>[一二三四五六七八九十百千]+|\d+)强|第(?P<o>[一二三四五六七八九十]|\d+)(?:位|名)?|(?P<top>首位))$"
)
_WHOLE = re.compile(r"(?P<all>全覆盖|清零)$")
_DEADLINE = patterns("deadlines.txt")
_PERIOD = re.compile(r"每年|年均|逐年|年度(?=[^，。]{0,8}\d)")
_NOT_GOAL = patterns("not_goals.txt")
_NOT_COUNTED = re.compile(alternation(entries("not_counted.txt")))
_LEAD = re.compile(rf"(?:{alternation([*entries('goal_adverbs.txt'), *entries('goal_verbs.txt')])}|[的，、：（\s])+")
_HAN = "一二三四五六七八九"
_SENTENCE = re.compile(r"[^。！？；;\n]+")
_NUMBERED = re.compile(r"[\s　]*\d{1,3}[.．、](?!\d)")
_PIECE = re.compile(r"[^，,：:（）()①-⑳]+")


def read_targets(text: str, task_at: Callable[[int], str | None], written: int | None) -> Iterator[Target]:
    """The targets of `text`; `task_at` names the unit at an offset.

    `written` is the year of the document, before which a figure is the past; None where it is not known.
    """
    for line in re.finditer(r"[^\n]+", text):
        year: int | None = None
        past = False
        for sentence in _SENTENCE.finditer(text, line.start(), line.end()):
            period, subject = False, ""
            hopeless = _NOT_GOAL.search(sentence.group()) is not None
            for piece in _PIECE.finditer(text, sentence.start(), sentence.end()):
                start, end = piece.span()
                due = _DEADLINE.search(text, start, end)
                if due:
                    year = _year(due, written)
                    past = year is not None and (year < written if written else _bare(due, text))
                    period = False
                yearly = _PERIOD.search(text, start, end)
                period = period or yearly is not None
                numbered = _NUMBERED.match(text, start, end)
                start = numbered.end() if numbered else start
                begin = due.end() if due and due.end() < end else start
                if past or hopeless or (due and due.end() >= end):
                    continue
                task = task_at(start)
                if task is None:
                    continue
                deadline = None if period and not _same(text, sentence, start, due) else year
                for found in _figures(text, begin, end, subject, year is not None or period):
                    indicator, operator, value, upper, unit, rule = found
                    yield Target(
                        task, text[start:end].strip("、 "), indicator, operator, value, upper, unit, deadline,
                        "year" if period else None, start, start + len(text[start:end].rstrip("、 ")), rule,
                    )  # fmt: skip
                subject = _subject(text[begin:end]) or subject


def _same(text: str, sentence: re.Match[str], start: int, due: re.Match[str] | None) -> bool:
    """True where the sentence itself, before a yearly figure, names the deadline: 到2027年，每年新增10家."""
    return due is not None or _DEADLINE.search(text, sentence.start(), start) is not None


def _bare(due: re.Match[str], text: str) -> bool:
    """2025年，达到612家 in a text that has no date of its own: nothing says that the year is still to come."""
    return due.group("y") is not None and (
        text[due.end()] == "的" or re.search(r"[到至底末前内]|力争|争取|确保", due.group()) is None
    )


def _year(match: re.Match[str], written: int | None) -> int | None:
    groups = match.groupdict()
    if groups["y2"] or groups["y"]:
        return int(groups["y2"] or groups["y"])
    if groups["plan"]:
        return 1955 + 5 * (11 + _HAN.find(groups["plan"]))
    count = int(groups["n"]) if groups["n"].isdigit() else han_value(groups["n"].replace("两", "二"))
    return written + count if written else None


_Found = tuple[str, Operator, float, float | None, str, str]


def _figures(text: str, start: int, end: int, subject: str, dated: bool) -> Iterator[_Found]:
    piece = text[start:end].rstrip("、 ")
    rank = _RANK.search(piece)
    if rank:
        yield _rank(piece, rank, subject)
        return
    whole = _WHOLE.search(piece)
    if whole:
        full = whole.group("all") == "全覆盖"
        yield (
            _clean(piece[: whole.start()]) or subject,
            "=",
            100.0 if full else 0.0,
            None,
            "%" if full else "个",
            "whole",
        )
        return
    shared = _shared(piece)
    if shared:
        yield from shared
        return
    done = 0
    for match in sorted([*_FIGURE.finditer(piece), *_SCALE.finditer(piece)], key=lambda m: m.start()):
        if match.start() < done or _quoted(piece, match.start()):
            continue
        prefix, suffix = piece[done : match.start()], piece[match.end() :].split("、")[0]
        if match.re is _FIGURE and (_NOT_COUNTED.match(suffix) or _threshold(match, prefix, suffix)):
            continue
        goal = re.search(rf"{_VERB}|{_BEFORE}|{_CHANGE}", prefix) is not None
        if not (goal or (dated and match.re is _FIGURE)) or re.search(r"对接|承接|融入$", prefix):
            continue
        indicator, operator = _indicator(prefix, suffix, match.groupdict().get("after"), subject, match.re is _SCALE)
        if not indicator:
            continue
        if match.re is _SCALE:
            yield indicator, operator, _POWERS[match.group("p")], None, "元", "scale"
        else:
            yield _measured(match, indicator, operator)
        done = match.end() + (len(suffix) + 1 if not re.search(rf"(?:{_BEFORE}|{_VERB})", suffix) else 0)


def _measured(match: re.Match[str], indicator: str, operator: Operator) -> _Found:
    power = _POWERS.get(match.group("p") or match.group("p0") or "", 1.0)
    value = float(match.group("n").replace(",", "")) * power
    upper = float(match.group("m").replace(",", "")) * power if match.group("m") else None
    if upper is not None:
        operator = "range"
    elif match.group("more") and operator == "=":
        operator = ">"
    return indicator, operator, value, upper, match.group("u").replace("％", "%"), "figure"


def _indicator(prefix: str, suffix: str, after: str | None, subject: str, scale: bool) -> tuple[str, Operator]:
    """What a figure measures, from the words before it or, behind a bare verb, those after it; and its operator."""
    operator: Operator = "="
    core = prefix
    before = re.search(rf"(?P<w>{_BEFORE})$", prefix)
    if before:
        operator = _operator(before.group("w"))
        core = prefix[: before.start()]
    if after:
        operator = _operator(after)
    name = _clean(core)
    bare = re.search(rf"(?:{_VERB}|{_ADVERB})$", core) is not None or not name
    if bare and not (before and name):
        tail = re.sub(r"^(?:规模|的|以上)+", "", suffix).strip()
        return (f"{subject}{tail}规模" if scale and tail == "园区" else tail) or name or subject, operator
    return name or subject, operator


def _operator(word: str) -> Operator:
    found: Operator = _COMPARE[word][0]  # type: ignore[assignment]
    return found


def _clean(words: str) -> str:
    """The noun phrase in the words before a figure: verbs and adverbs that lead in or out are dropped."""
    words = _PERIOD.sub("", words, count=1) if words.startswith(("每年", "年均", "逐年")) else words
    lead = _LEAD.match(words)
    words = words[lead.end() :] if lead else words
    inner = list(re.finditer(r"解决|开展|培养|培育|引进|促成", words))
    if inner and len(words) - inner[-1].end() >= 4:
        words = words[inner[-1].end() :]
    while True:
        trimmed = re.sub(rf"(?:{_BEFORE}|力争|争取|确保|实现|进一步|[的、])$", "", words)
        if trimmed == words:
            return words.strip('“”" ') if words.count("“") != words.count("”") else words.strip()
        words = trimmed


def _threshold(match: re.Match[str], prefix: str, suffix: str) -> bool:
    """5000万元产值以上的企业, 2000万元以上项目: the figure says which, not how many."""
    if re.match(r"[^，、]{0,6}以[上下内]的?[一-鿿]", suffix):
        return True
    money = match.group("u") == "元" and bool(match.group("after"))
    return (
        money
        and re.match(r"的?[^，、]{0,8}(?:企业|项目|主体)", suffix) is not None
        and not re.search(rf"{_VERB}$", prefix)
    )


def _quoted(piece: str, at: int) -> bool:
    return piece.count("“", 0, at) > piece.count("”", 0, at)


def _rank(piece: str, match: re.Match[str], subject: str) -> _Found:
    owner = _subject(piece[: match.start()]) or _clean(piece[: match.start()])
    scope = match.group("scope").lstrip("在")
    if owner in ("数量", "规模", "总量", ""):
        owner = subject + owner
    measured = re.search(r"(?:排名|指数|数量|位次|能力|规模|率|量)$", owner)
    indicator = owner if measured else f"{owner}{scope}排名"
    if match.group("top"):
        return indicator, "=", 1.0, None, "位", "rank"
    word = match.group("n") or match.group("strong") or match.group("o")
    value = float(word) if word.isdigit() else float(han_value(word))
    return indicator, "=" if match.group("o") else "<=", value, None, "位", "rank"


def _subject(words: str) -> str:
    """Whom the words are about, for a figure that follows without a subject of its own."""
    lead = _LEAD.match(words)
    rest = words[lead.end() :] if lead else words
    stop = re.search(rf"力争|争取|{_BEFORE}|{_RANK_VERB}|争创|加快|\d", rest)
    return (rest[: stop.start()] if stop else rest).strip("、 ")[:30]


def _shared(piece: str) -> list[_Found]:
    """One target for each member of a list: 公路、水路货运量分别增长5%和8%, 城市、农村供水普及率均达到98%."""
    match = re.search(r"分别|均(?=达|超|不|实现|提|增|保持)", piece)
    if not match:
        return []
    figures = list(_FIGURE.finditer(piece, match.end()))
    members = [m for m in re.split(r"[、和及与]", piece[: match.start()]) if m]
    if len(figures) == 1 and match.group() == "均":
        figures = figures * len(members)
    if len(members) < 2 or len(figures) != len(members):
        return []
    members[0] = _clean(members[0])
    tail = "".join(segment.words(members[-1])[1:])
    head = piece[match.end() : figures[0].start()]
    change = re.search(_CHANGE, head)
    before = re.search(rf"(?P<w>{_BEFORE})$", head)
    found = []
    for name, figure in zip(members, figures, strict=True):
        full = name if name.endswith(tail[-1:] or "\n") else name + tail
        after = figure.group("after")
        operator = _operator(after) if after else _operator(before.group("w")) if before else "="
        found.append(_measured(figure, full + (change.group() if change else ""), operator))
    return found
