"""What is read from a document: frozen records, each with the code-point offsets it was read from.

Offsets count Unicode code points in `Document.text`, start inclusive, end exclusive; `text[start:end]` is the
passage. The records hold no logic.

>>> Responsibility("2.1", "平江市科学技术局", "市科技局", "lead", "convention", 120, 124, 119, 130, "bearers")
... # doctest: +ELLIPSIS
Responsibility(task='2.1', agency='平江市科学技术局', mention='市科技局', role='lead', ...)
"""

from dataclasses import dataclass

from ontology.terms import Basis, Bound, Level, Operator, Relation, Role, UnitKind, ZoneKind


@dataclass(frozen=True, slots=True)
class Place:
    """Where `text[start:end]` stood in the file: on a page of a PDF, counted from 1, or in a cell such as C5."""

    start: int
    end: int
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The document itself; `id` is the SHA-256 of its text, `date` is ISO 8601, absent facts are None.

    `places` says where in the file its passages stood, in the order of the text; it is empty where the file's format
    has no pages or cells.

    `issuer` joins the `issuers` by 、. `in_force_from` and `valid_until` are ISO 8601 days, the latter the last day on
    which it holds; `valid_for` is an ISO 8601 duration ("P5Y"). They follow from the `Validity` records.
    """

    id: str
    title: str
    status: str | None
    issuer: str | None
    number: str | None
    date: str | None
    text: str
    jurisdiction: str | None
    lead_convention: str | None
    lead_convention_start: int | None
    lead_convention_end: int | None
    places: tuple[Place, ...] = ()
    issuers: tuple[str, ...] = ()
    in_force_from: str | None = None
    valid_until: str | None = None
    valid_for: str | None = None


@dataclass(frozen=True, slots=True)
class OutlineUnit:
    """A section, task, subtask or measure. `id` is its path in the outline ("2.1"), `parent` its parent's id.

    `number` is the numbering as written without its punctuation ("（一）" gives "一"), None for a subtask without one.
    The span runs from the first character of the heading, its number included, to the end of all it contains.
    """

    id: str
    parent: str | None
    kind: UnitKind
    number: str | None
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One agency bearing one task. `agency` is the canonical name, `mention` the words at `start:end`.

    `clause_start:clause_end` is the whole clause, for citing; `rule` names the grammar rule that read it.
    An inherited responsibility keeps the spans of the clause it is inherited from.
    """

    task: str
    agency: str
    mention: str
    role: Role
    basis: Basis
    start: int
    end: int
    clause_start: int
    clause_end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Target:
    """One quantified goal. `value` and `upper` are in the base unit (50亿元 is 5000000000 元, 20% is 20 %).

    `year` is the deadline's year or None; `period` is "year" for a yearly figure.
    """

    task: str
    text: str
    indicator: str
    operator: Operator
    value: float
    upper: float | None
    unit: str
    year: int | None
    period: str | None
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """By when a task as a whole is to be done: the words `text` at `start:end`, such as 2026年9月底前 or 持续推进.

    `bound` is "<=" for what is to be done by then, "=" for what is to be done in that time, "ongoing" for what is kept
    up, which has no year. `month` and `day` are None where the text names none; a quarter or half-year is its last
    month.
    """

    task: str
    text: str
    bound: Bound
    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Zone:
    """One mention of a zone in a unit. `zone` is the canonical name, `code` the GB/T 2260 code of a division."""

    zone: str
    kind: ZoneKind
    mention: str
    task: str
    start: int
    end: int
    code: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency of the document. `name` is canonical, `mentions` the distinct forms in order of appearance.

    `group` is true for 各县市区, 有关部门 and the like, which are never resolved to members. `jurisdiction` is the full
    name of the division it belongs to ("黄石市", "中华人民共和国"), `type` its entry in the registry of agency types;
    both are None where the document does not say enough.
    """

    name: str
    mentions: tuple[str, ...]
    level: Level | None
    group: bool
    jurisdiction: str | None
    type: str | None


@dataclass(frozen=True, slots=True)
class Validity:
    """Words by which a document says from when, until when or how long it holds, at `start:end`.

    `begins` and `ends` are ISO 8601 days, None where the words name none and none follows from the day of issue;
    `term` is an ISO 8601 duration.
    """

    begins: str | None
    ends: str | None
    term: str | None
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment by its title, which stands at `start:end`; `number` is "2" for 附件2, None for a sole one."""

    number: str | None
    title: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One mention of a document. `title` is whole, also where the mention is a short name that the text defines, and
    has the number that the text gives beside it, here or elsewhere.

    At least one of `title` and `number` (发文字号) is there. `relation` is what the document does with the one that it
    names, `task` the unit that the mention stands in, None outside the outline.
    """

    title: str | None
    number: str | None
    relation: Relation
    mention: str
    task: str | None
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All facts of one document, each list in the order of the text."""

    document: Document
    tasks: tuple[OutlineUnit, ...]
    responsibilities: tuple[Responsibility, ...]
    targets: tuple[Target, ...]
    zones: tuple[Zone, ...]
    agencies: tuple[Agency, ...]
    validity: tuple[Validity, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    references: tuple[Reference, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
