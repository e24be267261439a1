"""Kill a load at random moments, and see what becomes of the store.

    python benchmarks/durability.py [--kills 50] [--documents 40] [--seed 7]

`zhengtu load` reads a folder of documents, of which some are new, some were loaded before and some have changed since.
It is killed (SIGKILL) at a random moment between the first document's reading and the end. The store must then open,
and hold each document whole, the old text or the new one, or not at all, with the record of its load; and loading the
same folder again must give the same graph as a load that nobody disturbed. Each kill starts from the same store. The
exit code is 1 if one fails.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pyoxigraph as ox

# A file here has the name of a package, and Python looks in a script's own folder first.
ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)
from benchmarks.corpus import varied  # noqa: E402
from graph import Store  # noqa: E402
from graph.fingerprint import fingerprint  # noqa: E402
from graph.records import PROVENANCE  # noqa: E402

LOAD = (sys.executable, "-m", "api.cli", "load")


def load(files: Path, store: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*LOAD, files, "--store", store], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def undisturbed(files: Path, store: Path) -> tuple[float, float]:
    """When a load says that its first document is done, and when it ends."""
    begun = time.monotonic()
    with load(files, store) as loading:
        assert loading.stdout
        assert loading.stdout.readline()
        first = time.monotonic() - begun
        loading.communicate()
        assert loading.returncode == 0
    return first, time.monotonic() - begun


def written(quads: list[ox.Quad]) -> list[bytes]:
    return (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines()


def content(folder: Path) -> str:
    """A hash of all that the store holds but for the times of loads."""
    with Store(folder, read_only=True) as store:
        lines = (line for graph in store.holding.graphs() for line in written(store.holding.graph(graph)))
        return fingerprint(line for line in lines if b"#endedAtTime>" not in line).hash


def texts(folder: Path) -> set[str]:
    """The hashes of the texts in the store."""
    with Store(folder, read_only=True) as store:
        return {load.hash for load in store.loads()}


def faults(folder: Path) -> list[str]:
    """What is wrong with the store. One that does not open raises its error."""
    with Store(folder, read_only=True) as store:
        loads = store.loads()
        graphs = {graph for graph in store.holding.graphs() if graph != PROVENANCE}
        found = [f"{load.graph}: in part" for load in loads if not _whole(store, load.graph, load.facts)]
        found += [f"{graph}: without a record" for graph in graphs - {load.graph for load in loads}]
        found += [f"{source}: twice" for source, n in Counter(load.source for load in loads).items() if n > 1]
    return found


def _whole(store: Store, graph: ox.NamedNode, facts: str) -> bool:
    return fingerprint(written(store.holding.graph(graph))).hash == facts


def prepare(folder: Path, documents: int, seed: int) -> tuple[Path, Path]:
    """The folder of documents, and a store that holds some of them, one half as they are and one half as they were."""
    files, store = folder / "files", folder / "before"
    files.mkdir()
    given = list(varied(documents, seed=seed))
    for name, text in given[: documents // 2]:
        (files / name).write_text(text, encoding="utf-8")
    undisturbed(files, store)
    for number, (name, text) in enumerate(given):
        if number >= documents // 2 or number % 2:
            (files / name).write_text(f"{text}修订稿\n", encoding="utf-8")
    return files, store


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    wrong: list[str] = []
    progress: Counter[int] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, before = prepare(folder, options.documents, options.seed)
        whole = folder / "whole"
        shutil.copytree(before, whole)
        first, last = undisturbed(files, whole)
        expected, wanted = content(whole), texts(whole)
        print(f"undisturbed, the first of {options.documents} documents is done at {first:.1f} s, all at {last:.1f} s")
        for kill in range(options.kills):
            store = folder / f"killed-{kill}"
            shutil.copytree(before, store)
            moment = chance.uniform(first - 0.2, last)
            with load(files, store) as loading:
                time.sleep(moment)
                loading.kill()
            found = faults(store)
            progress[len(wanted & texts(store))] += 1
            undisturbed(files, store)
            if content(store) != expected:
                found.append("finished to another graph")
            wrong += [f"kill {kill} at {moment:.2f} s: {fault}" for fault in found]
            shutil.rmtree(store)
    print(
        f"{options.kills} kills between {first - 0.2:.1f} and {last:.1f} s: the store opened each time, with "
        f"{min(progress)} to {max(progress)} of the texts ({len(progress)} different states); {len(wrong)} faults"
    )
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
