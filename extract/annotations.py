"""Annotations from a file: the JSON of an extraction, made by hand, corrected by hand, or printed by `zhengtu extract`.

What an annotation does not have it says nothing of; a list that is there is whole. Beside the fields of an extraction
it may have what makes annotating by hand easier: a list of `operator`s or `year`s each of which is right, a zone once
with its `aliases`, and `ignore`, spans in which more than one reading is right.

>>> checked({"responsibilities": [{"mention": "市科技局", "role": "leads", "basis": "explicit", "start": 9}]}, "a.json")
Traceback (most recent call last):
extract.errors.BadAnnotation: a.json: responsibilities 1: role is "leads"; it is one of lead, participant, responsible
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from extract.encodings import decode
from extract.errors import BadAnnotation
from ontology.terms import BASES, BOUNDS, ROLES, UNIT_KINDS, ZONE_KINDS, Operator

Annotation = Mapping[str, Any]

_NUMBER = (int, float)
_OPERATORS = get_args(Operator)
# What is compared of each record: the types that a field may have, or the words. True is no number here.
_FIELDS: dict[str, dict[str, tuple[Any, ...]]] = {
    "tasks": {"id": (str,), "kind": tuple(UNIT_KINDS), "start": (int,)},
    "responsibilities": {"mention": (str,), "role": tuple(ROLES), "basis": tuple(BASES), "start": (int,)},
    "targets": {
        "indicator": (str,),
        "operator": (*_OPERATORS, list),
        "value": _NUMBER,
        "unit": (str,),
        "year": (int, None, list),
        "period": (str, None),
        "start": (int,),
        "end": (int,),
    },
    "time_limits": {
        "bound": tuple(BOUNDS),
        "year": (int, None),
        "month": (int, None),
        "day": (int, None),
        "start": (int,),
    },
    "zones": {"zone": (str,), "kind": tuple(ZONE_KINDS)},
}
# What a record may lack.
_MORE: dict[str, dict[str, tuple[Any, ...]]] = {
    "tasks": {"heading": (str,)},
    "responsibilities": {"task": (str, None)},
    "targets": {"task": (str, None), "text": (str,), "upper": (*_NUMBER, None)},
    "time_limits": {"task": (str, None), "text": (str,)},
    "zones": {"mention": (str,), "start": (int,), "aliases": (list, str)},
}
_NAMED = {str: "text", int: "a number", float: "a number", list: "a list", None: "null"}


def parse(data: bytes, name: str) -> Annotation:
    """The annotation in a file's bytes. Raises BadAnnotation, or a DocumentError where the bytes are no text."""
    try:
        found = json.loads(decode(data, name))
    except (ValueError, RecursionError) as error:
        several = isinstance(error, json.JSONDecodeError) and error.msg == "Extra data"
        told = "holds more than one document; give one a file" if several else f"is no JSON ({error})"
        raise BadAnnotation(f"{name}: {told}") from error
    return checked(found, name)


def checked(found: Any, name: str) -> Annotation:
    """The annotation itself. Raises BadAnnotation for the first record that cannot be compared, counted from 1."""
    if not isinstance(found, dict) or not _FIELDS.keys() & found.keys():
        raise BadAnnotation(f"{name}: is no annotation; it has none of {', '.join(_FIELDS)}")
    for kind in _FIELDS:
        for count, record in enumerate(_list(found, kind, name), 1):
            _check(record, kind, f"{name}: {kind} {count}")
    _check_units(found, name)
    for count, span in enumerate(_list(found, "ignore", name), 1):
        if not (isinstance(span, list) and len(span) == 2 and all(_fits(at, (int,)) for at in span)):
            raise BadAnnotation(f"{name}: ignore {count}: is {_shown(span)}; a span is [start, end]")
    return found


def _check(record: Any, kind: str, where: str) -> None:
    if not isinstance(record, dict):
        raise BadAnnotation(f"{where}: is no record but {_shown(record)}")
    if lacking := _FIELDS[kind].keys() - record.keys():
        raise BadAnnotation(f"{where}: has no {min(lacking)}")
    for field, allowed in (_FIELDS[kind] | _MORE[kind]).items():
        if field in record and not _fits(record[field], allowed):
            raise BadAnnotation(f"{where}: {field} is {_shown(record[field])}; it is one of {_told(allowed)}")


def _check_units(found: Annotation, name: str) -> None:
    """Where the outline is annotated, who bears what says of which unit, and each unit that is named is there."""
    if "tasks" not in found:
        return
    units = {task["id"] for task in found["tasks"]}
    for kind in ("responsibilities", "targets", "time_limits"):
        for count, record in enumerate(found.get(kind, ()), 1):
            task = record.get("task")
            if task not in units and (task is not None or kind == "responsibilities"):
                raise BadAnnotation(f"{name}: {kind} {count}: task is {_shown(task)}; it is the id of one of tasks")


def match_texts(gold: Annotation, predicted: Annotation, name: str) -> None:
    """Raises BadAnnotation where the two are of different texts, or where `gold` cites other words than stand there.

    Looks as far as they tell: at their lengths, and at the text of whichever has it.
    """
    lengths = [length for each in (gold, predicted) if (length := _about(each).get("length")) is not None]
    if len(set(lengths)) > 1:
        raise BadAnnotation(
            f"{name}: is of a text of {lengths[0]} characters, the other of one of {lengths[1]}; compare the same text"
        )
    text = _about(predicted).get("text") or _about(gold).get("text")
    if not isinstance(text, str):
        return
    wrong = list(_miscited(gold, text))
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise BadAnnotation(f"{name}: {wrong[0]}; correct its start and end{more}")


def _miscited(gold: Annotation, text: str) -> Iterator[str]:
    for kind, field in (
        ("responsibilities", "mention"),
        ("targets", "text"),
        ("time_limits", "text"),
        ("zones", "mention"),
    ):
        for count, record in enumerate(gold.get(kind, ()), 1):
            start, words = record.get("start"), record.get(field)
            if start is not None and words is not None and not text.startswith(words, start):
                there = text[start : start + len(words)]
                yield f"{kind} {count}: at {start} stands {_shown(there)}, not {_shown(words)}"


def _about(annotation: Annotation) -> Mapping[str, Any]:
    about = annotation.get("document")
    return about if isinstance(about, dict) else {}


def _list(found: Mapping[str, Any], kind: str, name: str) -> Sequence[Any]:
    records = found.get(kind, [])
    if not isinstance(records, list | tuple):
        raise BadAnnotation(f"{name}: {kind} is no list")
    return records


def _fits(value: Any, allowed: tuple[Any, ...]) -> bool:
    """True for a value of one of the types, or that is one of the words; so is each member of a list."""
    if isinstance(value, list):
        others = tuple(each for each in allowed if each is not list)
        return list in allowed and all(_fits(each, others) for each in value)
    return value in [each for each in allowed if not isinstance(each, type)] or type(value) in allowed


def _told(allowed: tuple[Any, ...]) -> str:
    return ", ".join(dict.fromkeys(each if isinstance(each, str) else _NAMED[each] for each in allowed))


def _shown(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= 40 else f"{written[:40]}…"
