"""Which role each agency has in each task: what clauses state, what the convention makes of them, what is inherited.

A role is `lead` only by 牵头, 会同 or a stated convention; an agency beside a lead takes part; where nothing says who
leads, all are `responsible`. A unit without a clause inherits those of the nearest unit around it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.bearers import Bearer
from extract.clauses import Clause
from extract.conventions import Convention
from extract.facts import OutlineUnit
from extract.outline import Outline
from ontology.terms import Basis, Role


class Duty(NamedTuple):
    """What one bearer of a clause is to a task, before it is known which agency its name means."""

    task: str
    bearer: Bearer
    role: Role
    basis: Basis
    clause: Clause


def settle(outline: Outline, clauses: Sequence[Clause], conventions: Sequence[Convention]) -> list[Duty]:
    """What each unit's own clauses state, then what units without a clause inherit from the nearest one around."""
    reach = min((c.reach for c in conventions), default=None)
    found: list[Duty] = []
    closing: dict[str, list[Duty]] = {}
    for unit in outline.units:
        for index in outline.own.get(unit.id, ()):
            clause = clauses[index]
            active = reach is not None and clause.start >= reach
            stated = list(_settled(unit.id, clause, active))
            found += stated
            if clause.closing:
                closing.setdefault(unit.id, []).extend(stated)
    units = {unit.id: unit for unit in outline.units}
    for unit in outline.units:
        if unit.kind != "section" and unit.id not in outline.own:
            source = _nearest(unit, units, closing)
            found += [Duty(unit.id, d.bearer, d.role, "inherited", d.clause) for d in closing.get(source or "", ())]
    return found


def _settled(task: str, clause: Clause, convention: bool) -> Iterator[Duty]:
    """The roles of a clause: a neutral bearer beside a lead takes part; under a convention the first of them leads."""
    led = any(b.role == "lead" for b in clause.bearers)
    first = next((b for b in clause.bearers if b.role == "neutral"), None)
    for bearer in clause.bearers:
        role: Role = "responsible"
        basis: Basis = "explicit"
        if bearer.role != "neutral":
            role = bearer.role
        elif led:
            role = "participant"
        elif convention:
            role, basis = ("lead" if bearer is first else "participant"), "convention"
        yield Duty(task, bearer, role, basis, clause)


def _nearest(unit: OutlineUnit, units: dict[str, OutlineUnit], closing: dict[str, list[Duty]]) -> str | None:
    parent = unit.parent
    while parent and parent not in closing:
        parent = units[parent].parent
    return parent
