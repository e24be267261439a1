"""How the cost of a document grows with the corpus, and what a second process brings.

    python benchmarks/load.py [--documents 1000 10000] [--median 2000] [--seed 7] [--json]

`zhengtu load` reads a generated corpus into a new store, for each of the numbers of documents given. CPU time is that
of all its processes, so that what else the machine does counts for little; the goal is that a document of the most
costs no more than 1.3 times what one of the fewest does. Memory is the most that any one process held. Then the fewest
are loaded by one process and by two, in turns, and the seconds compared: on an idle machine of two processors or more
the goal is 1.8 times. Reading alone is what the processes share; the writing beside it is one process more. What two
processes bring that have nothing to do with each other, each of which parts a text into words by jieba alone, is what
the machine itself allows.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

# This folder has files with the names of packages, and Python looks in a script's own folder first.
ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)
from benchmarks.corpus import corpus, write  # noqa: E402
from graph.crew import Crew  # noqa: E402
from graph.files import Job  # noqa: E402

TURNS = 3
# A process that parts the text of a file into words for some seconds, once it is told to.
WORDS = """
import logging, sys
from pathlib import Path
import jieba
jieba.setLogLevel(logging.ERROR)
jieba.initialize()
text = Path(sys.argv[1]).read_text(encoding="utf-8")[:1_000_000]
print(flush=True)
sys.stdin.read()
for _ in range(3_000_000 // len(text) + 1):
    jieba.lcut(text)
"""


def load(files: list[Path], store: Path, processes: int) -> dict[str, float]:
    """What it takes to load these folders into a new store."""
    command = (sys.executable, "-m", "api.cli", "load", *files, "--store", store, "--processes", str(processes))
    begun = time.monotonic()
    loading = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(loading.pid, 0)
    seconds = time.monotonic() - begun
    assert status == 0, status
    held = sum(file.stat().st_size for file in store.iterdir())
    shutil.rmtree(store)
    return {"seconds": seconds, "cpu_s": used.ru_utime + used.ru_stime, "memory_mb": used.ru_maxrss / 1e3, "disk": held}


def read(files: list[Path], processes: int) -> float:
    """The seconds that reading alone takes, once the processes have read something."""
    jobs = [Job(str(name), str(name)) for folder in files for name in sorted(folder.iterdir())]
    with Crew(processes, 600) as crew:
        for _ in crew.results(jobs[: 20 * processes]):
            pass
        begun = time.monotonic()
        for _ in crew.results(jobs):
            pass
        return time.monotonic() - begun


def unrelated(files: list[Path], processes: int) -> float:
    """The seconds in which each of so many processes parts the same text into words, all of them at a time."""
    texts = sorted(name for folder in files for name in folder.iterdir())
    longest = max(texts, key=lambda name: name.stat().st_size)
    command = (sys.executable, "-c", WORDS, longest)
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(processes)]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    begun = time.monotonic()
    for process in running:
        assert process.stdin is not None
        process.stdin.close()
    assert not any(process.wait() for process in running)
    return time.monotonic() - begun


def growth(numbers: list[int], seed: int, median: int, folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number in numbers:
        files = folder / f"files-{number}"
        size = write(files, corpus(number, seed=seed, median=median))
        row = {"documents": number, "bytes": size, **load(sorted(files.iterdir()), folder / "store", 2)}
        # The corpora differ a little in how long their documents are.
        row["cpu_ms_per_kb"] = row["cpu_s"] * 1e6 / size
        row["cores"] = row["cpu_s"] / row["seconds"]
        row["cpu_ms_per_document"] = row["cpu_s"] * 1e3 / number
        rows.append(row)
    return rows


def processes(number: int, folder: Path) -> dict[str, Any]:
    files = sorted((folder / f"files-{number}").iterdir())
    told: dict[str, Any] = {"documents": number}
    work: dict[str, Callable[[int], float]] = {
        "load": lambda count: load(files, folder / "store", count)["seconds"],
        "read": lambda count: read(files, count),
        # Each of them does all of it: the time of a half.
        "unrelated": lambda count: unrelated(files, count) / count,
    }
    for name, seconds in work.items():
        turns = [(seconds(1), seconds(2)) for _ in range(TURNS)]
        one, two = (statistics.median(times) for times in zip(*turns, strict=True))
        told[name] = {"one_s": one, "two_s": two, "speedup": one / two}
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--median", type=int, default=2_000, help="of the documents' lengths in bytes")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    numbers = sorted(options.documents)
    with tempfile.TemporaryDirectory() as name:
        rows = growth(numbers, options.seed, options.median, Path(name))
        shares = processes(numbers[0], Path(name))
    ratio = rows[-1]["cpu_ms_per_document"] / rows[0]["cpu_ms_per_document"]
    result = {"growth": rows, "growth_ratio": ratio, "processes": shares, "busy": os.getloadavg()[2]}
    if options.json:
        print(json.dumps(result, indent=1))
        return
    table = Table(
        "documents",
        "MB",
        "s",
        "documents/s",
        "CPU, ms a document",
        "CPU, ms a KB",
        "cores",
        "most memory, MB",
        "store, MB",
    )
    for row in rows:
        cost = f"{row['cpu_ms_per_document']:.1f}", f"{row['cpu_ms_per_kb']:.1f}", f"{row['cores']:.1f}"
        rate = f"{row['seconds']:.0f}", f"{row['documents'] / row['seconds']:.1f}"
        held = f"{row['memory_mb']:.0f}", f"{row['disk'] / 1e6:.0f}"
        table.add_row(f"{row['documents']:,}", f"{row['bytes'] / 1e6:.1f}", *rate, *cost, *held)
    console = Console()
    console.print(table)
    console.print(f"a document of {numbers[-1]:,} costs {ratio:.2f} times one of {numbers[0]:,} (goal: at most 1.3)")
    of = f"{shares['documents']:,} documents"
    kinds = {
        "load": f"loading {of} (goal: 1.8)",
        "read": f"reading {of} alone (goal: 1.8)",
        "unrelated": "parting words, two processes that have nothing to do with each other",
    }
    for name, words in kinds.items():
        told = shares[name]
        times = f"by one process {told['one_s']:.1f} s, by two {told['two_s']:.1f} s"
        console.print(f"{words}: {times}, {told['speedup']:.2f} times")
    console.print(f"the machine had a load of {result['busy']:.1f}; the goals are for an idle one")


if __name__ == "__main__":
    main()
