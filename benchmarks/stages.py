"""What costs most in a whole run: reading files, extracting, making RDF, writing the store; by module.

    python benchmarks/stages.py [--documents 200] [--median 8000] [--seed 7] [--shown 20] [--json]

A generated corpus is loaded into a new store by one process under cProfile. A module's share is the time within its own
functions and the built-in ones that they call, other libraries told by name.
The profiler makes small functions look dearer than they are: compare shares, and take times from the other benchmarks.
"""

import argparse
import cProfile
import json
import pstats
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

# This folder has files with the names of packages, and Python looks in a script's own folder first.
ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)
from benchmarks.corpus import corpus, write  # noqa: E402
from extract import extract, read  # noqa: E402
from graph import Store  # noqa: E402

OURS = ("extract", "graph", "ontology", "api")


def run(files: list[Path], folder: Path) -> None:
    documents = (read(file) for file in files)
    facts = ((extract(document.text, file.stem), str(file)) for document, file in zip(documents, files, strict=True))
    with Store(folder) as store:
        for _ in store.load_all(facts):
            pass


def shares(profile: cProfile.Profile) -> dict[str, float]:
    """The seconds of each module, built-in functions counted to the modules that call them."""
    taken: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if file != "~":
            taken[module(file)] += own
            continue
        for (caller, _, _), (_, _, spent, _) in callers.items():
            taken[module(caller)] += spent
    return dict(taken.most_common())


def module(file: str) -> str:
    """The name under which a file's time is told: extract/clauses.py, or the package that it belongs to."""
    path = Path(file)
    if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in OURS:
        return str(path.relative_to(ROOT))
    if "site-packages" in path.parts:
        return path.parts[path.parts.index("site-packages") + 1].removesuffix(".py")
    return "Python" if path.suffix == ".py" else "built in"


def measured(documents: int, seed: int, median: int, folder: Path) -> dict[str, Any]:
    size = write(folder / "files", corpus(documents, seed=seed, median=median))
    files = sorted((folder / "files").rglob("*.txt"))
    extract(read(files[0]).text)
    begun = time.process_time()
    run(files, folder / "plain")
    plain = time.process_time() - begun
    profile = cProfile.Profile(time.process_time)
    profile.runcall(run, files, folder / "profiled")
    seconds = shares(profile)
    whole = sum(seconds.values())
    told = [{"module": name, "share": taken / whole} for name, taken in seconds.items()]
    return {"documents": documents, "bytes": size, "cpu_s": plain, "profiled_s": whole, "modules": told}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--median", type=int, default=8_000, help="of the documents' lengths in bytes")
    parser.add_argument("--shown", type=int, default=20, help="how many modules the table has")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        result = measured(options.documents, options.seed, options.median, Path(name))
    if options.json:
        print(json.dumps(result, indent=1))
        return
    console = Console()
    rate = result["bytes"] / result["cpu_s"] / 1e6
    console.print(
        f"{result['documents']:,} documents, {result['bytes'] / 1e6:.1f} MB: {result['cpu_s']:.1f} s of CPU, "
        f"{result['documents'] / result['cpu_s']:.1f} documents and {rate:.2f} MB a core second"
    )
    table = Table("module", "share of the run")
    for row in result["modules"][: options.shown]:
        table.add_row(row["module"], f"{row['share']:.1%}")
    console.print(table)
    packages: Counter[str] = Counter()
    for row in result["modules"]:
        packages[row["module"].split("/")[0]] += row["share"]
    console.print(", ".join(f"{name} {share:.0%}" for name, share in packages.most_common(6)))


if __name__ == "__main__":
    main()
