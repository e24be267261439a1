"""Every benchmark, one after another: what was reached of what is wanted, as a table, and all figures as JSON.

    python -m benchmarks [NAME ...] [--out benchmarks/results] [--brief]

A benchmark's own figures come from the script of its name, which tells more when it is run by itself. What one printed
as JSON is kept in a file of `--out`. `--brief` runs small ones, to see that all of them run. About an hour on two
processors; with nothing else running on the machine the figures are those that a reader can have too.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a benchmark's JSON, and the bound that is wanted: at least or at most so much, or None."""

    words: str
    of: Callable[[Any], float]
    least: float | None = None
    most: float | None = None

    def reached(self, value: float) -> str:
        if self.least is None and self.most is None:
            return ""
        wanted = f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"
        good = value >= self.least if self.least is not None else value <= (self.most or 0)
        return f"{wanted}: {'yes' if good else 'NO'}"


@dataclass(frozen=True, slots=True)
class Benchmark:
    name: str
    options: tuple[str, ...]
    brief: tuple[str, ...]
    figures: tuple[Figure, ...]


def _speed(size: int) -> Callable[[Any], float]:
    return lambda it: next(row["ratio"] for row in it["speed"] if row["bytes"] == size)


BENCHMARKS = (
    Benchmark(
        "extract",
        (),
        (),
        (
            Figure("jieba.lcut's time over ours, 10 KB", _speed(10_000), least=2.0),
            Figure("jieba.lcut's time over ours, 100 KB", _speed(100_000), least=2.0),
            Figure("jieba.lcut's time over ours, 1 MB", _speed(1_000_000), least=2.0),
            Figure(
                "most that twice the text costs", lambda it: max(r.get("doubling", 0) for r in it["speed"]), most=2.4
            ),
            Figure("memory held while reading 1 MB, MB", lambda it: it["memory_mb"]["1000000"]),
        ),
    ),
    Benchmark(
        "stages",
        (),
        ("--documents", "20"),
        (
            Figure("documents a core second, read to stored", lambda it: it["documents"] / it["cpu_s"]),
            Figure("share of the module that costs most", lambda it: max(row["share"] for row in it["modules"])),
        ),
    ),
    Benchmark(
        "load",
        ("--documents", "1000", "10000"),
        ("--documents", "20", "60"),
        (
            Figure("cost of a document as the corpus grows, times", lambda it: it["growth_ratio"], most=1.3),
            Figure("loading by two processes, times", lambda it: it["processes"]["load"]["speedup"], least=1.8),
            Figure("reading by two processes, times", lambda it: it["processes"]["read"]["speedup"], least=1.8),
            Figure(
                "two processes that have nothing to do with each other, times",
                lambda it: it["processes"]["unrelated"]["speedup"],
            ),
            Figure("most memory of a process, MB", lambda it: max(row["memory_mb"] for row in it["growth"])),
        ),
    ),
    Benchmark(
        "corpus_run",
        ("--documents", "10000"),
        ("--documents", "60"),
        (
            Figure("faults after two kill -9", lambda it: len(it["wrong"]), most=0),
            Figure("documents a second, left alone", lambda it: it["documents"] / it["alone_s"]),
        ),
    ),
    Benchmark(
        "store",
        (),
        ("--triples", "20000", "--runs", "1"),
        (
            Figure("load, times pyoxigraph's bulk load", lambda it: it["load"]["ratio"], least=0.5),
            Figure("queries over HTTP, times oxigraph's latency", lambda it: it["median_ratio"], most=2.0),
        ),
    ),
    Benchmark(
        "ask",
        (),
        ("--triples", "20000", "--runs", "1"),
        (
            Figure("a question on a warm store, ms", lambda it: it["median_ms"], most=50),
            Figure("times the bare SPARQL", lambda it: it["median_ratio"]),
            Figure("first answer of the command, s", lambda it: it["first_answer_s"], most=1.5),
        ),
    ),
    Benchmark(
        "spark",
        (),
        ("--documents", "60"),
        (
            Figure("Spark, times the pool reading alone", lambda it: it["of_pool_per_second"], least=0.7),
            Figure("Spark, times the pool in zhengtu load", lambda it: it["of_load_per_second"]),
            Figure("documents a core second of the pool", lambda it: it["pool"]["per_core_second"]),
        ),
    ),
    Benchmark(
        "serving",
        (),
        ("--documents", "20", "--clients", "10", "--seconds", "5"),
        (
            Figure("errors with 200 clients", lambda it: sum(it["load"]["errors"].values()), most=0),
            Figure("p99, ms", lambda it: it["load"]["p99_ms"]),
            Figure("requests a second", lambda it: it["load"]["per_s"]),
            Figure(
                "errors while documents are added", lambda it: sum(it["load_while_adding"]["errors"].values()), most=0
            ),
            Figure("p99 while documents are added, ms", lambda it: it["load_while_adding"]["p99_ms"]),
        ),
    ),
)


def printed(benchmark: Benchmark, brief: bool, out: Path, console: Console) -> Any:
    """The JSON that the benchmark prints, kept in a file of its name; None where it failed, which is told."""
    script = HERE / f"{benchmark.name}.py"
    options = benchmark.brief if brief else benchmark.options
    begun = time.monotonic()
    done = subprocess.run([sys.executable, script, "--json", *options], stdout=subprocess.PIPE, text=True, check=False)
    console.print(f"{benchmark.name} {' '.join(options)}: {time.monotonic() - begun:.0f} s")
    try:
        result = json.loads(done.stdout)
    except ValueError:
        console.print(f"{benchmark.name} printed no JSON and ended with {done.returncode}", style="red")
        return None
    (out / f"{benchmark.name}.json").write_text(done.stdout, encoding="utf-8")
    return result


def told(results: Sequence[tuple[Benchmark, Any]]) -> tuple[Table, list[dict[str, Any]]]:
    table, rows = Table("benchmark", "figure", "value", "wanted"), []
    for benchmark, result in results:
        for figure in benchmark.figures:
            value = figure.of(result)
            wanted = figure.reached(value)
            table.add_row(benchmark.name, figure.words, f"{value:,.2f}".rstrip("0").rstrip("."), wanted)
            rows.append({"benchmark": benchmark.name, "figure": figure.words, "value": value, "wanted": wanted})
    return table, rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(it.name for it in BENCHMARKS))
    parser.add_argument("--out", type=Path, default=HERE / "results")
    parser.add_argument("--brief", action="store_true", help="small ones, to see that they run")
    options = parser.parse_args()
    known = {it.name: it for it in BENCHMARKS}
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(known)}")
    options.out.mkdir(parents=True, exist_ok=True)
    console = Console()
    chosen = [known[name] for name in options.names or known]
    results = [(it, printed(it, options.brief, options.out, console)) for it in chosen]
    table, rows = told([(it, result) for it, result in results if result is not None])
    console.print(table)
    summary = {
        "machine": {"processors": os.cpu_count(), "kind": platform.machine(), "python": platform.python_version()},
        "brief": options.brief,
        "figures": rows,
    }
    (options.out / "summary.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False), encoding="utf-8")
    return int(any(result is None for _, result in results))


if __name__ == "__main__":
    sys.exit(main())
