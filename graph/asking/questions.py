"""What a question asks: one thing, and the conditions on it. This is what is read from words, and what becomes SPARQL.

“市科技局牵头、市经信局参与、2030年完成的任务有哪些？” asks for tasks on three conditions: two bearers and a year.
"""

from dataclasses import dataclass, field
from typing import Literal

from ontology.terms import Basis, Role, ZoneKind

Language = Literal["zh", "en"]
Kind = Literal[
    "who", "tasks", "role", "partners", "targets", "deadline", "zones", "documents", "document", "source", "difference"
]
Measure = Literal["list", "count", "most", "fewest", "highest", "lowest", "earliest", "latest"]
Gap = Literal["no lead", "no participant", "no agency", "no target", "no year", "groups only", "several leads"]
Ranked = Literal[
    "agencies", "agencies by targets", "tasks", "tasks by targets", "zones", "documents", "documents by targets"
]
Comparing = Literal["=", "<", "<=", ">", ">=", "!="]


@dataclass(frozen=True, slots=True)
class Bearing:
    """An agency that bears the task: `agencies` are alternatives by IRI, `roles` and `bases` empty for any."""

    agencies: tuple[str, ...]
    roles: tuple[Role, ...] = ()
    bases: tuple[Basis, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """Words that tasks are about, and what they match: IRIs of outline units and of targets.

    `whole` is true where the words are a heading or an indicator as it stands; `matched` says where they were found.
    `headed` are the tasks with the words in their heading, where it is asked when something is to be done.
    """

    words: str
    tasks: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    matched: str = "heading"
    headed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """A year to compare with or, of it, the first and the last of the `months` that are meant, or a `day` of one."""

    compares: Comparing
    year: int
    months: tuple[int, int] | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure to compare with; `unit` as it is written, "" where none is."""

    compares: Comparing
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Number:
    """How many agencies bear a task in these roles, in any where there are none; or how many targets it has."""

    compares: Comparing
    value: float
    roles: tuple[Role, ...] = ()
    of: Literal["agencies", "targets"] = "agencies"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was understood.

    `kind` and `measure` say what is asked: `("tasks", "count")` is how many tasks. `ranked` is what is counted for an
    order (`most`, `fewest`), `first` how many of it are wanted. `roles` and `bases` are those of the agencies asked for
    by who; conditions on tasks stand in the other fields, each of which narrows. `denied` are bearers that no task has,
    `excepted` agencies left out of the answer, and `without` the roles that the agencies in it have in no task, empty
    for any and None where no role is denied; where there are topics, in none of their tasks. `numbers` say how many
    agencies a task has, `targeted` that it has a target, `everywhere` that the agencies are in each of the documents,
    and `among` which agencies are put beside each other. `counted` says that a number of things is wanted, no share or
    sum; `ongoing` that tasks are to be kept up, and `timed` that the time limits of tasks are asked for rather than the
    years of targets; `told` are the pieces of the question with figures that its topics have taken up.
    """

    kind: Kind
    language: Language
    measure: Measure = "list"
    ranked: Ranked = "agencies"
    first: int | None = None
    roles: tuple[Role, ...] = ()
    bases: tuple[Basis, ...] = ()
    bearings: tuple[Bearing, ...] = ()
    denied: tuple[Bearing, ...] = ()
    excepted: tuple[Bearing, ...] = ()
    without: tuple[Role, ...] | None = None
    topics: tuple[Topic, ...] = ()
    years: tuple[Year, ...] = ()
    amounts: tuple[Amount, ...] = ()
    numbers: tuple[Number, ...] = ()
    targeted: bool = False
    everywhere: bool = False
    among: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    counted: bool = False
    yearly: bool = False
    ongoing: bool = False
    timed: bool = False
    zones: tuple[str, ...] = ()
    zone_kinds: tuple[ZoneKind, ...] = ()
    zone_words: str = ""
    documents: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    facts: tuple[str, ...] = ()
    whether: bool = False
    cites: bool = False
    told: tuple[int, ...] = field(default=(), compare=False)
    notes: tuple[tuple[str, str], ...] = field(default=())
