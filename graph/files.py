"""A file made ready for the store, whatever is in it: its document, that it is known already, or why it is refused.

    take(Job("意见.txt", "/home/li/意见.txt")).result    # a graph.prepared.Prepared

A file is known by the hash of its bytes, and what is known is not read again. No file raises an error: one that cannot
be read is refused with the reason, and so is one that brings out a fault of ours.
"""

import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from extract import Reading, extract
from extract.errors import DocumentError, FatalFile, ReadingFault, ZhengtuError
from extract.limits import LARGEST
from extract.reading import bound, content, read_bytes, text_alone
from graph.prepared import Prepared, prepared
from graph.unstored import Unstored, unstored


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read: its name as messages have it, its full path, and the hash and title of what is known from there.

    A file of more than `largest` bytes is refused, and so is one that is known to have a larger `size`. One that was
    fetched already is given as its `content`, a text that came from no file as a string. Where `loaded`, the time of a
    load, is given, the document is not for a store.
    """

    name: str
    source: str
    known: str = ""
    title: str = ""
    largest: int = LARGEST
    size: int = 0
    content: bytes | str | None = None
    loaded: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The file is the one that is known."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not read: the name of the error, see extract.errors, and its line."""

    error: str
    words: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file, and the seconds that it took."""

    result: Prepared | Unstored | Known | Refusal
    seconds: float


def take(job: Job) -> Taken:
    """Read the file of a job, unless it is known."""
    begun = time.monotonic()
    result = _result(job)
    return Taken(result, time.monotonic() - begun)


def refused(error: ZhengtuError) -> Refusal:
    """The error as a refusal."""
    return Refusal(type(error).__name__, str(error))


def _result(job: Job) -> Prepared | Unstored | Known | Refusal:
    try:
        bound(job.size, job.name, job.largest)
        if isinstance(job.content, str):
            return _made(text_alone(job.content, job.name, job.largest), job)
        data = content(job.name, job.largest) if job.content is None else job.content
        file = sha256(data).hexdigest()
        if file == job.known:
            return Known()
        return _made(read_bytes(data, job.name), job, file)
    except DocumentError as error:
        return refused(error)
    except MemoryError:
        return refused(
            FatalFile(f"{job.name}: reading it needs more memory than it may; give the document's text alone")
        )
    except Exception as error:
        words = " ".join(f"{type(error).__name__} {error}".split())[:160]
        return refused(ReadingFault(f"{job.name}: not read, by a fault of this program ({words}); please report it"))


def _made(reading: Reading, job: Job, file: str = "") -> Prepared | Unstored:
    extraction = extract(reading, Path(job.name).stem)
    if job.loaded:
        return unstored(extraction, job.source, file, job.loaded)
    return prepared(extraction, job.source, file)
