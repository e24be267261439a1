"""What a question takes over from the one before it in a session.

市科技局牵头哪些任务？  那市发改委呢？      → the same of another agency
加装电梯由谁牵头？      谁配合？           → another role in the same task
…                      And in 2030?       → the same under one more condition
"""

from dataclasses import replace

from graph.asking.asked import Asked
from graph.asking.questions import Question
from graph.asking.said import Said

_SAID_INSTEAD = ("topics", "years", "amounts", "units", "zones", "documents", "places", "bases", "gaps", "ongoing")


def follows(said: Said, what: Asked) -> bool:
    """Whether a question leans on the one before it: by a pronoun, 那…呢, or for want of a subject."""
    if said.has("pronoun", "these", "of-the-answer") or narrows(said):
        return True
    if what.kind is None or not what.sure:
        return said.has("follow") or what.kind is None or not said.has("which", "who", "how-many")
    if said.names_anything() or what.kind in ("documents", "document", "difference", "zones"):
        return False
    # 谁配合 and 目标是多少 say nothing of what; 哪个单位牵头最多 and 有哪些任务没有牵头 do.
    if what.measure not in ("list", "count") or said.bearers.free or said.bearers.bearings:
        return False
    whole = said.has("any-role", "loaded", "not", "group", "inherited", "convention", "task-noun", "agency-noun")
    return said.has("follow") or not whole


def narrows(said: Said) -> bool:
    """只看市科技局牵头的: only a condition is said, and nothing that is asked for."""
    last = next((piece.text for piece in reversed(said.pieces) if piece.kind != "sign"), "")
    asks = said.has("which", "who", "how-many", "task-noun", "target-noun", "zone-noun", "document-noun", "when", "not")
    return said.has("only") and last == "的" and not asks


def merged(question: Question, what: Asked, said: Said, before: Question) -> Question:
    """The question before with what this one says instead."""
    instead = {name: getattr(question, name) for name in _SAID_INSTEAD if getattr(question, name)}
    if question.places and not question.documents:
        instead["documents"] = ()
    if question.documents and not question.places:
        instead["places"] = ()
    found = replace(before, language=question.language, notes=(), **instead)
    if said.has("these") and question.bearings and before.kind in ("tasks", "targets", "deadline"):
        # 其中市财政局参与的 are of those before.
        found = replace(found, bearings=(*before.bearings, *question.bearings))
    else:
        found = _of_others(question, found, before)
    kind = what.kind if what.sure and not narrows(said) else None
    if question.roles:
        if before.kind == "who" or (kind == "who" and said.has("who")):
            return replace(found, kind="who", measure="list", roles=question.roles)
        found = replace(found, bearings=tuple(replace(it, roles=question.roles) for it in found.bearings))
        kind = None if kind == "who" else kind
    if kind is not None:
        found = replace(
            found, kind=kind, measure=what.measure, first=question.first, facts=question.facts, timed=question.timed
        )
        if kind == "who" and before.kind != "who":
            found = replace(found, roles=question.roles)
    elif what.measure == "count":
        found = replace(found, measure="count")
    elif said.has("which") and before.measure == "count":
        found = replace(found, measure="list")
    return replace(found, cites=question.cites, whether=question.whether)


def _of_others(question: Question, found: Question, before: Question) -> Question:
    """With the agencies of this question in the place of those before."""
    if not question.bearings:
        return found
    if before.bearings:
        roles = before.bearings[0].roles
        bearings = tuple(replace(it, roles=it.roles or roles) for it in question.bearings)
        return replace(found, bearings=(*bearings, *before.bearings[len(bearings) :]))
    if before.kind == "who":
        return replace(found, kind="role", bearings=question.bearings)
    return replace(found, bearings=question.bearings)
