"""A store that is served while others write it: what it held when last nobody wrote, as a folder of its own.

    with Served(Path("store")) as served:
        with served.store() as store:
            leads(store, "市科技局")

One process writes an Oxigraph store at a time, and whoever reads it meanwhile gets undefined answers. A server that
held the store for as long as it runs would keep every load out. So it reads from a folder beside the store, made of
hard links to the store's files, which Oxigraph never changes once they are written; the few that do change are small
and copied. Making one takes milliseconds, during which no writer may start, and from then on a load neither waits for
the server nor breaks an answer: the server goes on with what it has, and takes up what is new once the writer is done.

Where the file system has no hard links, or nothing may be written beside the store, the store itself is read, and then
a writer must wait until the answers that are under way are given.
"""

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from graph.errors import StoreError, StoreHeld
from graph.folder import still
from graph.store import Store

if sys.platform != "win32":
    import fcntl

_Mark = tuple[tuple[str, int, int, int], ...]
# Oxigraph never changes these once they are written; the other files are small.
_WRITTEN_ONCE = (".sst", ".blob")
_NOT_NEEDED = ("LOCK", "LOG")


@dataclass(eq=False)
class State:
    """The store as it was at one time, in `folder`; `number` counts the states, so that a reader knows to reopen."""

    folder: Path
    number: int
    mark: _Mark
    own: bool
    users: int = 0
    old: bool = False
    opened: Store | None = None
    holding: ExitStack = field(default_factory=ExitStack)


class Served:
    """The store in the folder `path`, for reading while others may write it; see the module's text."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._state: State | None = None
        self._made = 0
        self._guard = threading.Lock()

    def __enter__(self) -> Self:
        self._remove_left_behind()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guard:
            self._retire()

    @contextmanager
    def state(self) -> Iterator[State]:
        """The newest state that can be had, kept until the block ends.

        Raises StoreMissing, NotAStore, StoreForbidden or, where a writer holds the store and it was never read before,
        StoreHeld.
        """
        with self._guard, ExitStack() as reading:
            state = self._newest()
            if not state.own:
                reading.enter_context(still(self.path))
            state.users += 1
            held = reading.pop_all()
        try:
            with held:
                yield state
        finally:
            with self._guard:
                state.users -= 1
                if state.old and not state.users:
                    _remove(state)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The newest state as a Store, which threads share."""
        with self.state() as state:
            if not state.own:
                with Store(self.path, read_only=True) as store:
                    yield store
                return
            with self._guard:
                if state.opened is None:
                    state.opened = state.holding.enter_context(Store(state.folder, read_only=True))
            yield state.opened

    def _newest(self) -> State:
        if self._state is not None and self._state.mark == _mark(self.path):
            return self._state
        try:
            with still(self.path):
                made = self._make()
        except StoreHeld:
            if self._state is None or not self._state.own:
                raise
            return self._state
        self._retire()
        self._state = made
        return made

    def _make(self) -> State:
        self._made += 1
        mark = _mark(self.path)
        try:
            folder = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self.path.parent))
        except OSError:
            return State(self.path, self._made, mark, own=False)
        state = State(folder, self._made, mark, own=True)
        try:
            state.holding.enter_context(_in_use(folder))
            for file in self.path.iterdir():
                if file.name.startswith(_NOT_NEEDED) or not file.is_file():
                    continue
                if file.name.endswith(_WRITTEN_ONCE):
                    os.link(file, folder / file.name)
                else:
                    shutil.copyfile(file, folder / file.name)
        except OSError:
            _remove(state)
            return State(self.path, self._made, mark, own=False)
        return state

    def _retire(self) -> None:
        state, self._state = self._state, None
        if state is not None:
            state.old = True
            if not state.users:
                _remove(state)

    @property
    def _prefix(self) -> str:
        return f".{self.path.name}.served-"

    def _remove_left_behind(self) -> None:
        """Remove the folders of servers that were killed: nobody holds those."""
        if sys.platform == "win32":
            return
        with suppress(OSError):
            for folder in self.path.parent.glob(f"{self._prefix}*"):
                with suppress(OSError), _in_use(folder, alone=True):
                    shutil.rmtree(folder, ignore_errors=True)


def _mark(path: Path) -> _Mark:
    """What changes with every write: the log of writes and the list of the store's files."""
    try:
        with os.scandir(path) as entries:
            found = [
                (entry.name, stat.st_ino, stat.st_size, stat.st_mtime_ns)
                for entry in entries
                if entry.name == "CURRENT" or entry.name.startswith("MANIFEST-") or entry.name.endswith(".log")
                for stat in (entry.stat(),)
            ]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror})") from error
    return tuple(sorted(found))


@contextmanager
def _in_use(folder: Path, *, alone: bool = False) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)


def _remove(state: State) -> None:
    state.holding.close()
    if state.own:
        shutil.rmtree(state.folder, ignore_errors=True)
