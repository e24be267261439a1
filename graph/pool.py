"""A few processes that answer SPARQL queries, each of which can be ended and is then replaced.

    async with Pool(served, seconds=30) as pool:
        async with pool.answer(question) as answer:
            async for chunk in answer.chunks: ...

A query that runs longer than `seconds` ends with QueryTimeout, and its work ends too. One that takes its process down,
by nesting too deep or by asking for too much memory, ends with QueryCrashed and touches no other.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

from graph.errors import Busy, QueryCrashed, QueryError, QueryTimeout, StoreError, UpdateRefused
from graph.process import MEMORY, environment
from graph.snapshot import Served
from graph.worker import FRAME, Job

# A client may take its time to read, but it holds a process as long as it does.
_PATIENCE = 10
_ERRORS = {error.__name__: error for error in (QueryError, UpdateRefused)}


@dataclass(frozen=True, slots=True)
class Question:
    """A query with its dataset and the format wanted for each kind of answer, see graph.worker.Job."""

    query: str
    default: list[str] | None
    named: list[str] | None
    results: str | None
    boolean: str | None
    triples: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the kind of query, the format agreed on, None where none fits, and the bytes as they come."""

    kind: str
    form: str | None
    chunks: AsyncIterator[bytes]


class Pool:
    """`size` processes that answer questions about what is `served`, a folder or a server, inside an `async with`."""

    def __init__(
        self, served: Served | str, *, seconds: float = 30, rows: int = 100_000, size: int = 4, memory: int = MEMORY
    ) -> None:
        self.served = served
        self.seconds = seconds
        self.rows = rows
        self.size = size
        self.memory = memory
        self._room = asyncio.Semaphore(size)
        self._idle: list[_Worker] = []
        self._ended: list[_Worker] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in (*self._idle, *self._ended):
            await worker.end()
        self._idle.clear()

    @asynccontextmanager
    async def answer(self, question: Question) -> AsyncIterator[Answer]:
        """The answer to one question; raises QueryError, QueryTimeout, QueryCrashed, Busy or a StoreError."""
        async with AsyncExitStack() as using:
            worker = await using.enter_async_context(self._free())
            place, number = self._place(using)
            await worker.send(
                Job(
                    place=place,
                    number=number,
                    query=question.query,
                    default=question.default,
                    named=question.named,
                    results=question.results,
                    boolean=question.boolean,
                    triples=question.triples,
                    rows=self.rows,
                    seconds=self.seconds + 1,
                )
            )
            clock = _Clock(self.seconds)
            frame, data = await clock.within(worker.frame())
            if frame == b"X":
                worker.free = True
                raise _raised(data)
            head = json.loads(data)
            yield Answer(head["kind"], head["form"], _chunks(worker, clock))

    def _place(self, using: AsyncExitStack) -> tuple[str, int]:
        """Where to ask, and the number of its state, which is kept until `using` ends."""
        if isinstance(self.served, str):
            return self.served, 0
        state = using.enter_context(self.served.state())
        return str(state.folder), state.number

    @asynccontextmanager
    async def _free(self) -> AsyncIterator["_Worker"]:
        """A process for one question; where it does not come to its answer's end, it is ended."""
        try:
            async with asyncio.timeout(self.seconds):
                await self._room.acquire()
        except TimeoutError:
            raise Busy(f"{self.size} queries are being answered; ask again in a while") from None
        try:
            # One that somebody has ended meanwhile answers nobody.
            self._idle = [idle for idle in self._idle if not idle.gone]
            worker = self._idle.pop() if self._idle else await self._started()
            try:
                yield worker
            finally:
                if worker.free:
                    self._idle.append(worker)
                else:
                    worker.kill()
                    self._ended = [*(ended for ended in self._ended if not ended.gone), worker]
        finally:
            self._room.release()

    async def _started(self) -> "_Worker":
        return await _Worker.started(str(self.memory), "online" if isinstance(self.served, str) else "alone")


async def _chunks(worker: "_Worker", clock: "_Clock") -> AsyncIterator[bytes]:
    while True:
        frame, data = await clock.within(worker.frame())
        if frame == b"D":
            yield data
            continue
        worker.free = True
        if frame == b"X":
            raise _raised(data)
        return


def _raised(data: bytes) -> Exception:
    told = json.loads(data)
    return _ERRORS.get(told["error"], StoreError)(told["words"])


class _Worker:
    """One process; `free` while it has no question to answer."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.free = True

    @classmethod
    async def started(cls, *arguments: str) -> Self:
        # A session of its own: the Ctrl-C that ends the server in good order must not break off an answer.
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "graph.worker", *arguments),
            stdin=pipe,
            stdout=pipe,
            limit=1 << 20,
            start_new_session=True,
            env=environment(),
        )
        worker = cls(process)
        try:
            await worker.frame()
        except BaseException:
            worker.kill()
            raise
        return worker

    async def send(self, job: Job) -> None:
        self.free = False
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        with suppress(ConnectionError):  # which frame() then tells of
            await self._process.stdin.drain()

    async def frame(self) -> tuple[bytes, bytes]:
        assert self._process.stdout is not None
        try:
            kind, length = FRAME.unpack(await self._process.stdout.readexactly(FRAME.size))
            return kind, await self._process.stdout.readexactly(length)
        except asyncio.IncompleteReadError:
            raise QueryCrashed(
                "the query took its process down, by nesting too deep or needing too much memory; ask for less at once"
            ) from None

    @property
    def gone(self) -> bool:
        return self._process.returncode is not None

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        self.kill()
        await self._process.wait()


_T = TypeVar("_T")


class _Clock:
    """How long an answer's own work may take, and how long it may stand in the way of others in all."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._left = seconds
        self._until = asyncio.get_running_loop().time() + seconds * _PATIENCE

    async def within(self, awaited: Awaitable[_T]) -> _T:
        time = asyncio.get_running_loop().time
        begun = time()
        try:
            async with asyncio.timeout(min(self._left, self._until - begun)):
                return await awaited
        except TimeoutError:
            raise QueryTimeout(
                f"the query ran longer than {self._seconds:g} s and was ended; ask for less, or put a LIMIT inside it"
            ) from None
        finally:
            self._left -= time() - begun
