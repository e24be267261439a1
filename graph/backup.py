"""A whole store in one file, and back: compressed N-Quads, with a last line that counts and hashes what is in it.

    back_up(store, Path("2026-05.nq.gz"))     # Fingerprint of 5212 quads
    restore(store, Path("2026-05.nq.gz"))     # the same, read back from the store

Any RDF tool reads the file. It takes the place of an older one only when it is whole and on the disk. A backup goes
into an empty store, and is checked twice: that the file is what was written, and that the store has what the file has.
Where a restore breaks off, the store has no documents yet, and the same restore may be run again.
"""

import gzip
import os
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from graph.errors import BackupError
from graph.fingerprint import Fingerprint, fingerprint
from graph.holding import GraphName
from graph.store import Store

# A quad with the text of the largest document is shorter.
_LONGEST_LINE = 500_000_000
_LAST = re.compile(rb"# zhengtu backup: (\d+) quads, hash ([0-9a-f]{64})\n")


def back_up(store: Store, file: Path) -> Fingerprint:
    """Write all named graphs of the store to `file`; raises BackupError where it cannot be written."""
    content = Fingerprint()
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise BackupError(f"{file}: cannot be written ({error.strerror}); name another file") from error
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as raw:
            # No time and no name in it: the same store gives the same file.
            with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
                for line in _lines(store, store.holding.graphs()):
                    content.add([line])
                    packed.write(line + b"\n")
                packed.write(last_line(content))
            raw.flush()
            os.fsync(raw.fileno())
        mask = os.umask(0)
        os.umask(mask)
        unfinished.chmod(0o666 & ~mask)
        unfinished.replace(file)
    except OSError as error:
        raise BackupError(f"{file}: cannot be written ({error.strerror}); the older file is as it was") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return content


def last_line(content: Fingerprint) -> bytes:
    """What a backup ends with, by which its other lines can be checked; it is a comment to other readers."""
    return f"# zhengtu backup: {content.quads} quads, hash {content.hash}\n".encode()


def restore(store: Store, file: Path) -> Fingerprint:
    """Fill the empty store with what `file` has, or the files of a folder one after another (graph.spark writes such).

    Says what the store then has.

    Raises BackupError for a file that is none or is damaged, for a store that is not empty, and where what the store
    has in the end is not what the file has.
    """
    promised = _checked(file)
    held = store.writable("restore")
    if held.full():
        raise BackupError(f"{held.name}: is not empty; restore into a new store, or remove the documents first")
    names: set[GraphName] = set()

    def noting(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        for quad in quads:
            assert not isinstance(quad.graph_name, ox.Triple)
            names.add(quad.graph_name)
            yield quad

    held.fill(noting(quad for part in _parts(file) for quad in _quads(part)))
    content = fingerprint(_lines(store, names))
    if content != promised:
        raise BackupError(
            f"{held.name}: holds {content.quads} quads after the restore and not the {promised.quads} of {file}"
        )
    return content


def _lines(store: Store, graphs: Iterable[GraphName]) -> Iterator[bytes]:
    """The quads of these graphs as lines, sorted so that the same store gives the same file."""
    for graph in sorted(graphs, key=str):
        written = ox.serialize(store.holding.graph(graph), format=ox.RdfFormat.N_QUADS)
        assert written is not None
        yield from sorted(written.splitlines())


def _parts(file: Path) -> list[Path]:
    return sorted(file.glob("*.nq.gz")) if file.is_dir() else [file]


def _quads(part: Path) -> Iterator[ox.Quad]:
    with gzip.open(part) as packed:
        yield from ox.parse(cast("IO[bytes]", packed), ox.RdfFormat.N_QUADS)


def _checked(file: Path) -> Fingerprint:
    """What the file has, which must be what its last line says."""
    content, last = Fingerprint(), b""
    try:
        for part in _parts(file):
            with gzip.open(part) as packed:
                while line := packed.readline(_LONGEST_LINE):
                    if len(line) == _LONGEST_LINE:
                        raise BackupError(f"{file}: no backup, one of its lines is without end; nothing was restored")
                    if last:
                        content.add([last.removesuffix(b"\n")])
                    last = line
    except FileNotFoundError as error:
        raise BackupError(f"{file}: no such file; check the name") from error
    except (OSError, EOFError, zlib.error) as error:
        raise BackupError(f"{file}: no backup, or a damaged one ({_short(error)}); nothing was restored") from error
    said = _LAST.fullmatch(last)
    if not said:
        raise BackupError(f"{file}: no backup by `zhengtu backup`; nothing was restored")
    if (content.quads, content.hash) != (int(said[1]), said[2].decode()):
        raise BackupError(f"{file}: is not as it was written; nothing was restored")
    return content


def _short(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())[:100]
