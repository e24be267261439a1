"""How fast the store loads and answers, beside what Oxigraph itself does with the same data on the same machine.

    python benchmarks/store.py [--triples 1000000] [--seed 7] [--runs 3] [--url http://127.0.0.1:8000/sparql] [--json]

Documents are varied copies of the examples until they come to that many triples. Loading is from the facts in memory to
a store on disk that is closed: ours writes each document's graph with its record and looks whether it is there already;
pyoxigraph's is `bulk_load` of one file of N-Quads with just the same content. Answers come over HTTP: `zhengtu serve`
(or the endpoint given by --url) beside `oxigraph serve`, asked in turn on one connection each, with six named
queries: who leads, bears what, sets what, and how much. A figure is the median of the runs.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

# This folder has files with the names of packages, and Python looks in a script's own folder first.
ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)
from benchmarks.corpus import varied  # noqa: E402
from extract import Extraction, extract  # noqa: E402
from graph import Store  # noqa: E402
from graph.catalogue import named_query  # noqa: E402
from graph.sparql import Bound, bound, with_prefixes  # noqa: E402
from graph.triples import to_quads  # noqa: E402

JSON = "application/sparql-results+json"
RESULTS = {"Accept": JSON}
ASKED = 15


def facts_of(document: tuple[str, str]) -> tuple[Extraction, str]:
    name, text = document
    return extract(text, name.removesuffix(".txt")), f"/documents/{name}"


def corpus(triples: int, seed: int) -> tuple[list[tuple[Extraction, str]], float]:
    """The facts of as many documents as hold that many triples, and the seconds that reading them took."""
    once = sum(len(list(to_quads(facts_of(document)[0]))) for document in varied(6, seed=seed))
    count = 6 * triples // once + 12
    begun = time.perf_counter()
    with ProcessPoolExecutor() as processes:
        facts = list(processes.map(facts_of, varied(count, seed=seed), chunksize=4))
    return facts, time.perf_counter() - begun


def ours(facts: list[tuple[Extraction, str]], folder: Path) -> float:
    begun = time.perf_counter()
    with Store(folder) as store:
        for _ in store.load_all(facts):
            pass
    return time.perf_counter() - begun


def pyoxigraphs(file: Path, folder: Path) -> float:
    begun = time.perf_counter()
    store = ox.Store(folder)
    store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    return time.perf_counter() - begun


def dump(folder: Path, file: Path) -> int:
    """The store's content as one file of N-Quads; how many there are."""
    store = ox.Store.read_only(str(folder))
    with file.open("wb") as output:
        store.dump(output, format=ox.RdfFormat.N_QUADS)
    return len(store)


@contextmanager
def server(*command: str | Path, port: int) -> Iterator[None]:
    """A server until the block ends; it answers on `port` before the block begins."""
    serving = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        serving.terminate()
        serving.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def questions(store: Path) -> dict[str, str]:
    """Six named queries with their parameters bound to what is in the store, as any endpoint takes them."""
    with Store(store, read_only=True) as held:
        agency = _first(held, "SELECT ?a { ?a zt:leads ?t } GROUP BY ?a ORDER BY DESC(COUNT(*)) ?a LIMIT 1")
    given: dict[str, dict[str, Bound]] = {
        "agency-leads": {"agency": agency},
        "agency-duties": {"agency": agency},
        "task-leads": {"text": ox.Literal("加装电梯")},
        "targets-due": {"year": ox.Literal(2028)},
        "workload": {},
        "documents": {},
    }
    return {name: with_prefixes(bound(named_query(name).sparql, values)) for name, values in given.items()}


def _first(store: Store, sparql: str) -> Any:
    answer = store.query(sparql)
    return next(iter(answer.rows()))[0]  # type: ignore[union-attr]


def latencies(asked: dict[str, str], our_url: str, their_url: str) -> list[dict[str, Any]]:
    rows = []
    with httpx.Client(trust_env=False, timeout=120) as client:
        for name, query in asked.items():
            times: dict[str, list[float]] = {our_url: [], their_url: []}
            found: dict[str, int] = {}
            for _ in range(ASKED):
                for url, taken in times.items():
                    begun = time.perf_counter()
                    answer = client.post(url, data={"query": query}, headers=RESULTS)
                    taken.append(time.perf_counter() - begun)
                    answer.raise_for_status()
                    found[url] = len(answer.json()["results"]["bindings"])
            assert found[our_url] == found[their_url], (name, found)
            ours, theirs = statistics.median(times[our_url]), statistics.median(times[their_url])
            told = {"query": name, "rows": found[our_url], "ours_ms": ours * 1e3, "theirs_ms": theirs * 1e3}
            rows.append({**told, "ratio": ours / theirs})
    return rows


def loads(facts: list[tuple[Extraction, str]], folder: Path, runs: int) -> tuple[int, dict[str, list[float]]]:
    """How many quads there are, and the seconds of each load; the last stores remain in `ours` and `theirs`."""
    ours(facts, folder / "ours")
    quads = dump(folder / "ours", folder / "all.nq")
    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(runs):
        for kept, taken in times.items():
            shutil.rmtree(folder / kept, ignore_errors=True)
            os.sync()
            given = folder / kept
            taken.append(ours(facts, given) if kept == "ours" else pyoxigraphs(folder / "all.nq", given))
    return quads, times


def answers(folder: Path, url: str | None) -> list[dict[str, Any]]:
    asked = questions(folder / "ours")
    port, their_port = free_port(), free_port()
    their_url = f"http://127.0.0.1:{their_port}/query"
    here = f"127.0.0.1:{their_port}"
    theirs = ("serve", "--location", folder / "theirs", "--union-default-graph", "--bind", here)
    with server(Path(sys.executable).with_name("oxigraph"), *theirs, port=their_port):
        if url:
            return latencies(asked, url, their_url)
        serve = ("-m", "api.cli", "serve", "--store", folder / "ours", "--port", str(port))
        with server(sys.executable, *serve, port=port):
            return latencies(asked, f"http://127.0.0.1:{port}/sparql", their_url)


def measured(triples: int, seed: int, runs: int, url: str | None) -> dict[str, Any]:
    facts, reading = corpus(triples, seed)
    with tempfile.TemporaryDirectory() as name:
        quads, times = loads(facts, Path(name), runs)
        told = answers(Path(name), url)
    our_time, their_time = (statistics.median(taken) for taken in times.values())
    rates = {"ours_per_s": quads / our_time, "pyoxigraph_per_s": quads / their_time, "ratio": their_time / our_time}
    return {
        "documents": len(facts),
        "quads": quads,
        "reading_s": reading,
        "load": {**rates, "runs_s": times},
        "queries": told,
        "median_ratio": statistics.median(row["ratio"] for row in told),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--url", help="a running endpoint with the same data, asked instead of `zhengtu serve`")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    result = measured(options.triples, options.seed, options.runs, options.url)
    if options.json:
        print(json.dumps(result, indent=1))
        return
    console, load = Console(), result["load"]
    console.print(
        f"{result['documents']} documents, {result['quads']:,} quads (facts read in {result['reading_s']:.0f} s)\n"
        f"load: {load['ours_per_s']:,.0f} quads/s, pyoxigraph's bulk_load {load['pyoxigraph_per_s']:,.0f} quads/s: "
        f"ratio {load['ratio']:.2f} (goal: at least 0.5)"
    )
    table = Table("query over HTTP", "rows", "zhengtu serve, ms", "oxigraph serve, ms", "ratio")
    for row in result["queries"]:
        figures = f"{row['ours_ms']:.1f}", f"{row['theirs_ms']:.1f}", f"{row['ratio']:.2f}"
        table.add_row(row["query"], str(row["rows"]), *figures)
    console.print(table)
    console.print(f"median ratio {result['median_ratio']:.2f} (goal: at most 2.0)")


if __name__ == "__main__":
    main()
