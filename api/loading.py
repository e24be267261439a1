"""`zhengtu load`: files into the store, a line for each as it is done, and their count at the end.

load_files(store, files, Limits(processes=8))

A few files are read in this process, many by several processes beside the writing (graph.crew). What is done is the
same, in the same order.
"""

import json
import signal
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from extract.limits import LARGEST
from graph import Loaded, Store
from graph.crew import Crew, read_here
from graph.files import Job, Refusal, Taken
from graph.prepared import Prepared

if TYPE_CHECKING:
    from types import FrameType

    from rich.progress import Progress

_OUTCOMES = {
    "added": "已读入 added",
    "unchanged": "已在库 unchanged",
    "replaced": "已更新 replaced",
    "refused": "未读 refused",
}
# To start processes takes about as long as to read so many files, or so many bytes.
_FEW = 8
_SMALL = 500_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How many processes read, the seconds that a document may take, and the bytes that it may have."""

    processes: int = 1
    seconds: float = 120
    largest: int = LARGEST


def load_files(store: Store, files: Sequence[Path], limits: Limits, report: TextIO | None = None) -> int:
    """Load the files and say of each what was done; the exit code: 1 where one was refused, 130 where interrupted.

    Documents are stored many at once, so the lines of some come together. A file that cannot be read is named on
    standard error and the others are loaded. The `report` gets a line of JSON for each file.
    """
    with ExitStack() as using:
        telling = _Telling(using.enter_context(_progress(len(files))), report)
        jobs = _jobs(store, files, limits.largest)
        if _many(files):
            crew = using.enter_context(Crew(limits.processes, limits.seconds))
            using.enter_context(_ended_by_interrupt(crew))
            _load(store, crew.results(jobs), telling)
            interrupted = crew.stopped
        else:
            try:
                _load(store, read_here(jobs, limits.seconds), telling)
                interrupted = False
            except KeyboardInterrupt:
                interrupted = True
    told = telling.done
    if len(files) > 1:
        click.echo(counted(told))
    if interrupted:
        left = len(files) - told.total()
        click.echo(f"已中断 interrupted: 余 {left} 份文件 files left; 再次读入即接着做 load again to go on", err=True)
        return 130
    return 1 if told["refused"] else 0


def counted(told: Mapping[str, int]) -> str:
    """How many files came to which outcome."""
    counts = " · ".join(f"{words} {told.get(outcome, 0)}" for outcome, words in _OUTCOMES.items())
    return f"共 {sum(told.values())} 份文件 files: {counts}"


def _load(store: Store, results: Iterable[tuple[Job, Taken]], telling: "_Telling") -> None:
    for loaded in store.load_prepared(telling.documents(results)):
        telling.stored(loaded)


def _many(files: Sequence[Path]) -> bool:
    return len(files) > _FEW or (len(files) > 1 and sum(f.stat().st_size for f in files if f.is_file()) > _SMALL)


def _jobs(store: Store, files: Iterable[Path], largest: int) -> Iterator[Job]:
    for name in files:
        source = str(name.resolve())
        record = store.known(source)
        known = (record.file, record.title) if record else ("", "")
        yield Job(str(name), source, *known, largest=largest)


class _Telling:
    """What is said of each file, in their order; `waiting` are those before which a document is not yet stored."""

    def __init__(self, progress: "Progress | None", report: TextIO | None) -> None:
        self.done: Counter[str] = Counter()
        self._waiting: deque[tuple[Job, Taken]] = deque()
        self._progress = progress
        self._report = report

    def documents(self, results: Iterable[tuple[Job, Taken]]) -> Iterator[Prepared]:
        """The documents among what came of the files."""
        for job, taken in results:
            self._waiting.append((job, taken))
            if isinstance(taken.result, Prepared):
                yield taken.result
            self._tell_others()

    def stored(self, loaded: Loaded) -> None:
        """The first document that waits is stored."""
        self._tell_others()
        job, taken = self._waiting.popleft()
        document = taken.result
        assert isinstance(document, Prepared)
        gone = [title for title in loaded.replaced if title != loaded.title]
        instead = f"（代替 in place of {'、'.join(gone)}）" if gone else ""
        counts = {"responsibilities": document.responsibilities, "targets": document.targets}
        click.echo(f"{_OUTCOMES[loaded.outcome]}《{loaded.title}》{instead}: {_facts_of(document)} ({job.name})")
        self._note(job, taken, loaded.outcome, title=loaded.title, **counts)
        self._tell_others()

    def _tell_others(self) -> None:
        """Tell of those files that have no document to wait for."""
        while self._waiting and not isinstance(self._waiting[0][1].result, Prepared):
            job, taken = self._waiting.popleft()
            if isinstance(taken.result, Refusal):
                click.echo(f"Error: {taken.result.words}", err=True)
                self._note(job, taken, "refused", error=taken.result.error, reason=taken.result.words)
            else:
                click.echo(f"{_OUTCOMES['unchanged']}《{job.title}》 ({job.name})")
                self._note(job, taken, "unchanged", title=job.title)

    def _note(self, job: Job, taken: Taken, outcome: str, **told: str | int) -> None:
        self.done[outcome] += 1
        if self._report:
            line = {"path": job.name, "outcome": outcome, **told, "seconds": round(taken.seconds, 3)}
            self._report.write(f"{json.dumps(line, ensure_ascii=False)}\n")
            self._report.flush()
        if self._progress:
            self._progress.advance(self._progress.task_ids[0])


def _facts_of(document: Prepared) -> str:
    targets = f"{document.targets} 个目标 targets"
    if document.responsibilities:
        return f"{document.responsibilities} 项责任 responsibilities, {targets}"
    return f"未见责任分工 no responsibility clause found in it, {targets}"


@contextmanager
def _progress(files: int) -> Iterator["Progress | None"]:
    """A bar with the rate and the time left, where standard error is a terminal."""
    if files <= _FEW or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f} 份/秒 files/s" if task.speed else "")

    # Lines on a terminal go above the bar; those that go elsewhere are left alone.
    above = sys.stdout.isatty()
    columns = (BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=above) as progress:
        progress.add_task("", total=files)
        yield progress


@contextmanager
def _ended_by_interrupt(crew: Crew) -> Iterator[None]:
    """Let Ctrl-C end the reading in good order; what has been read is still stored. A second one ends at once."""

    def stop(_number: int, _frame: "FrameType | None") -> None:
        signal.signal(signal.SIGINT, before)
        crew.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
