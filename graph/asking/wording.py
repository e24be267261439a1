"""The one sentence of an answer, in the language of the question.

“推进既有住宅加装电梯”由衡澜市住房和城乡建设局牵头。
市科技局 leads 13 tasks, 2 of them inherited from the unit around them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from graph.asking.compiling import of_no_task
from graph.asking.months import ENGLISH
from graph.asking.names import Names
from graph.asking.questions import Bearing, Comparing, Gap, Language, Number, Question, Year
from graph.comparison import KINDS, Comparison, Kind
from graph.phrases import amount, figure
from ontology.terms import BASES, BOUNDS, NATION, ROLES, STATUSES, ZONE_KINDS, Role

__all__ = ["amount", "counted", "difference", "nobody", "otherwise", "sentence", "several"]

Answers = Sequence[Mapping[str, object]]
_SHOWN: Final = 6
_MOST_SHOWN: Final = 10
_VERBS: Final[dict[Role, tuple[str, str, str]]] = {
    "lead": ("牵头", "leads", "lead"),
    "participant": ("配合", "takes part in", "take part in"),
    "responsible": ("负责", "is responsible for", "are responsible for"),
}
_COUNTED: Final[dict[str, tuple[str, str, str]]] = {
    "tasks": ("项任务", "task", "tasks"),
    "who": ("个单位", "agency", "agencies"),
    "targets": ("个目标", "target", "targets"),
    "zones": ("个区域", "zone", "zones"),
    "documents": ("份文件", "document", "documents"),
}


def sentence(question: Question, answers: Answers, names: Names) -> str:
    """The sentence that answers the question, with what must be said about how it was understood."""
    return _noted(question, _WORDED[question.kind](question, answers, names))


def _noted(question: Question, said: str) -> str:
    told = (*question.notes, *_matched(question))
    notes = [note[0 if question.language == "zh" else 1] for note in told]
    return "".join([*notes, said]) if question.language == "zh" else " ".join([*notes, said])


def counted(question: Question, answers: Answers) -> Mapping[str, object]:
    """The one answer of a how-many question."""
    noun = _COUNTED.get(question.kind, _COUNTED["targets"])
    name = noun[0][1:] if question.language == "zh" else noun[2]
    return {"name": name, "value": len(answers)}


def difference(question: Question, found: Comparison) -> str:
    """How much differs between two documents, by kind."""
    counts = Counter(it.kind for it in found.differences)
    zh: dict[Kind, str] = {
        "agency": "单位",
        "task": "任务",
        "lead": ROLES["lead"][0],
        "participant": ROLES["participant"][0],
        "responsible": ROLES["responsible"][0],
        "target": "目标",
    }
    before, after = found.before.title, found.after.title
    if question.language == "zh":
        listed = "、".join(f"{zh[kind]} {counts[kind]} 处" for kind in KINDS if counts[kind])
        return f"《{before}》与《{after}》相比：{listed or '没有不同'}。"
    listed = ", ".join(f"{kind} {counts[kind]}" for kind in KINDS if counts[kind])
    return f"Differences between 《{before}》 and 《{after}》: {listed or 'none'}."


def _matched(question: Question) -> Iterable[tuple[str, str]]:
    """Where the words of a topic were not found in a heading, what they were taken for."""
    for topic in question.topics:
        if topic.matched == "words":
            yield f"“{topic.words}”见于任务正文。", f"“{topic.words}” stands in the text of tasks."
        elif topic.matched.startswith("like"):
            yield f"按与“{topic.words}”最相近的名称回答。", f"Answered for the name most like “{topic.words}”."


def several(question: Question, names: Names, counts: Mapping[str, int]) -> str:
    """Whose they are, where a short name is that of several agencies: 市科技局 of two cities.

    `counts` are the tasks found of each agency, by IRI; empty where the answer is not by agencies.
    """
    zh = question.language == "zh"
    told = []
    for bearing in (*question.bearings, *question.denied, *question.excepted):
        each = [iri for iri in bearing.agencies if not counts or bearing not in question.bearings or counts.get(iri)]
        if len(each) > 1 and "、" not in bearing.said:
            said = [_with_count(whose(names, iri), counts.get(iri), zh=zh) for iri in each]
            told.append(
                f"“{bearing.said}”是 {len(each)} 个单位：{'、'.join(said)}；只问其一，请写明是哪里的。"
                if zh
                else f" “{bearing.said}” is {len(each)} agencies: {_and(said)}; to ask about one, say where it is."
            )
    return "".join(told)


def _with_count(name: str, count: int | None, *, zh: bool) -> str:
    if not count:
        return name
    return f"{name} {count} 项" if zh else f"{name} ({count})"


def whose(names: Names, agency: str) -> str:
    """An agency by its full name, with its place where that is not in it: 市科技局（澜州市）."""
    it = names.agencies[agency]
    place = it.jurisdiction
    return it.name if not place or place in it.name or place == NATION else f"{it.name}（{place}）"


def _who(question: Question, answers: Answers, names: Names) -> str:
    zh = question.language == "zh"
    if _is_ranking(question):
        return _ranking(question, answers, names)
    if question.measure == "count":
        return _how_many(question, answers, names)
    if of_no_task(question):
        return _agencies(question, answers, names)
    if not answers:
        return nobody(question, (), ())
    parts = [_bearers_zh(*it) if zh else _bearers_en(*it) for it in _by_task(answers).items()]
    more = len({answer["task"] for answer in answers}) - _SHOWN
    if zh:
        return "；".join(parts) + (f"；另有 {more} 项任务，见下表" if more > 0 else "") + "。"
    return "; ".join(parts) + (f"; and {more} more task{_s(more)}, see the table" if more > 0 else "") + "."


def _agencies(question: Question, answers: Answers, names: Names) -> str:
    """The agencies asked for, each with how many tasks it has."""
    shown = [
        f"{a['name']}（{a['value']}）" if question.language == "zh" else f"{a['name']} ({a['value']})" for a in answers
    ]
    conditions = _conditions(question, names)
    if question.language == "zh":
        if not answers:
            return f"图谱中没有这样的单位{f'：{conditions}' if conditions else ''}。"
        start = f"{conditions}的单位" if conditions else "承担任务的单位"
        rest = "等" if len(shown) > _MOST_SHOWN else ""
        return f"{start}有 {len(shown)} 个（括号内为任务数）：{'、'.join(shown[:_MOST_SHOWN])}{rest}。"
    if not answers:
        return f"The graph has no agencies {conditions or 'that bear tasks'}."
    noun = "agency" if len(answers) == 1 else "agencies"
    rest = " and others" if len(shown) > _MOST_SHOWN else ""
    listed = ", ".join(shown[:_MOST_SHOWN])
    return f"{len(shown)} {noun} {conditions or 'that bear tasks'} (with the number of tasks): {listed}{rest}."


def _bearers_zh(task: str, answers: Answers) -> str:
    said = []
    for role in ROLES:
        bases = _by(answers, role)
        for basis, named in bases.items():
            how = "" if basis == "explicit" else f"（{BASES[basis][0]}）"  # type: ignore[index]
            said.append(f"由{'、'.join(named)}{_VERBS[role][0]}{how}")
    return f"“{_line(task)}”{'，'.join(said)}"


def _bearers_en(task: str, answers: Answers) -> str:
    said = []
    for role in ROLES:
        for basis, named in _by(answers, role).items():
            verb = _VERBS[role][1 if len(named) == 1 else 2]
            how = "" if basis == "explicit" else f" ({BASES[basis][1]})"  # type: ignore[index]
            said.append(f"{_and(named)} {verb} “{_line(task)}”{how}")
    return ", ".join(said)


def _by(answers: Answers, role: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for answer in answers:
        if answer["role"] == role and answer["name"] not in found.setdefault(str(answer["basis"]), []):
            found[str(answer["basis"])].append(str(answer["name"]))
    return {basis: named for basis, named in found.items() if named}


def nobody(question: Question, headings: Sequence[str], others: Answers) -> str:
    """Nobody bears the tasks of these headings in the role asked for; `others` do in other roles."""
    zh = question.language == "zh"
    role = question.roles[0] if question.roles else None
    shown = [_line(heading) for heading in headings[:3]]
    if zh:
        about = "".join(f"“{heading}”" for heading in shown) or "所问任务"
        told = "；".join(_bearers_zh(task, rows) for task, rows in _by_task(others).items())
        return _noted(
            question, f"文件没有为{about}写明{ROLES[role][0] if role else '责任单位'}{f'；{told}' if told else ''}。"
        )
    about = ", ".join(f"“{heading}”" for heading in shown) or "these tasks"
    told = "; ".join(_bearers_en(task, rows) for task, rows in _by_task(others).items())
    said = f"The documents name no {ROLES[role][1] if role else 'agency'} for {about}{f'; {told}' if told else ''}."
    return _noted(question, said)


def otherwise(question: Question, counts: Mapping[Role, int]) -> str:
    """What an agency bears in roles that were not asked for: 它配合 3 项任务。"""
    said = [(role, counts[role]) for role in ROLES if counts.get(role)]
    if not said:
        return ""
    if question.language == "zh":
        return "它" + "，".join(f"{_VERBS[role][0]} {count} 项任务" for role, count in said) + "。"
    told = " and ".join(f"{_VERBS[role][1]} {count} task{'s' if count > 1 else ''}" for role, count in said)
    return f" It {told}."


def _by_task(answers: Answers) -> dict[str, Answers]:
    """The answers of each task, for the first few tasks."""
    found: dict[str, list[Mapping[str, object]]] = {}
    for answer in answers:
        found.setdefault(str(answer["task"]), []).append(answer)
    return dict(list(found.items())[:_SHOWN])


def _tasks(question: Question, answers: Answers, names: Names) -> str:
    if _is_ranking(question):
        return _ranking(question, answers, names)
    if question.measure == "count":
        return _how_many(question, answers, names)
    return _listed(question, answers, "tasks", names)


def _listed(question: Question, answers: Answers, kind: str, names: Names) -> str:
    """How many there are and what the first are called."""
    zh_noun, one, many = _COUNTED[kind]
    zh = question.language == "zh"
    shown = [_line(str(answer["name"])) for answer in answers][:_SHOWN]
    if _any_role(question):
        roles = [_roles_of(answer, question.language) for answer in answers][:_SHOWN]
        shown = [f"{name}（{role}）" if zh else f"{name} ({role})" for name, role in zip(shown, roles, strict=True)]
    conditions, also = _conditions(question, names), _based(question, answers)
    if zh:
        if not answers:
            return f"{conditions}的{zh_noun[1:]}，图谱中没有。" if conditions else f"图谱中没有这样的{zh_noun[1:]}。"
        start = f"{conditions}的{zh_noun[1:]}" if conditions else zh_noun[1:]
        rest = "等" if len(answers) > _SHOWN else ""
        return f"{start}有 {len(answers)} {zh_noun[0]}：{'；'.join(shown)}{rest}{also}。"
    if not answers:
        return f"The graph has no {many}{conditions and f' {conditions}'}."
    rest = " and others" if len(answers) > _SHOWN else ""
    noun = one if len(answers) == 1 else many
    return f"{len(answers)} {noun}{conditions and f' {conditions}'}: {'; '.join(shown)}{rest}{also}."


def _how_many(question: Question, answers: Answers, names: Names) -> str:
    zh_noun, one, many = _COUNTED[question.kind]
    conditions, also = _conditions(question, names), _in_roles(question, answers) + _based(question, answers)
    if question.language == "zh":
        return f"{conditions}{'的' if conditions else ''}共 {len(answers)} {zh_noun}{also}。"
    noun = one if len(answers) == 1 else many
    return f"{len(answers)} {noun}{conditions and f' {conditions}'}{also}."


def _any_role(question: Question) -> bool:
    """Whether the tasks found may be borne by the agency in any role, so that each is told with its own."""
    return question.kind == "tasks" and len(question.bearings) == 1 and len(question.bearings[0].roles) != 1


def _roles_of(answer: Mapping[str, object], language: Language) -> str:
    roles = [role for role in ROLES if role in str(answer.get("role", "")).split("、")]
    return ("、" if language == "zh" else ", ").join(ROLES[role][0 if language == "zh" else 1] for role in roles)


def _in_roles(question: Question, answers: Answers) -> str:
    """How many of the tasks counted are borne in which role."""
    if not _any_role(question) or not answers:
        return ""
    counts = Counter(role for answer in answers for role in str(answer.get("role", "")).split("、"))
    said = [(role, counts[role]) for role in ROLES if counts[role]]
    if question.language == "zh":
        return "，其中" + "、".join(f"{_VERBS[role][0]} {count} 项" for role, count in said)
    return ", " + _and([f"{count} as {ROLES[role][1]}" for role, count in said])


def _based(question: Question, answers: Answers) -> str:
    """How many of the tasks are by inheritance or by the document's convention, unless that is what was asked."""
    if question.kind != "tasks" or question.bases or not (question.bearings or question.roles):
        return ""
    counts = Counter(str(answer.get("basis", "")) for answer in answers)
    said = [(BASES[basis], counts[basis]) for basis in ("inherited", "convention") if counts[basis]]
    if len(said) == 1 and said[0][1] == len(answers):
        label = said[0][0]
        if question.language == "zh":
            return f"，{'均' if len(answers) > 1 else ''}{label[0]}"
        return f", {'all ' if len(answers) > 1 else ''}{label[1]}"
    if question.language == "zh":
        return "".join(f"，其中 {count} 项{label[0]}" for label, count in said)
    return "".join(f", {count} of them {label[1]}" for label, count in said)


def _conditions(question: Question, names: Names) -> str:
    """The conditions in words: 市科技局牵头、2030年到期."""
    zh = question.language == "zh"
    said = _borne(question)
    if question.roles and not question.bearings:
        if question.kind != "who":
            said.append(_VERBS[question.roles[0]][0] if zh else f"with a {ROLES[question.roles[0]][1]}")
        elif of_no_task(question):
            verbs = [_VERBS[role][0 if zh else 2] for role in question.roles]
            said.append(("或".join(verbs) + "任务") if zh else f"that {' or '.join(verbs)} tasks")
    topics = () if question.without is not None else question.topics
    said += [f"与“{topic.words}”有关" if zh else f"about “{topic.words}”" for topic in topics]
    zones = [names.zones[iri] for iri in question.zones if iri in names.zones]
    if zones and question.kind != "zones":
        said.append(f"提到{'、'.join(zones)}" if zh else f"on {_and(zones)}")
    said += [_year(year, question.language) for year in question.years]
    if question.ongoing:
        said.append(BOUNDS["ongoing"][0] if zh else f"that are {BOUNDS['ongoing'][1]}")
    for basis in question.bases:
        said.append(BASES[basis][0] if zh else BASES[basis][1])
    said += [_GAPS[gap][0 if zh else 1] for gap in question.gaps]
    if question.targeted and not question.amounts:
        said.append("有目标" if zh else "with targets")
    for number in question.numbers:
        said.append(_number(number, question.language))
    for it in question.amounts:
        said.append(f"{_COMPARED[it.compares][0 if zh else 1]}{'' if zh else ' '}{figure(it.value)}{it.unit}")
    where = _scope(question, names)
    if question.excepted:
        others = [bearing.said for bearing in question.excepted]
        where.append(f"除{'、'.join(others)}外" if zh else f"other than {_and(others)}")
    if zh:
        return "".join([*where, "、".join(said)])
    that = [it for it in said if it.startswith("that ")]
    narrower = [it for it in said if not it.startswith("that ")]
    return " ".join([*where, ", ".join([*([" and ".join(that)] if that else []), *narrower])]).strip()


def _scope(question: Question, names: Names) -> list[str]:
    """The documents or places that all is asked of: 《…》中, 安吉县的文件中."""
    zh = question.language == "zh"
    titles = [f"《{names.documents[iri].title}》" for iri in question.documents]
    if titles and len(titles) < len(names.documents):
        return [f"{'、'.join(titles)}中"] if zh else [f"in {_and(titles)}"]
    places = [*question.places]
    if places:
        return [f"{'、'.join(places)}的文件中"] if zh else [f"in the documents of {_and(places)}"]
    return []


def _borne(question: Question) -> list[str]:
    """Who bears the tasks and who does not."""
    zh = question.language == "zh"
    said = []
    together = [bearing.said for bearing in question.bearings]
    roles = {bearing.roles for bearing in question.bearings}
    if len(together) > 1 and len(roles) == 1:
        verb = _either_role(question.bearings[0], question.language)
        said.append(f"{'、'.join(together)}共同{verb}" if zh else f"that {_and(together)} all {verb}")
    else:
        for bearing in question.bearings:
            verb = _either_role(bearing, question.language)
            said.append(f"{bearing.said}{verb}" if zh else f"that {bearing.said} {verb}")
    for bearing in question.denied:
        verb = _either_role(bearing, question.language)
        said.append(f"{bearing.said}不{verb}" if zh else f"not among those that {bearing.said} {verb}")
    if question.without is not None:
        verbs = [_VERBS[role][0 if zh else 2] for role in question.without] or ["承担" if zh else "bear"]
        verb = ("或" if zh else " or ").join(verbs)
        if here := [f"“{topic.words}”" for topic in question.topics]:
            said.append(f"没有{verb}{'、'.join(here)}" if zh else f"that do not {verb} {_and(here)}")
        else:
            said.append(f"没有{verb}任何任务" if zh else f"that {verb} no task")
    return said


def _number(number: Number, language: Language) -> str:
    """牵头单位恰为1个, with more than 5 participants"""
    of = ROLES[number.roles[0]] if number.roles else ("单位", "agency")
    if number.of == "targets":
        of = ("目标", "target")
    than = _AS_MANY[number.compares]
    if language == "zh":
        return f"{of[0]}{than[0]}{figure(number.value)}个"
    return f"with {than[1]} {figure(number.value)} {of[1] if number.value == 1 else _many(of[1])}"


def _many(noun: str) -> str:
    return f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"


_AS_MANY: Final[dict[Comparing, tuple[str, str]]] = {
    "=": ("恰为", "exactly"),
    "!=": ("不为", "other than"),
    "<": ("少于", "fewer than"),
    "<=": ("不多于", "at most"),
    ">": ("多于", "more than"),
    ">=": ("不少于", "at least"),
}


def _either_role(bearing: Bearing, language: Language) -> str:
    if bearing.roles == ("participant", "responsible"):
        return "参与" if language == "zh" else "takes part in"
    if language == "zh":
        return "或".join(_VERBS[role][0] for role in bearing.roles) or "承担"
    return " or ".join(_VERBS[role][1] for role in bearing.roles) or "bears"


_GAPS: Final[dict[Gap, tuple[str, str]]] = {
    "no lead": ("没有牵头单位", "without a lead"),
    "no participant": ("没有配合单位", "without a participant"),
    "no agency": ("没有写明单位", "without an agency"),
    "no target": ("没有目标", "without a target"),
    "no year": ("没有写明年份", "without a year"),
    "groups only": ("某一角色只有统称", "with only collective names in a role"),
    "several leads": ("有几个牵头单位", "with several leads"),
}
_COMPARED: Final = {
    "=": ("等于", "equal to"),
    "!=": ("不等于", "other than"),
    "<": ("低于", "below"),
    "<=": ("不超过", "at most"),
    ">": ("高于", "above"),
    ">=": ("不低于", "at least"),
}


def _year(year: Year, language: Language) -> str:
    zh, en = _DUE[year.compares]
    if year.months is None:
        return f"{year.year}{zh}" if language == "zh" else f"{en} {year.year}"
    first, last = year.months
    if language == "zh":
        named = f"{first if first == last else f'{first}至{last}'}月{f'{year.day}日' if year.day else ''}"
        return f"{year.year}年{named}{zh.removeprefix('年')}"
    named = " to ".join(ENGLISH[month - 1].capitalize() for month in dict.fromkeys((first, last)))
    return f"{en} {f'{year.day} ' if year.day else ''}{named} {year.year}"


_DUE: Final[dict[Comparing, tuple[str, str]]] = {
    "=": ("年到期", "due in"),
    "!=": ("年以外到期", "due in a year other than"),
    "<": ("年以前到期", "due before"),
    "<=": ("年及以前到期", "due by"),
    ">": ("年以后到期", "due after"),
    ">=": ("年及以后到期", "due from"),
}


def _role(question: Question, answers: Answers, _names: Names) -> str:
    zh = question.language == "zh"
    asked = question.bearings[0]
    yes_no = question.whether and len(asked.roles) == 1
    if not answers:
        if zh:
            return f"{'不是。' if yes_no else ''}文件没有写明{asked.said}在其中的角色。"
        return f"{'No: ' if yes_no else ''}the documents give {asked.said} no such role in it."
    said = [_bearers_zh(*it) if zh else _bearers_en(*it) for it in _by_task(answers).items()]
    true = yes_no and any(answer["role"] in asked.roles for answer in answers)
    yes = (("是。" if zh else "Yes: ") if true else ("不是。" if zh else "No: ")) if yes_no else ""
    return yes + ("；".join(said) + "。" if zh else "; ".join(said) + ".")


def _partners(question: Question, answers: Answers, names: Names) -> str:
    return _ranking(question, answers, names)


def _is_ranking(question: Question) -> bool:
    return question.measure in ("most", "fewest") or bool(question.kind == "who" and question.amounts)


def _ranking(question: Question, answers: Answers, names: Names) -> str:
    zh = question.language == "zh"
    if not answers:
        return "图谱中没有这样的内容。" if zh else "The graph has nothing of this kind."
    shown = [
        f"{_line(str(a['name']))}（{a['value']}）" if zh else f"{_line(str(a['name']))} ({a['value']})" for a in answers
    ]
    rest = len(shown) - _MOST_SHOWN
    listed = ("、" if zh else ", ").join(shown[:_MOST_SHOWN])
    more = (f"等 {len(shown)} 个" if zh else f" and {rest} more") if rest > 0 else ""
    narrowed = replace(question, bearings=(), roles=(), amounts=(), kind="tasks")
    conditions = _conditions(narrowed, names)
    what = f"{conditions}，{_ranked_by(question)}" if zh and conditions else _ranked_by(question)
    what = f"{what} {conditions}" if conditions and not zh else what
    return f"{what}：{listed}{more}。" if zh else f"{what}: {listed}{more}."


def _ranked_by(question: Question) -> str:
    zh = question.language == "zh"
    order = {"most": ("最多", "the most"), "fewest": ("最少", "the fewest")}.get(question.measure, ("任务数", "tasks"))
    if question.kind == "partners":
        said = question.bearings[0].said if question.bearings else ""
        return f"与{said}同在任务中的单位，按共同任务数" if zh else f"Agencies by tasks shared with {said}"
    if question.ranked == "agencies by targets":
        return f"所承担任务的目标{order[0]}的单位" if zh else f"Agencies with {order[1]} targets in the tasks they bear"
    if question.ranked == "tasks":
        of = ROLES[question.roles[0]] if question.roles else ("单位", "agency")
        return f"{of[0]}{order[0]}的任务" if zh else f"Tasks with {order[1]} {_many(of[1])}"
    if question.ranked == "tasks by targets":
        return f"目标{order[0]}的任务" if zh else f"Tasks with {order[1]} targets"
    if question.ranked == "documents by targets":
        return f"目标{order[0]}的文件" if zh else f"Documents with {order[1]} targets"
    if question.ranked == "zones":
        return f"提到{order[0]}的区域" if zh else f"Zones named in {order[1]} tasks"
    if question.ranked == "documents":
        return f"任务{order[0]}的文件" if zh else f"Documents with {order[1]} tasks"
    verb = (
        "或".join(_VERBS[role][0] for role in question.roles)
        if zh
        else " or ".join(_VERBS[r][2] for r in question.roles)
    )
    if question.among:
        return f"{verb or '承担'}任务数" if zh else f"How many tasks each {verb or 'bears'}"
    if question.amounts:
        bounds = [
            f"{_COMPARED[it.compares][0 if zh else 1]}{'' if zh else ' '}{figure(it.value)}" for it in question.amounts
        ]
        than = ("、" if zh else " and ").join(bounds)
        return f"{verb or '承担'}任务{than}项的单位" if zh else f"Agencies that {verb or 'bear'} {than} tasks"
    return f"{verb or '承担'}任务{order[0]}的单位" if zh else f"Agencies that {verb or 'bear'} {order[1]} tasks"


def _deadline(question: Question, answers: Answers, names: Names) -> str:
    """By when tasks are to be done or, where no time limit is set, the targets with their years."""
    zh = question.language == "zh"
    if not answers and question.timed and question.topics:
        about = "、".join(f"“{topic.words}”" for topic in question.topics)
        return f"文件没有为{about}写明完成时限。" if zh else f"The documents set no time limit for {about}."
    if not answers or "bound" not in answers[0]:
        return _targets(question, answers, names)
    told: dict[str, list[str]] = {}
    for answer in answers:
        if "bound" in answer:
            told.setdefault(str(answer["task"]), []).append(_with_year(answer, question.language))
    said = [
        f"“{_line(task)}”的完成时限是{'、'.join(words)}"
        if zh
        else f"the time limit of “{_line(task)}” is {_and(words)}"
        for task, words in told.items()
    ]
    said += [_target(answer, question.language) for answer in answers if "bound" not in answer]
    shown, more = said[:_SHOWN], len(said) - _SHOWN
    if zh:
        return "；".join(shown) + (f"；另有 {more} 项，见下表" if more > 0 else "") + "。"
    listed = "; ".join(shown) + (f"; and {more} more, see the table" if more > 0 else "") + "."
    return listed[0].upper() + listed[1:]


def _with_year(answer: Mapping[str, object], language: Language) -> str:
    """A time limit as written, and the year where the words leave it to the document: 6月底前（2026年）."""
    words, year = str(answer["value"]), answer["year"]
    if year is None or str(year) in words:
        return words
    return f"{words}（{year}年）" if language == "zh" else f"{words} ({year})"


def _targets(question: Question, answers: Answers, names: Names) -> str:
    if question.measure == "count":
        return _how_many(question, answers, names)
    zh = question.language == "zh"
    if not answers:
        return _listed(question, answers, "targets", names)
    shown = [_target(answer, question.language) for answer in answers[:_SHOWN]]
    more = len(answers) - _SHOWN
    if zh:
        return "；".join(shown) + (f"；另有 {more} 个目标，见下表" if more > 0 else "") + "。"
    told = "; ".join(shown) + (f"; and {more} more target{_s(more)}, see the table" if more > 0 else "") + "."
    return told[0].upper() + told[1:]


_RANK: Final = "位"


def _target(answer: Mapping[str, object], language: Language) -> str:
    if "operator" not in answer:
        return f"{_line(str(answer['name']))}：{answer['value']}"
    value, upper = answer["value"], answer["upper"]
    assert isinstance(value, int | float)
    number = figure(value) if not isinstance(upper, int | float) else f"{figure(value)}～{figure(upper)}"
    operator = {">=": "≥", "<=": "≤", "~": "约"}.get(str(answer["operator"]), str(answer["operator"]).strip("=range"))
    if language == "en" and operator == "约":
        operator = "about "
    said = f"{operator}{number}{answer['unit']}"
    if answer["unit"] == _RANK and operator == "≤":
        # A rank is no quantity.
        said = f"前{number}位" if language == "zh" else f"top {number}"
    if language == "zh":
        when = f"{answer['year']}年" if answer["year"] else ""
        every = "每年" if answer["period"] else ""
        return f"{when}{answer['name']} {every}{said}"
    when = f", due in {answer['year']}" if answer["year"] else ""
    every = " each year" if answer["period"] else ""
    return f"the target of {answer['name']} is {said}{every}{when}"


def _zones(question: Question, answers: Answers, names: Names) -> str:
    if _is_ranking(question):
        return _ranking(question, answers, names)
    if question.measure == "count":
        return _how_many(question, answers, names)
    if not answers:
        return _listed(question, answers, "zones", names)
    zh = question.language == "zh"
    kinds = Counter(str(answer["kind"]) for answer in answers)
    told = [f"{ZONE_KINDS[k][0]} {n}" if zh else f"{n} {ZONE_KINDS[k][1]}" for k, n in kinds.items()]  # type: ignore[index]
    shown = [str(answer["name"]) for answer in answers]
    if zh:
        return f"图谱中有 {len(answers)} 个这样的区域（{'，'.join(told)}）：{'、'.join(shown)}。"
    return f"{len(answers)} zones ({', '.join(told)}): {', '.join(shown)}."


def _documents(question: Question, answers: Answers, names: Names) -> str:
    if _is_ranking(question):
        return _ranking(question, answers, names)
    if question.measure == "count":
        return _how_many(question, answers, names)
    titles = [f"《{answer['name']}》" for answer in answers]
    if not answers:
        return "库中没有这样的文件。" if question.language == "zh" else "No document is so."
    if question.language == "zh":
        return f"库中有 {len(answers)} 份文件：{'、'.join(titles[:_SHOWN])}{'等' if len(titles) > _SHOWN else ''}。"
    rest = " and others" if len(titles) > _SHOWN else ""
    return f"{len(answers)} document{'s' if len(answers) != 1 else ''}: {', '.join(titles[:_SHOWN])}{rest}."


_FACT_NAMES: Final = {
    "number": ("发文字号", "document number"),
    "date": ("日期", "date"),
    "status": ("状态和期限", "status"),
    "issuer": ("发文机关", "issuer"),
    "title": ("标题", "title"),
}


def _document(question: Question, answers: Answers, _names: Names) -> str:
    zh = question.language == "zh"
    if not answers:
        return "文件没有写明所问的内容。" if zh else "The documents do not state it."
    said = []
    for title in dict.fromkeys(str(answer["document"]) for answer in answers):
        facts: dict[str, list[str]] = {}
        for answer in answers:
            if answer["document"] == title:
                value = str(answer["value"])
                told = STATUSES.get(value, (value, value)) if answer["fact"] == "status" else (value, value)
                facts.setdefault(str(answer["fact"]), []).append(told[0 if zh else 1])
        listed = (
            "，".join(f"{_FACT_NAMES[fact][0]} {'、'.join(values)}" for fact, values in facts.items())
            if zh
            else ", ".join(f"{_FACT_NAMES[fact][1]} {', '.join(values)}" for fact, values in facts.items())
        )
        said.append(f"《{title}》{'：' if zh else ': '}{listed}")
    return "；".join(said) + "。" if zh else "; ".join(said) + "."


def _source(question: Question, answers: Answers, _names: Names) -> str:
    zh = question.language == "zh"
    if not answers:
        return "图谱中没有这样的条文。" if zh else "The graph has no such passage."
    placed = [f"《{a['document']}》{a['path']} “{_line(str(a['name']))}”" for a in answers[:_SHOWN]]
    if zh:
        return f"见{'；'.join(placed)}{'等' if len(answers) > _SHOWN else ''}。"
    return f"It stands in {'; '.join(placed)}{' and others' if len(answers) > _SHOWN else ''}."


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _and(named: Sequence[str]) -> str:
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _line(words: str) -> str:
    return " ".join(words.split())


_WORDED: Final[Mapping[str, Callable[[Question, Answers, Names], str]]] = {
    "who": _who,
    "tasks": _tasks,
    "role": _role,
    "partners": _partners,
    "targets": _targets,
    "deadline": _deadline,
    "zones": _zones,
    "documents": _documents,
    "document": _document,
    "source": _source,
}
