"""A small document with invented names, and all that is to be read from it, written by hand.

It holds each kind of fact once or twice: responsibilities with no lead, leads by convention, a lead stated in the
clause, inherited bearers, a group, targets with a bound, a range and a yearly figure,
a time limit and work that is kept up, a zone of every kind, references
by title and by number in every relation, an attachment, and how long the document holds.
"""

import hashlib

from extract.facts import (
    Agency,
    Attachment,
    Document,
    Extraction,
    OutlineUnit,
    Reference,
    Responsibility,
    Target,
    TimeLimit,
    Validity,
    Zone,
)
from ontology.terms import Basis, Bound, Level, Operator, Relation, Role, UnitKind, ZoneKind

TEXT = """平江市人民政府关于加快数字创新强市建设的实施意见
（征求意见稿）
平政发〔2026〕12号

为落实青岚经济圈协同发展部署，经市人民政府研究，提出如下意见。

一、主要任务

（一）夯实创新基础

1.培育创新主体。到2028年，全市高新技术企业达到300家以上。（市科技局、市教育局按职责分工负责）

2.建设青岚数字创新示范区。到2030年，示范区数字产业营业收入达到500亿元，研发经费投入强度达到3.5%—4%。（市发展改革委、市科技局、\
各县（市、区）人民政府，所列第一个单位为牵头单位，下同）

做强中试平台。依托平江高新技术产业开发区布局一批中试线，技术合同成交额年均增长12%以上。

（二）融入区域协作

3.对接青岚经济圈。支持云溪县先行先试（2027年9月底前完成，长期坚持）。（市交通运输局牵头，国家发展改革委、云溪县人民政府配合）

二、保障措施

（一）强化资金保障。财政科技支出只增不减，年度安排不少于2亿元。（市财政局）

本意见根据《平江市科技进步条例》制定，落实《平江市“十五五”规划》，自2026年3月5日起施行，有效期5年。\
《平江市科技创新若干措施》（平政发〔2021〕8号）同时废止，平政发〔2020〕5号继续有效。

附件：1.重点任务清单

2026年3月5日
"""

UNITS: tuple[tuple[str, str | None, UnitKind, str | None, str, str], ...] = (
    ("1", None, "section", "一", "主要任务", "云溪县人民政府配合）"),
    ("1.1", "1", "section", "一", "夯实创新基础", "年均增长12%以上。"),
    ("1.1.1", "1.1", "task", "1", "培育创新主体", "按职责分工负责）"),
    ("1.1.2", "1.1", "task", "2", "建设青岚数字创新示范区", "年均增长12%以上。"),
    ("1.1.2.1", "1.1.2", "subtask", None, "做强中试平台", "年均增长12%以上。"),
    ("1.2", "1", "section", "二", "融入区域协作", "云溪县人民政府配合）"),
    ("1.2.1", "1.2", "task", "3", "对接青岚经济圈", "云溪县人民政府配合）"),
    ("2", None, "section", "二", "保障措施", "（市财政局）"),
    ("2.1", "2", "measure", "一", "强化资金保障", "（市财政局）"),
)

DUTIES = "（市科技局、市教育局按职责分工负责）"
CONVENTION = "（市发展改革委、市科技局、各县（市、区）人民政府，所列第一个单位为牵头单位，下同）"
LED = "（市交通运输局牵头，国家发展改革委、云溪县人民政府配合）"
ALONE = "（市财政局）"

# task, canonical name, mention, role, basis, clause
BEARERS: tuple[tuple[str, str, str, Role, Basis, str], ...] = (
    ("1.1.1", "平江市科学技术局", "市科技局", "responsible", "explicit", DUTIES),
    ("1.1.1", "平江市教育局", "市教育局", "responsible", "explicit", DUTIES),
    ("1.1.2", "平江市发展和改革委员会", "市发展改革委", "lead", "convention", CONVENTION),
    ("1.1.2", "平江市科学技术局", "市科技局", "participant", "convention", CONVENTION),
    ("1.1.2", "各县（市、区）人民政府", "各县（市、区）人民政府", "participant", "convention", CONVENTION),
    ("1.1.2.1", "平江市发展和改革委员会", "市发展改革委", "lead", "inherited", CONVENTION),
    ("1.1.2.1", "平江市科学技术局", "市科技局", "participant", "inherited", CONVENTION),
    ("1.1.2.1", "各县（市、区）人民政府", "各县（市、区）人民政府", "participant", "inherited", CONVENTION),
    ("1.2.1", "平江市交通运输局", "市交通运输局", "lead", "explicit", LED),
    ("1.2.1", "国家发展和改革委员会", "国家发展改革委", "participant", "explicit", LED),
    ("1.2.1", "云溪县人民政府", "云溪县人民政府", "participant", "explicit", LED),
    ("2.1", "平江市财政局", "市财政局", "lead", "convention", ALONE),
)

# task, text, indicator, operator, value, upper, unit, year, period
GOALS: tuple[tuple[str, str, str, Operator, float, float | None, str, int | None, str | None], ...] = (
    ("1.1.1", "高新技术企业达到300家以上", "高新技术企业", ">=", 300.0, None, "家", 2028, None),
    ("1.1.2", "数字产业营业收入达到500亿元", "数字产业营业收入", "=", 5e10, None, "元", 2030, None),
    ("1.1.2", "研发经费投入强度达到3.5%—4%", "研发经费投入强度", "range", 3.5, 4.0, "%", 2030, None),
    ("1.1.2.1", "技术合同成交额年均增长12%以上", "技术合同成交额增长", ">=", 12.0, None, "%", None, "year"),
    ("2.1", "年度安排不少于2亿元", "财政科技支出", ">=", 2e8, None, "元", None, "year"),
)

# task, text, bound, year, month
LIMITS: tuple[tuple[str, str, Bound, int | None, int | None], ...] = (
    ("1.2.1", "2027年9月底前", "<=", 2027, 9),
    ("1.2.1", "长期坚持", "ongoing", None, None),
)

# canonical name, kind, mention, task, the words it stands before, code
PLACES: tuple[tuple[str, ZoneKind, str, str, str, str | None], ...] = (
    ("青岚数字创新示范区", "demonstration", "青岚数字创新示范区", "1.1.2", "。到2030", None),
    ("平江高新技术产业开发区", "functional", "平江高新技术产业开发区", "1.1.2.1", "布局", None),
    ("青岚经济圈", "region", "青岚经济圈", "1.2.1", "。支持", None),
    ("云溪县", "division", "云溪县", "1.2.1", "先行先试", "990121"),
)

AGENCIES: tuple[tuple[str, tuple[str, ...], Level | None, bool, str | None, str | None], ...] = (
    ("平江市科学技术局", ("市科技局",), "municipal", False, "平江市", "科学技术"),
    ("平江市教育局", ("市教育局",), "municipal", False, "平江市", "教育"),
    ("平江市发展和改革委员会", ("市发展改革委",), "municipal", False, "平江市", "发展改革"),
    ("各县（市、区）人民政府", ("各县（市、区）人民政府",), "county", True, "平江市", "人民政府"),
    ("平江市交通运输局", ("市交通运输局",), "municipal", False, "平江市", "交通运输"),
    ("国家发展和改革委员会", ("国家发展改革委",), "national", False, "中华人民共和国", "发展改革"),
    ("云溪县人民政府", ("云溪县人民政府",), "county", False, "云溪县", "人民政府"),
    ("平江市财政局", ("市财政局",), "municipal", False, "平江市", "财政"),
)

# title, number, relation, words
NAMED: tuple[tuple[str | None, str | None, Relation, str], ...] = (
    ("平江市科技进步条例", None, "basis", "《平江市科技进步条例》"),
    ("平江市“十五五”规划", None, "implements", "《平江市“十五五”规划》"),
    ("平江市科技创新若干措施", "平政发〔2021〕8号", "abolishes", "《平江市科技创新若干措施》（平政发〔2021〕8号）"),
    (None, "平政发〔2020〕5号", "cites", "平政发〔2020〕5号"),
)


def sample() -> Extraction:
    """The hand-written facts of `TEXT`.

    >>> [r.agency for r in sample().responsibilities if r.role == "lead" and r.basis == "explicit"]
    ['平江市交通运输局']
    """
    convention = "所列第一个单位为牵头单位，下同"
    at = TEXT.index(convention)
    document = Document(
        id=hashlib.sha256(TEXT.encode()).hexdigest(),
        title="平江市人民政府关于加快数字创新强市建设的实施意见",
        status="征求意见稿",
        issuer="平江市人民政府",
        number="平政发〔2026〕12号",
        date="2026-03-05",
        text=TEXT,
        jurisdiction="平江市",
        lead_convention=convention,
        lead_convention_start=at,
        lead_convention_end=at + len(convention),
        issuers=("平江市人民政府",),
        in_force_from="2026-03-05",
        valid_until="2031-03-04",
        valid_for="P5Y",
    )
    return Extraction(
        document,
        tasks=tuple(_unit(*unit) for unit in UNITS),
        responsibilities=tuple(_bearer(*bearer) for bearer in BEARERS),
        targets=tuple(_target(*goal) for goal in GOALS),
        zones=tuple(_zone(*place) for place in PLACES),
        agencies=tuple(Agency(*agency) for agency in AGENCIES),
        validity=(
            Validity("2026-03-05", None, None, *_span("自2026年3月5日起施行"), "validity.begins"),
            Validity(None, None, "P5Y", *_span("有效期5年"), "validity.term"),
        ),
        attachments=(Attachment("1", "重点任务清单", *_span("重点任务清单"), "attachment.list"),),
        references=tuple(
            Reference(title, number, relation, words, None, *_span(words), "reference.title")
            for title, number, relation, words in NAMED
        ),
        time_limits=tuple(
            TimeLimit(task, text, bound, year, month, None, *_span(text), "limit.bracket")
            for task, text, bound, year, month in LIMITS
        ),
    )


def _span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def _unit(id: str, parent: str | None, kind: UnitKind, number: str | None, heading: str, last: str) -> OutlineUnit:
    marks = (f"{number}、{heading}", f"（{number}）{heading}", f"{number}.{heading}", f"\n{heading}")
    start = next(at + (mark[0] == "\n") for mark in marks if (at := TEXT.find(mark)) >= 0)
    return OutlineUnit(id, parent, kind, number, heading, start, TEXT.index(last, start) + len(last))


def _bearer(task: str, agency: str, mention: str, role: Role, basis: Basis, clause: str) -> Responsibility:
    first = TEXT.index(clause)
    start = TEXT.index(mention, first)
    last = first + len(clause)
    return Responsibility(
        task, agency, mention, role, basis, start, start + len(mention), first, last, "clause.bearers"
    )


def _target(
    task: str,
    text: str,
    indicator: str,
    operator: Operator,
    value: float,
    upper: float | None,
    unit: str,
    year: int | None,
    period: str | None,
) -> Target:
    start = TEXT.index(text)
    end = start + len(text)
    return Target(task, text, indicator, operator, value, upper, unit, year, period, start, end, "target.reach")


def _zone(zone: str, kind: ZoneKind, mention: str, task: str, before: str, code: str | None) -> Zone:
    start = TEXT.index(mention + before)
    return Zone(zone, kind, mention, task, start, start + len(mention), code, "zone.named")
