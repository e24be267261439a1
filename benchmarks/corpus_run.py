"""Load a generated corpus, kill the load twice with `kill -9`, take it up again, and compare with a load left alone.

    python benchmarks/corpus_run.py [--documents 10000] [--median 2000] [--seed 7] [--processes 2] [--json]

A load is killed once it has told of a third of the files, the next once it has told of two thirds; after each the store
must hold every document whole or not at all. The third load runs to its end: it must read no file that was stored
before, and the graph must be just that of the load left alone, but for the times of loads. The exit code is 1 if not.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

# A file here has the name of a package, and Python looks in a script's own folder first.
ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)
from benchmarks.corpus import corpus, write  # noqa: E402
from benchmarks.durability import LOAD, content, faults, texts  # noqa: E402


def begun(files: Path, store: Path, processes: int, report: Path) -> subprocess.Popen[bytes]:
    options = ("--store", store, "--processes", str(processes), "--report", report)
    return subprocess.Popen([*LOAD, files, *options], cwd=ROOT, stdout=subprocess.PIPE)


def finished(loading: subprocess.Popen[bytes]) -> None:
    loading.communicate()
    assert loading.returncode == 0, loading.returncode


def killed(loading: subprocess.Popen[bytes], told: int) -> None:
    """Kill the load once it has told of so many files."""
    with loading:
        assert loading.stdout
        for _ in range(told):
            assert loading.stdout.readline()
        loading.kill()


def outcomes(report: Path) -> Counter[str]:
    with report.open(encoding="utf-8") as lines:
        return Counter(json.loads(line)["outcome"] for line in lines)


def measured(documents: int, seed: int, median: int, processes: int, folder: Path) -> dict[str, Any]:
    files, report = folder / "files", folder / "report.jsonl"
    size = write(files, corpus(documents, seed=seed, median=median))
    start = time.monotonic()
    finished(begun(files, folder / "alone", processes, report))
    alone = time.monotonic() - start
    wrong: list[str] = []
    stored: list[int] = []
    for third in (1, 2):
        killed(begun(files, folder / "killed", processes, report), documents * third // 3)
        wrong += [f"kill {third}: {fault}" for fault in faults(folder / "killed")]
        stored.append(len(texts(folder / "killed")))
    finished(begun(files, folder / "killed", processes, report))
    done = outcomes(report)
    if done != {"added": documents - stored[-1], "unchanged": stored[-1]}:
        wrong.append(f"{stored[-1]} documents were stored, and the last load told of {dict(done)}")
    if not 0 < stored[0] < stored[1] < documents:
        wrong.append(f"the kills came too late or too early: {stored} documents were stored")
    graphs = [content(folder / name) for name in ("alone", "killed")]
    if graphs[0] != graphs[1]:
        wrong.append("finished to another graph")
    told = {"documents": documents, "bytes": size, "alone_s": alone, "stored_at_kills": stored}
    return {**told, "read_at_last": done["added"], "graph": graphs[0], "wrong": wrong}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--median", type=int, default=2_000, help="of the documents' lengths in bytes")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        result = measured(options.documents, options.seed, options.median, options.processes, Path(name))
    if options.json:
        print(json.dumps(result, indent=1))
    else:
        rate = result["documents"] / result["alone_s"]
        print(
            f"{result['documents']:,} documents, {result['bytes'] / 1e6:.1f} MB: a load left alone takes "
            f"{result['alone_s']:.0f} s, {rate:.1f} documents/s"
        )
        first, second = result["stored_at_kills"]
        print(
            f"killed with {first:,} and then {second:,} of them stored; the last load read {result['read_at_last']:,}"
        )
        print(f"{len(result['wrong'])} faults; graph {result['graph'][:16]}")
        print("\n".join(result["wrong"]))
    return bool(result["wrong"])


if __name__ == "__main__":
    sys.exit(main())
