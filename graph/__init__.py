"""Facts become RDF and answers: the store, its queries, and the questions that are asked most.

What others may touch is imported from here: `from graph import Store, leads`.
"""

from graph.answers import (
    AgencyDuties,
    AgencySummary,
    Citation,
    Count,
    Duty,
    Matches,
    TargetLine,
    TaskBearers,
    leads,
    responsibilities,
    summary,
    targets,
    who,
)
from graph.errors import (
    BackupError,
    NotAStore,
    NotFound,
    QueryError,
    StoreDamaged,
    StoreError,
    StoreForbidden,
    StoreHeld,
    StoreMissing,
    StoreUnreachable,
    UpdateRefused,
)
from graph.results import Boolean, Result, Solutions, Triples
from graph.store import Loaded, Outcome, Store

__all__ = [
    "AgencyDuties",
    "AgencySummary",
    "BackupError",
    "Boolean",
    "Citation",
    "Count",
    "Duty",
    "Loaded",
    "Matches",
    "NotAStore",
    "NotFound",
    "Outcome",
    "QueryError",
    "Result",
    "Solutions",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreForbidden",
    "StoreHeld",
    "StoreMissing",
    "StoreUnreachable",
    "TargetLine",
    "TaskBearers",
    "Triples",
    "UpdateRefused",
    "leads",
    "responsibilities",
    "summary",
    "targets",
    "who",
]
