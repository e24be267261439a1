"""The lines of the store's lists: documents, tasks, agencies, responsibilities, targets and zones, each under its IRI.

>>> Bearer("https://w3id.org/zhengtu/id/agency/平江市教育局", "平江市教育局", "lead", "explicit").role
'lead'
"""

from dataclasses import dataclass

from graph.answers import Citation, Duty, TargetLine
from graph.time_limits import TimeLimitLine
from ontology.terms import Basis, Level, Role, UnitKind, ZoneKind


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document: `id` is the start of the SHA-256 of its text that its IRI has, `hash` the whole of it."""

    iri: str
    id: str
    title: str
    hash: str
    length: int
    number: str | None
    date: str | None
    status: str | None
    issuers: tuple[str, ...]
    jurisdiction: str | None
    tasks: int
    responsibilities: int
    targets: int
    loaded: str | None
    version: str | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """An agency that bears a task."""

    agency: str
    name: str
    role: Role
    basis: Basis


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An outline unit who bears it and by when; `start:end` is all that it contains, in code points of the text."""

    iri: str
    document: str
    title: str
    parent: str | None
    path: str
    kind: UnitKind
    number: str | None
    heading: str
    start: int
    end: int
    bearers: tuple[Bearer, ...]
    time_limits: tuple[TimeLimitLine, ...]


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency with all its names; `group` is true for 各县市区 and the like."""

    iri: str
    name: str
    aliases: tuple[str, ...]
    level: Level | None
    jurisdiction: str | None
    group: bool


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A responsibility under its IRI, see graph.answers.Duty."""

    iri: str
    duty: Duty


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A target under its IRI, see graph.answers.TargetLine."""

    iri: str
    target: TargetLine


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A zone, how often it is named, and where for the first time."""

    iri: str
    name: str
    kind: ZoneKind
    code: str | None
    mentions: int
    documents: int
    citation: Citation
