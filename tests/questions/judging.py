"""Whether an answer is right: the JSON object of `ask` put beside what a question's line expects.

`fault` says in one sentence what is wrong, None where nothing is. README.md beside this file describes both sides.
"""

import re
from collections.abc import Iterable
from typing import Any

from tests.questions import reading
from tests.questions.reading import Documents, Expected, Record

_SCALES = {"万": 1e4, "亿": 1e8, "万亿": 1e12}
_SCALED = re.compile(r"^(万亿|亿|万)(.+)$")
_SAME_UNIT = {"人": "名", "位": "名", "百分比": "%", "percent": "%", "％": "%", "天": "日"}
_ENGLISH = re.compile("[A-Za-z]{3}")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_ROLES = {
    "牵头": "lead",
    "牵头单位": "lead",
    "配合": "participant",
    "配合单位": "participant",
    "参与": "participant",
    "责任": "responsible",
    "责任单位": "responsible",
}


def fault(line: Record, answer: Record, docs: Documents) -> str | None:
    """What is wrong with an answer, None where it is right."""
    status = answer["status"]
    allowed = [line["status"]] if isinstance(line["status"], str) else line["status"]
    if status not in allowed:
        return f"status is {status}, not {' or '.join(allowed)}"
    if status != "answered":
        if answer["answers"]:
            return f"{status}, and yet there are answers"
        return None if answer["reason"] and answer["suggestions"] else f"{status} without a reason or suggestions"
    if any((badly := _quotation(citation, docs)) for citation in answer["citations"]):
        return badly
    if not (_ENGLISH if line["lang"] == "en" else _CHINESE).search(answer["sentence"] or ""):
        return f"no sentence in the language of the question: {answer['sentence']!r}"
    expected = _computed(line["expect"], docs)
    if answer["answers"] and not answer["citations"] and line["kind"] != "documents" and "values" not in expected:
        return "nothing is cited"
    faults = [_unlike(one, answer, docs) for one in expected.get("any", [expected])]
    return None if None in faults else faults[0]


def _computed(expect: Expected, docs: Documents) -> Expected:
    """An expectation with the functions that it names run over the documents."""
    if "any" in expect:
        return {"any": [_computed(one, docs) for one in expect["any"]]}
    if "call" not in expect:
        return expect
    found: Expected = getattr(reading, expect["call"])(docs, **expect["args"])
    return found


def _unlike(expected: Expected, answer: Record, docs: Documents) -> str | None:
    """The first way in which an answer is not what is expected; every key there must hold."""
    answers = answer["answers"]
    names = [reading.plain(str(one.get("name") or "")) for one in answers]
    for key, wanted in expected.items():
        if key == "names":
            found = _differing(names, _plainly(wanted), _plainly(expected.get("may", [])))
        elif key == "values":
            found = _differing([_number(one.get("value")) for one in answers], wanted, [])
        elif key == "targets":
            told = [_figures(one) for one in answers]
            found = _differing(told, [[_figures(t)] for t in wanted], [[_figures(t)] for t in expected.get("may", [])])
        elif key == "roles":
            found = _differing([_role(one) for one in answers], [[role] for role in wanted], [])
        elif key == "years":
            found = _differing([one.get("year") for one in answers], [[year] for year in wanted], [])
        elif key == "basis":
            found = _differing([one.get("basis") for one in answers], [[basis] for basis in wanted], [])
        elif key == "counts":
            told = [(name, _number(one.get("value"))) for name, one in zip(names, answers, strict=True)]
            pairs = [[(form, n) for form in _plainly([one["name"]])[0] for n in one["value"]] for one in wanted]
            found = _differing(told, pairs, [])
        elif key == "includes":
            missing = [forms[0] for forms in wanted if not set(forms) & set(names)]
            found = f"misses {missing}" if missing else None
        elif key == "excludes":
            found = f"has {sorted(set(names) & set(wanted))}" if set(names) & set(wanted) else None
        elif key == "at_least":
            found = None if len(answers) >= wanted else f"{len(answers)} answers, fewer than {wanted}"
        elif key == "cites":
            missing = [words for words in wanted if not _cited(words, answer["citations"], docs)]
            found = f"does not cite {missing}" if missing else None
        else:
            found = None if key == "may" else f"the line expects {key}, which nobody knows"
        if found:
            return found
    return None


def _differing(found: list[Any], wanted: list[list[Any]], may: list[list[Any]]) -> str | None:
    """What is missing and what is too many; each of `wanted` and `may` lists forms that are equally right."""
    missing = [forms[0] for forms in wanted if not any(form in found for form in forms)]
    known = [form for forms in (*wanted, *may) for form in forms]
    extra = [one for one in found if one not in known]
    return f"misses {missing}, has too many {extra}" if missing or extra else None


def _plainly(names: list[list[str]]) -> list[list[str]]:
    return [[reading.plain(form) for form in forms] for forms in names]


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)


def _figures(target: Record) -> tuple[float | None, str, Any]:
    """A target's value, unit and year, the value in the base unit: (200, 亿元) is (2e10, 元)."""
    value, unit = _number(target.get("value")), str(target.get("unit") or "")
    if value is not None and (scaled := _SCALED.match(unit)):
        value, unit = round(value * _SCALES[scaled[1]], 6), scaled[2]
    return value, _SAME_UNIT.get(unit, unit), target.get("year")


def _role(answer: Record) -> str:
    role = str(answer.get("role"))
    return _ROLES.get(role, role)


def _quotation(citation: Record, docs: Documents) -> str | None:
    """A citation whose words stand in no document at its place."""
    start, end, words = citation["start"], citation["end"], citation["text"]
    texts = (doc["document"]["text"] for doc in docs)
    return None if words and any(text[start:end] == words for text in texts) else f"{words!r} is not at {start}:{end}"


def _cited(words: str, citations: Iterable[Record], docs: Documents) -> bool:
    """True where one of the citations shares characters with a place at which the words stand."""
    places = [
        (doc["document"]["text"], found.start(), found.end())
        for doc in docs
        for found in re.finditer(re.escape(words), doc["document"]["text"])
    ]
    return any(
        text[c["start"] : c["end"]] == c["text"] and c["start"] < end and start < c["end"]
        for c in citations
        for text, start, end in places
    )
