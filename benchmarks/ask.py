"""How fast questions in plain words are answered, beside the bare SPARQL that answers them.

    python benchmarks/ask.py [--triples 1000000] [--seed 7] [--runs 5] [--store FOLDER] [--json]

The store is that of benchmarks/store.py: varied copies of the examples until they come to so many triples. Questions
of each kind, about cities picked by the seed, are asked in one process. What it takes to read the names in the store,
once, is told by itself; for each question the figure is the median of the runs, from the question to the whole answer,
beside the same SPARQL run and read by itself. The command's first answer is that of `zhengtu ask` as a process of its
own, over the examples.
"""

import argparse
import json
import random
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
from benchmarks.store import corpus, ours  # noqa: E402
from graph import Store  # noqa: E402
from graph.asking import ask  # noqa: E402
from graph.asking.names import names_of  # noqa: E402

KINDS = (
    "{city}的加装电梯由谁牵头？",
    "{city}动力电池回收由谁配合？",
    "{city}市科技局牵头哪些任务？",
    "Which tasks does {city}市财政局 take part in?",
    "{city}市民政局和{city}市残联共同承担哪些任务？",
    "{city}市科技局在做优实验室体系中是什么角色？",
    "{city}2028年有哪些目标到期？",
    "What are the targets of {city} 全社会研发经费投入强度?",
    "{city}市水利局牵头的任务有多少项？",
    "{city}哪个单位牵头的任务最多？",
    "{city}哪些任务没有牵头单位？",
    "{city}有哪些示范区？",
    "{city}市科技局牵头、市经信局参与、2030年完成的任务有哪些？",
    "{city}市科枝局牵头哪些任务？",
    "{city}市科技局局长是谁？",
)


def measured(store: Path, seed: int, runs: int) -> dict[str, Any]:
    """Each kind of question with its milliseconds, those of its SPARQL alone, and how many answers it has."""
    chance = random.Random(seed)
    with Store(store, read_only=True) as held:
        begun = time.perf_counter()
        names = names_of(held)
        reading = time.perf_counter() - begun
        cities = sorted({it.place.removesuffix("市") for it in names.documents.values() if it.place.endswith("市")})
        told = []
        for kind in KINDS:
            # A city of whose documents the question has an answer, if there is one.
            tried = (kind.format(city=city) for city in chance.sample(cities, min(12, len(cities))))
            question = next((it for it in tried if ask(held, it).answers), kind.format(city=cities[0]))
            answer = ask(held, question)
            whole = _median(lambda question=question: ask(held, question), runs)
            bare = (
                _median(lambda sparql=answer.sparql: list(held.query(sparql).table()), runs) if answer.sparql else None
            )
            told.append(
                {
                    "question": question,
                    "status": answer.status,
                    "answers": len(answer.answers),
                    "ms": whole,
                    "sparql_ms": bare,
                    "ratio": bare and whole / bare,
                }
            )
    ratios = [row["ratio"] for row in told if row["ratio"]]
    return {
        "names": len(names.forms),
        "reading_s": reading,
        "questions": told,
        "median_ms": statistics.median(row["ms"] for row in told),
        "median_ratio": statistics.median(ratios),
    }


def _median(work: Callable[[], object], runs: int) -> float:
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(taken)


def first_answer(folder: Path, runs: int) -> float:
    """The seconds of `zhengtu ask` over the examples, from start to end of the process."""
    command = (sys.executable, "-m", "api.cli")
    place = folder / "small"
    subprocess.run([*command, "load", "examples", "--store", place], cwd=ROOT, check=True, capture_output=True)
    asked = [*command, "ask", "推进既有住宅加装电梯由谁牵头？", "--store", str(place)]
    return _median(lambda: subprocess.run(asked, cwd=ROOT, check=True, capture_output=True), runs) / 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--store", type=Path, help="a store that is there already, instead of one made for this")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        store = options.store or Path(name) / "store"
        if options.store is None:
            ours(corpus(options.triples, options.seed)[0], store)
        result = measured(store, options.seed, options.runs)
        result["first_answer_s"] = first_answer(Path(name), options.runs)
    if options.json:
        print(json.dumps(result, indent=1, ensure_ascii=False))
        return
    console = Console()
    console.print(f"{result['names']:,} forms of names, read in {result['reading_s']:.1f} s")
    table = Table("question", "answers", "ms", "its SPARQL alone, ms", "ratio")
    for row in result["questions"]:
        alone = (f"{row['sparql_ms']:.1f}", f"{row['ratio']:.1f}") if row["ratio"] else ("", "")
        table.add_row(row["question"], f"{row['status']} {row['answers']}", f"{row['ms']:.1f}", *alone)
    console.print(table)
    console.print(
        f"median {result['median_ms']:.1f} ms (goal: under 50), {result['median_ratio']:.1f} times the SPARQL alone"
    )
    console.print(f"first answer of the command over the examples {result['first_answer_s']:.2f} s (goal: under 1.5)")


if __name__ == "__main__":
    main()
