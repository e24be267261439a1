"""Processes that make files ready for a store, many at a time, each of which can be ended and is then replaced.

    with Crew(processes=8, seconds=120) as crew:
        for job, taken in crew.results(jobs):
            taken.result    # graph.prepared.Prepared, graph.files.Known or graph.files.Refusal

The results come in the order of the jobs, and only so many jobs are under way at a time that what waits for its turn
stays small. A file that takes longer than `seconds` is refused. A process that ends, or is ended by somebody, is
replaced and its file read once more; a file that takes a second one down is refused.
"""

import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from extract.errors import FatalFile, SlowFile, ZhengtuError
from graph.files import Job, Taken, refused, take
from graph.process import MEMORY, environment, memory_bounded

# How many files are under way for each process, and how many bytes in all: facts take some 100 times a text's room.
# Whoever takes the results writes them to a store now and then, for a second or two, and reading goes on meanwhile.
_AHEAD = 128
_BYTES = 2_000_000


class Crew:
    """`processes` processes that read files, inside a `with` block; see the module's text."""

    def __init__(self, processes: int, seconds: float, memory: int = MEMORY) -> None:
        self.processes = processes
        self.seconds = seconds
        self.memory = memory
        self.stopped = False
        self._threads = ThreadPoolExecutor(processes)
        self._idle: deque[_Reader] = deque()
        self._all: set[_Reader] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._threads.shutdown(cancel_futures=True)
        for reader in tuple(self._all):
            reader.end()

    def results(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Taken]]:
        """What came of each file, in the order of the jobs; after `stop`, of those that were done in this order."""
        waiting: deque[tuple[Job, int, Future[Taken | None]]] = deque()
        under_way = 0
        for job in jobs:
            size = _size(job)
            while waiting and (under_way + size > _BYTES or len(waiting) >= _AHEAD * self.processes):
                first, freed, future = waiting.popleft()
                under_way -= freed
                if (taken := future.result()) is None:
                    return
                yield first, taken
            if self.stopped:
                break
            waiting.append((job, size, self._threads.submit(self._take, job)))
            under_way += size
        while waiting:
            first, _, future = waiting.popleft()
            if (taken := future.result()) is None:
                return
            yield first, taken

    def stop(self) -> None:
        """End what is under way; may be called at any moment, by a signal's handler too."""
        self.stopped = True
        for reader in tuple(self._all):
            reader.kill()

    def _take(self, job: Job) -> Taken | None:
        """What came of the file; None after `stop`."""
        began = False
        for _ in range(2):
            reader = self._idle.pop() if self._idle else self._started()
            if self.stopped:
                reader.kill()
                return None
            try:
                taken = reader.take(job, self.seconds)
            except _Late:
                self._replaced(reader)
                return _too_long(job, self.seconds)
            except _Gone:
                self._replaced(reader)
                began = began or reader.began
                continue
            self._idle.append(reader)
            return taken
        if self.stopped:
            return None
        if not began:
            raise ZhengtuError("processes that read documents end as they start; is there memory for them?")
        words = "reading it took its process down, twice; give the document's text alone"
        return Taken(refused(FatalFile(f"{job.name}: {words}")), 0.0)

    def _started(self) -> "_Reader":
        reader = _Reader(self.memory)
        self._all.add(reader)
        return reader

    def _replaced(self, reader: "_Reader") -> None:
        reader.end()
        self._all.discard(reader)


def read_here(jobs: Iterable[Job], seconds: float) -> Iterator[tuple[Job, Taken]]:
    """The same in this process, for a few files: no other need start. Ends a slow file where the system has alarms."""
    for job in jobs:
        try:
            with _alarm(seconds), memory_bounded(MEMORY):
                taken = take(job)
        except _Late:
            taken = _too_long(job, seconds)
        yield job, taken


def _too_long(job: Job, seconds: float) -> Taken:
    words = f"reading it takes longer than {seconds:g} s; give the document's text alone, or more time (--timeout)"
    return Taken(refused(SlowFile(f"{job.name}: {words}")), seconds)


def _size(job: Job) -> int:
    if job.content is not None:
        return len(job.content)
    try:
        return Path(job.name).stat().st_size
    except OSError:
        return 0


class _Late(BaseException):
    """A file takes too long. No reader of a format may catch it."""


class _Gone(Exception):
    """The process has ended."""


class _Reader:
    """One process; it `began` once it is ready for its first file."""

    def __init__(self, memory: int) -> None:
        self.began = False
        # A session of its own: the Ctrl-C that ends the load in good order is not for it.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "graph.reader", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=environment(),
        )

    def take(self, job: Job, seconds: float) -> Taken:
        """What came of the file; raises _Late, or _Gone where the process ends."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(seconds, end)
        try:
            # Its start is not the file's time.
            self.began = self.began or pickle.load(self._process.stdout)
            timer.start()
            pickle.dump((job, seconds), self._process.stdin)
            self._process.stdin.flush()
            taken = pickle.load(self._process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise (_Late if late.is_set() else _Gone) from error
        finally:
            timer.cancel()
        assert isinstance(taken, Taken)
        return taken

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    def end(self) -> None:
        self.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with suppress(OSError):  # what was still to be sent
                stream.close()


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(_number: int, _frame: FrameType | None) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
