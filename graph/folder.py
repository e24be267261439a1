"""The folder that a store lives in: what it may be, who holds it, and what its errors mean.

    with held(Path("store"), read_only=True) as oxigraph:
        len(oxigraph)

Oxigraph lets one process write. It also lets others open a store for reading while that process writes, but then
answers are undefined, so here readers share the folder and a writer has it alone.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyoxigraph as ox

from graph.errors import NotAStore, StoreDamaged, StoreError, StoreForbidden, StoreHeld, StoreMissing

if sys.platform != "win32":
    import fcntl

# The names that RocksDB, Oxigraph's disk layer, gives its files.
_OWN_FILE = re.compile(
    r"CURRENT|IDENTITY|LOCK|LOG(\.old\.\d+)?|(MANIFEST|OPTIONS)-\d+(\.dbtmp)?|\d+\.(log|sst|dbtmp|blob)"
)

_NO_ROOM = {
    "No space left": "the disk is full; make room",
    "quota exceeded": "the quota is used up; make room",
    "File too large": "no file may grow so large here; raise the limit (ulimit -f)",
}


@contextmanager
def held(path: Path, *, read_only: bool) -> Iterator[ox.Store]:
    """The Oxigraph store in the folder `path`, held until the block ends.

    A missing folder is made when writing. Raises StoreMissing, NotAStore, StoreHeld, StoreForbidden or StoreDamaged.
    """
    with failures(path):
        _check(path, read_only)
        if not read_only:
            path.mkdir(parents=True, exist_ok=True)
        lock = _lock(path, shared=read_only)
    try:
        with failures(path):
            if read_only:
                _refuse_foreign_writer(path)
            store = ox.Store.read_only(str(path)) if read_only else ox.Store(path)
        yield store
    finally:
        # Oxigraph gives its own lock back when the last reference goes; ours must not go before it.
        with suppress(NameError):
            del store
        if lock is not None:
            os.close(lock)


@contextmanager
def still(path: Path) -> Iterator[None]:
    """Keep writers out of the store in the folder `path` until the block ends, so that its files can be copied.

    with still(Path("store")):
        shutil.copytree("store", "copy")

    Raises StoreHeld where one is at work, and StoreMissing, NotAStore or StoreForbidden.
    """
    with failures(path):
        _check(path, read_only=True)
        lock = _lock(path, shared=True)
    try:
        with failures(path):
            _refuse_foreign_writer(path)
            yield
    finally:
        if lock is not None:
            os.close(lock)


@contextmanager
def failures(path: Path | str) -> Iterator[None]:
    """Turn what Oxigraph and the file system raise about the store at `path` into a StoreError of one line."""
    try:
        yield
    except SyntaxError as error:
        raise StoreError(f"{path}: the answer is broken ({_short(' '.join(str(error).split()))})") from error
    except PermissionError as error:
        raise _forbidden(path) from error
    # Oxigraph tells its failures apart by their words alone.
    except (OSError, RuntimeError) as error:
        words = " ".join(str(error).split())
        if "lock file" in words or "lock hold by" in words:
            raise _in_use(path) from error
        if "Permission denied" in words or "Read-only file system" in words:
            raise _forbidden(path) from error
        if full := next((told for sign, told in _NO_ROOM.items() if sign in words), None):
            raise StoreError(f"{path}: {full} and load again, what is in the store is whole") from error
        if isinstance(error, FileNotFoundError) or "orruption" in words or "No such file" in words:
            mend = "restore a backup into a new folder, or load the documents again"
            raise StoreDamaged(f"{path}: the store is damaged ({_short(words)}); {mend}") from error
        raise StoreError(f"{path}: {_short(words)}") from error


def _check(path: Path, read_only: bool) -> None:
    if path.exists() and not path.is_dir():
        raise NotAStore(f"{path} is a file, not a store; name a folder")
    names = [entry.name for entry in path.iterdir()] if path.exists() else []
    if not names:
        if read_only:
            raise StoreMissing(
                f"{path}: 这里还没有库，请先读入文件 no store here yet; run `zhengtu load` on your documents first"
            )
        return
    if not any(name.startswith(("CURRENT", "MANIFEST-")) for name in names):
        strange = sorted(name for name in names if not _OWN_FILE.fullmatch(name))
        if strange:
            raise NotAStore(f"{path} is a folder of other things ({strange[0]}), not a store; name an empty or new one")
        if read_only:
            raise StoreMissing(f"{path}: the store was never finished; run `zhengtu load` on your documents first")


def _lock(path: Path, *, shared: bool) -> int | None:
    """Hold the folder, shared among readers; None where the system or the file system has no such locks."""
    if sys.platform == "win32":
        return None
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise _in_use(path) from None
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _refuse_foreign_writer(path: Path) -> None:
    """Raise StoreHeld where a program other than this one (an Oxigraph server, say) writes the store."""
    if sys.platform == "win32" or not (path / "LOCK").exists():
        return
    with (path / "LOCK").open("rb") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise _in_use(path) from None


def _in_use(path: Path | str) -> StoreHeld:
    return StoreHeld(f"{path}: another process holds this store; wait until it ends, or name another folder")


def _forbidden(path: Path | str) -> StoreForbidden:
    return StoreForbidden(f"{path}: no permission to open this store; check who owns the folder and its files")


def _short(words: str) -> str:
    return words if len(words) <= 120 else words[:117] + "..."
