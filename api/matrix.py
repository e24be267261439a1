"""One document's responsibilities as the matrix that such documents append (任务分工表), each row with its clause.

A row is one clause of one task: its place in the outline, its heading, the agencies by role, and the words.
"""

from extract.facts import Extraction, Responsibility
from graph.phrases import one_line
from ontology.terms import BASES, ROLES

COLUMNS = ("序号", "任务", *(label for label, _ in ROLES.values()), "依据", "原文")


def matrix(extraction: Extraction) -> list[tuple[str, ...]]:
    """The rows under `COLUMNS`, in the order of the text."""
    headings = {unit.id: unit.heading for unit in extraction.tasks}
    clauses: dict[tuple[str, int, int], list[Responsibility]] = {}
    for duty in extraction.responsibilities:
        clauses.setdefault((duty.task, duty.clause_start, duty.clause_end), []).append(duty)
    order = {unit.id: at for at, unit in enumerate(extraction.tasks)}
    rows = []
    for (task, start, end), duties in sorted(clauses.items(), key=lambda item: (order[item[0][0]], item[0][1])):
        bearers = ("、".join(duty.agency for duty in duties if duty.role == role) for role in ROLES)
        bases = "、".join(dict.fromkeys(BASES[duty.basis][0] for duty in duties))
        rows.append((task, one_line(headings[task]), *bearers, bases, one_line(extraction.document.text[start:end])))
    return rows
