"""What a running service holds: the store that it serves, the processes that answer queries, and its settings.

service = Service(Path("zhengtu-store"), Settings(token="…"))
async with service.running():
    with service.store() as store: ...
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from anyio import to_thread
from fastapi.concurrency import contextmanager_in_threadpool

from graph import Store
from graph.endpoint import is_url
from graph.pool import Pool
from graph.snapshot import Served
from ontology.terms import DATA_BASE

# The pages that are made at a time; what is asked of the store meanwhile runs outside the interpreter.
_THREADS: Final = 2 + 2 * (os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to serve.

    `base` is what the IRIs of the data begin with; /id/… answers for those below it. Whoever has the `token` may add
    and remove documents, with None nobody but, on a person's `own_machine`, that person by the pages. A query, and any
    other answer that reads the whole store, may take `query_timeout` seconds; a query may give `max_rows` rows, and
    `workers` of them are answered at a time. A document may have `largest` bytes and take `read_timeout` seconds.
    """

    base: str = DATA_BASE
    token: str | None = None
    own_machine: bool = False
    query_timeout: float = 30
    max_rows: int = 100_000
    workers: int = 4
    largest: int = 20_000_000
    read_timeout: float = 120


class Service:
    """The store in a folder or on the SPARQL server at a URL, served; see the module's text."""

    def __init__(self, place: Path | str, settings: Settings) -> None:
        self.place = place
        self.settings = settings
        self._served = None if is_url(place) else Served(Path(place))
        self._pool: Pool | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start, and end what was started."""
        settings = self.settings
        # Threads share one interpreter: more of them make no page sooner, and hold up who only passes on what is made.
        to_thread.current_default_thread_limiter().total_tokens = _THREADS
        served = self._served or str(self.place)
        with self._served or nullcontext():
            async with Pool(
                served, seconds=settings.query_timeout, rows=settings.max_rows, size=settings.workers
            ) as self._pool:
                yield

    @property
    def pool(self) -> Pool:
        """The processes that answer queries."""
        if self._pool is None:
            raise RuntimeError("queries are answered while the service runs")
        return self._pool

    @contextmanager
    def state(self) -> Iterator[tuple[Path | str, int | None]]:
        """Where the store can be read until the block ends, and the number of its state, None for a server."""
        if self._served is None:
            yield self.place, None
        else:
            with self._served.state() as state:
                yield state.folder, state.number

    async def reading(self) -> AsyncIterator[Store]:
        """The store as a dependency of FastAPI: to open a folder that is open already takes no thread."""
        if self._served is not None:
            with self._served.store() as store:
                yield store
        else:
            async with contextmanager_in_threadpool(contextmanager(self.store)()) as store:
                yield store

    def store(self) -> Iterator[Store]:
        """The store, a folder as it was when last nobody wrote it."""
        with self._served.store() if self._served else Store(self.place, read_only=True) as store:
            yield store
