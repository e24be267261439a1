"""The product asked every question of tests/questions/, and its answers judged by an independent reading."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from graph import Store
from tests.questions import judging, reading

asking = pytest.importorskip("graph.asking")

FOLDER = Path(__file__).parent / "questions"


def asked(store: Store, question: str, session: Any) -> dict[str, Any]:
    """The answer as JSON. All that these tests know of the product is in this function and in `sessions`."""
    answer: dict[str, Any] = asking.ask(store, question, session=session).as_dict()
    return answer


def sessions() -> defaultdict[str | None, Any]:
    return defaultdict(asking.Session)


@pytest.mark.parametrize(
    ("name", "wanted", "mistold"),
    [
        ("questions.jsonl", 0.97, 0.03),
        ("paraphrases.jsonl", 0.9, 0.1),
        ("narrowed.jsonl", 0.9, 0.03),
        ("english.jsonl", 0.9, 0.03),
        ("due.jsonl", 0.9, 0.03),
    ],
)
def test_questions_are_answered_rightly(name: str, wanted: float, mistold: float, store: Store) -> None:
    """`wanted` is the least share that must be right, `mistold` the greatest that may be answered and be wrong."""
    docs, known = reading.documents(), sessions()
    lines = [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    wrong, answered, told = [], [], []
    for line in lines:
        session = known[line["session"]] if "session" in line else None
        found = asked(store, line["question"], session)
        if fault := judging.fault(line, found, docs):
            wrong.append(f"{line['id']} {line['question']} ({line['kind']}): {fault}")
            if found["status"] == "answered":
                told.append(wrong[-1])
        if line["status"] == "declined" and found["status"] == "answered":
            answered.append(line["id"])
    share = 1 - len(wrong) / len(lines)
    print(f"\n{name}: {share:.1%} of {len(lines)} right, {len(told)} answered wrongly", *wrong, sep="\n")
    assert not answered, "answered, though no document can say it"
    assert share >= wanted, "\n".join(wrong)
    assert len(told) <= mistold * len(lines), "\n".join(told)
