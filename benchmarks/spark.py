"""Apache Spark against the process pool on one corpus, and what a document costs and leaves.

    python benchmarks/spark.py [--documents 3000] [--median 8000] [--seed 7] [--processes 2] [--json]

Three ways to read the same documents by as many processes: the pool of `zhengtu load` (graph.crew) reading alone, what
it reads thrown away; `zhengtu load`, which also writes a store; and `zhengtu spark-extract` on `local[N]`, which also
writes N-Quads and tables. The goal is that Spark has 0.7 of the pool's documents a second on a job of about a minute.
The pool and Spark have read some documents before they are measured, and how long Spark takes to start is told apart.
CPU time is that of all processes of each, Java included, so that what else the machine does counts for little.
"""

import argparse
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# This folder has files with the names of packages, and Python looks in a script's own folder first.
ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)
from benchmarks.corpus import corpus, write  # noqa: E402
from benchmarks.load import load  # noqa: E402
from extract.folders import documents_in  # noqa: E402
from graph import spark  # noqa: E402
from graph.crew import Crew  # noqa: E402
from graph.files import Job  # noqa: E402
from graph.prepared import Prepared  # noqa: E402

_NAMES = {"pool": "pool, reading alone", "load": "pool, in zhengtu load", "spark": "Spark, with N-Quads and tables"}
LIMITS: dict[str, Any] = {"seconds": 600, "largest": 200_000_000}
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu() -> float:
    """The CPU seconds that this process and all below it have used."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents[int(stat.parent.name)] = int(fields[1])
        used[int(stat.parent.name)] = sum(map(int, fields[11:15])) / _TICKS
    ours = {os.getpid()}
    while more := {process for process, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(used.get(process, 0) for process in ours)


@contextmanager
def taken(told: dict[str, float]) -> Iterator[None]:
    """Note the seconds and the CPU seconds of the block."""
    begun, used = time.monotonic(), cpu()
    yield
    told |= {"seconds": time.monotonic() - begun, "cpu_s": cpu() - used}


def pool(files: list[Path], processes: int) -> dict[str, float]:
    told: dict[str, float] = {}
    jobs = [Job(str(name), str(name)) for name in files]
    with Crew(processes, LIMITS["seconds"]) as crew:
        for _ in crew.results(jobs[: 20 * processes]):
            pass
        with taken(told):
            written = 0
            for _, done in crew.results(jobs):
                assert isinstance(done.result, Prepared)
                written += len(done.result.written)
    return {**told, "nquads_bytes": written}


def on_spark(files: list[Path], processes: int, folder: Path) -> dict[str, Any]:
    told: dict[str, float] = {}
    begun = time.monotonic()
    with spark.opened(f"local[{processes}]") as session:
        spark.extracted(session, spark.of_files(session, files[: 20 * processes]), f"file://{folder}/first", **LIMITS)
        start = time.monotonic() - begun
        with taken(told):
            done = spark.extracted(session, spark.of_files(session, files), f"file://{folder}/out", **LIMITS)
    assert done.outcomes["added"] == len(files), done.outcomes
    written = {
        "nquads_bytes": bytes_of(folder / "out", "nquads/*.gz"),
        "tables_bytes": bytes_of(folder / "out", "*/*.parquet"),
    }
    return {**told, "start_s": start, "quads": done.content.quads, **written}


def bytes_of(folder: Path, pattern: str) -> int:
    return sum(file.stat().st_size for file in folder.glob(pattern))


def speeds(result: dict[str, Any]) -> Iterator[str]:
    """The runs as the table that docs/scaling.md has."""
    yield "| | seconds | CPU seconds | documents a second | documents a core second | Spark has of it (goal: 0.7) |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, words in _NAMES.items():
        run = result[name]
        cells = [f"{run[figure]:.1f}" for figure in ("seconds", "cpu_s", "per_second", "per_core_second")]
        ratio = "" if name == "spark" else f"{result[f'of_{name}_per_second']:.2f}"
        by_cpu = "" if name == "spark" else f", {result[f'of_{name}_per_core_second']:.2f} by CPU time"
        yield f"| {words} | {' | '.join(cells)} | {ratio}{by_cpu} |"


def sizes(result: dict[str, Any]) -> Iterator[str]:
    """What documents take, as the table that docs/scaling.md has."""
    yield "| | a document | 1 million | 100 million |"
    yield "| --- | --- | --- | --- |"
    hours = result["spark"]["cpu_s"] / result["documents"] / 3600
    core = " | ".join(f"{hours * many:,.{2 if many == 1 else 0}f} h" for many in (1_000_000, 100_000_000))
    yield f"| core time to extract | {hours * 3600:.3f} s | {core} |"
    rows = {
        "quads": (result["spark"]["quads"], ""),
        "text": (result["text_bytes"], "B"),
        "N-Quads, unpacked": (result["pool"]["nquads_bytes"], "B"),
        "N-Quads, gzipped": (result["spark"]["nquads_bytes"], "B"),
        "tables (Parquet)": (result["spark"]["tables_bytes"], "B"),
        "Oxigraph store, as loaded": (result["load"]["disk"], "B"),
    }
    for words, (total, unit) in rows.items():
        cells = (in_short(total / result["documents"] * many, unit) for many in (1, 1_000_000, 100_000_000))
        yield f"| {words} | {' | '.join(cells)} |"


def in_short(number: float, unit: str) -> str:
    """Three digits and a letter.

    >>> in_short(4_701_000_000, ""), in_short(50_111, "B")
    ('4.70 G', '50.1 kB')
    """
    size = max(0, min(4, int(math.log10(number)) // 3))
    shown = number / 1000**size
    return f"{shown:.{max(0, 2 - int(math.log10(shown)))}f} {' kMGT'[size].strip()}{unit}".rstrip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=3_000)
    parser.add_argument("--median", type=int, default=8_000, help="of the documents' lengths in bytes")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables in Markdown")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = write(folder / "files", corpus(options.documents, seed=options.seed, median=options.median))
        files = list(documents_in([folder / "files"]))
        runs = {
            "pool": pool(files, options.processes),
            "load": load([folder / "files"], folder / "store", options.processes),
            "spark": on_spark(files, options.processes, folder),
        }
    result: dict[str, Any] = {"documents": len(files), "processes": options.processes, "text_bytes": text, **runs}
    for run in runs.values():
        run["per_second"], run["per_core_second"] = len(files) / run["seconds"], len(files) / run["cpu_s"]
    for name in ("pool", "load"):
        for figure in ("per_second", "per_core_second"):
            result[f"of_{name}_{figure}"] = runs["spark"][figure] / runs[name][figure]
    result["busy"] = os.getloadavg()[2]
    if options.json:
        print(json.dumps(result, indent=1))
        return
    print("\n".join((*speeds(result), "", *sizes(result))))
    start = result["spark"]["start_s"]
    print(f"\nSpark started in {start:.1f} s, told apart; the machine had a load of {result['busy']:.1f}.")


if __name__ == "__main__":
    main()
