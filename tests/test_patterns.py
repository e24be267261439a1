"""No regular expression of the project takes more than linear time, whatever text it is given."""

import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from tests.adversary import Expression, expressions, shapes

# Signs of a text, and how many times as long the longer one is: a linear expression takes 4 times as long for it, a
# quadratic one 16 times. What takes less than _SOON for the shorter is not looked at further, nothing
# may take _LATE; both are seconds.
_LENGTH, _TIMES, _MOST_GROWTH = 4_000, 4, 8
_SOON, _LATE = 0.003, 1.5

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a match is ended by a signal")


class Late(Exception):
    """A match takes too long."""


@contextmanager
def ended(seconds: float) -> Iterator[None]:
    """Raise Late after so many seconds of this process's own work, on however busy a machine."""

    def late(_number: int, _frame: FrameType | None) -> None:
        raise Late

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def cost(call: Callable[[Any], Any], text: Any, soon: float) -> float:
    """The seconds of processor time, the least of three."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        call(text)
        times.append(time.process_time() - begun)
        if times[-1] < soon:
            break
    return min(times)


def calls(expression: Expression) -> Iterator[Callable[[Any], Any]]:
    """What the expression is used for; to search is to look for all that is found."""
    if expression.methods & {"match"}:
        yield expression.pattern.match
    if expression.methods & {"fullmatch"}:
        yield expression.pattern.fullmatch
    if expression.methods - {"match", "fullmatch"}:
        yield lambda text: [None for _ in expression.pattern.finditer(text)]


def growth(
    call: Callable[[Any], Any],
    written: Callable[[int], Any],
    *,
    length: int = _LENGTH,
    soon: float = _SOON,
    late: float = _LATE,
) -> float:
    """How many times as long the longer text takes; 0 where the shorter takes no time to speak of."""
    with ended(late):
        before = cost(call, written(length), soon)
        return cost(call, written(length * _TIMES), soon) / before if before >= soon else 0


def wearing(expression: Expression) -> str | None:
    """A shape of text that wears the expression out."""
    for shape in shapes(expression.pattern):
        lead, unit, tail = shape

        def written(length: int, lead: str = lead, unit: str = unit, tail: str = tail) -> Any:
            text = lead + unit * (length // len(unit)) + tail
            return text if isinstance(expression.pattern.pattern, str) else text.encode("latin-1", "ignore")

        for call in calls(expression):
            try:
                if growth(call, written) > _MOST_GROWTH:
                    return repr(shape)
            except Late:
                return repr(shape)
    return None


EXPRESSIONS = expressions()


def test_all_expressions_are_found() -> None:
    assert len(EXPRESSIONS) > 250
    assert {"match", "fullmatch", "search", "sub"} <= {method for it in EXPRESSIONS for method in it.methods}


@pytest.mark.parametrize("room", ["ontology", "extract", "graph", "api"])
def test_every_expression_is_linear(room: str) -> None:
    worn = {it.place: wearing(it) for it in EXPRESSIONS if it.place.startswith(room)}
    assert {place: shape for place, shape in worn.items() if shape} == {}


@pytest.mark.parametrize(
    "source",
    ["(a+)+b", "(a|a)*b", "a*a*b", r"<!--.*?-->\s*$", "(?:一|二|一二)+三", r"附\s*件\s*第?\s*$", "[^b]+c"],
)
def test_one_that_wears_out_is_caught(source: str) -> None:
    assert wearing(Expression(re.compile(source), "here", frozenset(["search"])))
