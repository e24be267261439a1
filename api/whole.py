"""Answers that may read the whole store, its picture or what a question asks: each worked out in a process, and kept.

    await whole.answer(network_json, "agencies", Selection())   # network_json(store, "agencies", Selection())

On a million triples such an answer takes many seconds of computing, in which a thread would hold up all others; a
process does not, and can be ended when it takes too long. What was worked out is given again as long as the store
stays as it was; of a server, as long as the records of its loads do.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import anyio
from anyio import BrokenWorkerProcess, to_process, to_thread

from api.service import Service
from graph import Store
from graph.errors import Busy, QueryCrashed, QueryTimeout
from graph.fingerprint import fingerprint
from graph.process import MEMORY, bound_memory

# How many of one kind are worked out at a time: a question does not wait for pictures, which have a Whole of their own.
_AT_A_TIME = 2
_KEPT_BYTES = 64_000_000
# How many times as long the first answers of a state may take: each process reads then what it keeps of the store, and
# one that was ended would have to begin anew, with every question.
_AT_FIRST = 4

Work = Callable[..., bytes]
_Key = tuple[int | str, Work, tuple[Hashable, ...]]


class Whole:
    """The answers of one service; see the module's text."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._room = anyio.Semaphore(_AT_A_TIME)
        self._state: int | str | None = None
        self._worked_out = 0

    async def answer(self, work: Work, *arguments: Hashable) -> bytes:
        """What `work(store, *arguments)` gives, or raises; it must be a function of a module.

        Raises QueryTimeout where it takes longer than a query may, Busy where it must wait as long for its turn, and
        QueryCrashed where its process ends before it.
        """
        seconds = self._service.settings.query_timeout
        with self._service.state() as (place, number):
            state = await to_thread.run_sync(_loads, place) if number is None else number
            key = (state, work, arguments)
            if state != self._state:
                self._state, self._worked_out = state, 0
            if (kept := self._given_again(key)) is not None:
                return kept
            try:
                async with self._free(seconds):
                    # Whoever had the room before may have asked the same.
                    if (kept := self._given_again(key)) is not None:
                        return kept
                    # A process is there before the time runs: one that is ended as it starts would be left behind.
                    with anyio.CancelScope(shield=True):
                        await to_process.run_sync(_nothing)
                    with anyio.fail_after(seconds * (_AT_FIRST if self._worked_out < _AT_A_TIME else 1)):
                        found = await to_process.run_sync(
                            partial(_worked_out, place, work, arguments, keep=place != self._service.place),
                            cancellable=True,
                            limiter=anyio.CapacityLimiter(1),
                        )
            except TimeoutError:
                raise QueryTimeout(
                    f"this takes longer than {seconds:g} s and was ended; ask for a part, such as a document or an "
                    "agency, or start the service with a longer --query-timeout"
                ) from None
            except (BrokenWorkerProcess, MemoryError):
                raise QueryCrashed("working this out took its process down; ask for a part of it") from None
        self._worked_out += 1
        self._keep(key, found)
        return found

    @asynccontextmanager
    async def _free(self, seconds: float) -> AsyncIterator[None]:
        """Room for one more; raises Busy where there is none within so many seconds."""
        with anyio.move_on_after(seconds) as waiting:
            await self._room.acquire()
        if waiting.cancelled_caught:
            raise Busy(f"{_AT_A_TIME} such answers are being worked out; ask again in a while")
        try:
            yield
        finally:
            self._room.release()

    def _given_again(self, key: _Key) -> bytes | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, key: _Key, found: bytes) -> None:
        """Keep it in place of what is of an older state or was asked for longest ago."""
        for old in [old for old in self._kept if old[0] != key[0]]:
            del self._kept[old]
        self._kept[key] = found
        # What was asked is kept too, and may be longer than what was found.
        while (
            sum(len(found) + 4 * len(repr(arguments)) for (_, _, arguments), found in self._kept.items()) > _KEPT_BYTES
        ):
            self._kept.popitem(last=False)


def _loads(place: Path | str) -> str:
    """What tells whether a server has other documents than before."""
    with Store(place, read_only=True) as store:
        return fingerprint(str(load).encode() for load in store.loads()).hash


def _nothing() -> None:
    """What a process does that is only to be there."""


def _worked_out(place: Path | str, work: Work, arguments: tuple[Hashable, ...], *, keep: bool) -> bytes:
    """What the work gives; `keep` where the store never changes, and so may stay open for what comes next."""
    bound_memory(MEMORY)
    if keep and isinstance(place, Path):
        return work(_kept_open(place), *arguments)
    with Store(place, read_only=True) as store:
        return work(store, *arguments)


_open: dict[Path, Store] = {}
_closing = ExitStack()


def _kept_open(place: Path) -> Store:
    """The store, opened once in a process, with all that was read of it; the one opened before is closed."""
    if place not in _open:
        _closing.close()
        _open.clear()
        _open[place] = _closing.enter_context(Store(place, read_only=True))
    return _open[place]
