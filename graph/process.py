"""What every process of ours has that may be ended at any moment: the same imports, a bound on memory, an alarm.

subprocess.Popen([sys.executable, "-m", "graph.worker", ...], env=environment(), start_new_session=True)
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

# What a process may have that answers a query or reads a document.
MEMORY: Final = 4 << 30


def environment() -> dict[str, str]:
    """The environment of a process that imports what this one does, from wherever this one found it."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def bound_memory(most: int) -> None:
    """Let this process have no more than `most` bytes, where the system can hold it to that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def memory_bounded(most: int) -> Iterator[None]:
    """Let this process have no more than `most` bytes beside what it has, until the block ends; where Linux tells."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        before = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + most, before[1]))
    except (ImportError, ValueError, OSError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def alarm(seconds: float) -> None:
    """End this process after so long, since whoever would end it may itself have been killed; 0 for never."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
