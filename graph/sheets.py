"""What a store says as six tables: tasks, agencies, responsibilities, targets, time limits and zones, each row cited.

    for sheet in sheets(store, Part()):
        print(sheet.name, sheet.columns, len(sheet.rows))

A citation is the document's title, the task's path and heading, the words, and where in the text they start and end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph.answers import Citation, Duty, TargetLine, target_of
from graph.kept import kept
from graph.lists import agency_lines
from graph.parts import Part, duties_in
from graph.search import Row, rows_of
from graph.store import Store
from graph.tables import Column, Sheet
from graph.time_limits import TimeLimitLine, time_limits, words_of
from graph.wording import own_words
from ontology.terms import NAMESPACE, ROLES, Role

CITED = (
    Column("document", "文件"),
    Column("task", "条目", 10),
    Column("heading", "任务", 36),
    Column("words", "原文", 60),
    Column("start", "起", 8, int),
    Column("end", "止", 8, int),
    Column("task_iri", "条目标识", 20),
)


def sheets(store: Store, part: Part) -> tuple[Sheet, ...]:
    """The six tables of a part of the store."""
    duties = duties_in(store, part)
    goals = [
        line
        for line in map(target_of, rows_of(store, "targets", **part.graphs))
        if part.holds(line.citation.document, line.citation.task)
    ]
    limits = [
        line for line in time_limits(store, **part.graphs) if part.holds(line.citation.document, line.citation.task)
    ]
    zones = [row for row in rows_of(store, "zones", **part.graphs) if part.holds(row["document"], row["task"])]
    return (
        tasks_sheet(
            (unit for unit in own_words(store, **part.graphs) if part.holds(unit[0]["document"], unit[0]["task"])),
            duties,
            goals,
            limits,
            zones,
        ),
        _agencies(store, duties),
        responsibilities_sheet(duties),
        targets_sheet(goals),
        time_limits_sheet(limits),
        zones_sheet(zones),
    )


def tasks_sheet(
    units: Iterable[tuple[Row, str, int]],
    duties: Sequence[Duty],
    goals: Sequence[TargetLine],
    limits: Sequence[TimeLimitLine],
    zones: Sequence[Row],
) -> Sheet:
    """Units of the outline, each a row of outline.rq with its own words and their start, who bears it and by when."""
    bearers: dict[tuple[str, Role], dict[str, None]] = defaultdict(dict)
    for duty in duties:
        bearers[duty.citation.task, duty.role][duty.name] = None
    set_in = _counted(goal.citation.task for goal in goals)
    due: dict[str, list[TimeLimitLine]] = defaultdict(list)
    for limit in limits:
        due[limit.citation.task].append(limit)
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for zone in zones:
        named[zone["task"]][zone["name"]] = None
    rows = [
        (
            row["title"],
            row["path"],
            row["heading"],
            _local(row["kind"]).lower(),
            row["number"] or None,
            *("、".join(bearers[row["task"], role]) or None for role in ROLES),
            words_of(due[row["task"]]) or None,
            max((limit.by for limit in due[row["task"]] if limit.by), default=None),
            set_in[row["task"]],
            "、".join(named[row["task"]]) or None,
            words,
            start,
            start + len(words),
            row["task"],
        )
        for row, words, start in units
    ]
    columns = (
        *CITED[:3],
        Column("kind", "类别", 10),
        Column("number", "编号", 8),
        Column("leads", "牵头单位", 30),
        Column("participants", "配合单位", 30),
        Column("responsible", "责任单位", 30),
        Column("time_limits", "完成时限", 16),
        Column("due_by", "最迟日期", 12),
        Column("targets", "目标数", 8, int),
        Column("zones", "区域", 24),
        *CITED[3:],
    )
    return Sheet("tasks", "任务", columns, rows)


@kept
def _types(store: Store) -> Mapping[str, Sequence[str]]:
    """The types of each agency that has any."""
    types: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(store, "agency-types"):
        types[row["agency"]].append(row["type"])
    return types


def _agencies(store: Store, duties: Sequence[Duty]) -> Sheet:
    """How much each agency bears, with one duty cited: one that it leads before one that it answers for or joins."""
    known = {agency.iri: agency for agency in agency_lines(store)}
    types = _types(store)
    borne: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        borne[duty.agency].append(duty)
    rows = []
    for iri in sorted(borne, key=lambda iri: (known[iri].name, iri)):
        own = borne[iri]
        counts = []
        for role in ROLES:
            tasks = {duty.citation.task: duty.inherited for duty in own if duty.role == role}
            counts += [len(tasks) - sum(tasks.values()), sum(tasks.values())]
        example = min(own, key=lambda duty: _ORDER[duty.role])
        rows.append(
            (
                known[iri].name,
                "、".join(known[iri].aliases) or None,
                known[iri].level,
                known[iri].jurisdiction,
                "、".join(types.get(iri, ())) or None,
                own[0].group,
                *counts,
                len({duty.citation.document for duty in own}),
                example.role,
                *cited(example.citation),
                iri,
            )
        )
    columns = (
        Column("agency", "单位", 30),
        Column("other_names", "又作", 24),
        Column("level", "层级", 10),
        Column("jurisdiction", "所属行政区", 12),
        Column("type", "类型", 12),
        Column("group", "统称", 8, bool),
        Column("led", "牵头", 8, int),
        Column("led_inherited", "牵头（另承上级）", 8, int),
        Column("taken_part", "配合", 8, int),
        Column("taken_part_inherited", "配合（另承上级）", 8, int),
        Column("responsible", "责任", 8, int),
        Column("responsible_inherited", "责任（另承上级）", 8, int),
        Column("documents", "文件数", 8, int),
        Column("role", "例：角色", 12),
        *CITED,
        Column("agency_iri", "单位标识", 20),
    )
    return Sheet("agencies", "单位", columns, rows)


_ORDER: dict[Role, int] = {"lead": 0, "responsible": 1, "participant": 2}


def responsibilities_sheet(duties: Sequence[Duty]) -> Sheet:
    """Who bears what; the words are the clause, and the mention is the name in it."""
    rows = [
        (d.name, d.role, d.basis, d.group, d.mention, d.mention_start, d.mention_end, *cited(d.citation), d.agency)
        for d in duties
    ]
    columns = (
        Column("agency", "单位", 30),
        Column("role", "角色", 12),
        Column("basis", "依据", 12),
        Column("group", "统称", 8, bool),
        Column("mention", "原文写法", 20),
        Column("mention_start", "写法起", 8, int),
        Column("mention_end", "写法止", 8, int),
        *CITED,
        Column("agency_iri", "单位标识", 20),
    )
    return Sheet("responsibilities", "责任", columns, rows)


def targets_sheet(goals: Sequence[TargetLine]) -> Sheet:
    """The targets, each with the words that set it."""
    rows = [
        (
            g.indicator,
            g.operator,
            _number(g.value),
            None if g.upper is None else _number(g.upper),
            g.unit,
            g.year,
            g.period,
            *cited(g.citation),
        )
        for g in goals
    ]
    columns = (
        Column("indicator", "指标", 36),
        Column("operator", "比较关系", 8),
        Column("value", "数值", 16, float),
        Column("upper", "上限", 12, float),
        Column("unit", "计量单位", 8),
        Column("year", "完成年份", 8, int),
        Column("period", "周期", 8),
        *CITED,
    )
    return Sheet("targets", "目标", columns, rows)


def time_limits_sheet(limits: Sequence[TimeLimitLine]) -> Sheet:
    """By when each task is to be done; the words are the time limit as written."""
    rows = [(it.bound, it.year, it.month, it.by, *cited(it.citation)) for it in limits]
    columns = (
        Column("bound", "时限类型", 8),
        Column("year", "年", 8, int),
        Column("month", "月", 8, int),
        Column("due_by", "最迟日期", 12),
        *CITED,
    )
    return Sheet("time_limits", "时限", columns, rows)


def zones_sheet(mentions: Sequence[Row]) -> Sheet:
    """Each mention of a zone, a row of zones.rq; the words are its name as written."""
    rows = [
        (
            row["name"],
            _local(row["kind"]).removesuffix("Zone").lower(),
            row["code"] or None,
            row["title"],
            row["path"],
            row["heading"],
            row["mention"],
            int(row["start"]),
            int(row["end"]),
            row["task"],
            row["zone"],
        )
        for row in mentions
    ]
    columns = (
        Column("zone", "区域", 30),
        Column("kind", "类别", 18),
        Column("code", "行政区划代码", 12),
        *CITED,
        Column("zone_iri", "区域标识", 20),
    )
    return Sheet("zones", "区域", columns, rows)


def cited(citation: Citation) -> tuple[str | int, ...]:
    """The cells under CITED."""
    return (
        citation.title,
        citation.path,
        citation.heading,
        citation.words,
        citation.start,
        citation.end,
        citation.task,
    )


def _counted(tasks: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for task in tasks:
        counts[task] += 1
    return counts


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _local(iri: str) -> str:
    return iri.removeprefix(NAMESPACE)
