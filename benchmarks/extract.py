"""How fast a text is read, beside what jieba takes to part the same text into words, and how that grows with length.

    python benchmarks/extract.py [FOLDER] [--json]

Both run in one process on the examples, or on the documents of another folder, repeated to texts of 10 KB to 10 MB
(UTF-8), dictionaries loaded before. They take turns, so that what else the machine does befalls both: seconds are the
median of CPU time, the ratio is the median of the turns'. Memory is the most that a process of its own held while it
read one text.
"""

import argparse
import json
import logging
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

# This file has the name of the package that it measures, and Python looks in a script's own folder first.
sys.path[0] = str(Path(__file__).parents[1])
from extract import SUFFIXES, extract, read  # noqa: E402

EXAMPLES = Path(__file__).parents[1] / "examples"
SIZES = (10_000, 20_000, 100_000, 200_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000)
LONG = 1_000_000


def of_size(size: int, folder: Path) -> str:
    """The documents of a folder again and again, cut at the end of the last whole line below `size` bytes."""
    paths = sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES and not p.name.startswith("README"))
    once = "\n".join(read(path).text for path in paths)
    repeated = once.encode() * (size // len(once.encode()) + 1)
    return repeated[:size].decode(errors="ignore").rpartition("\n")[0]


def seconds(do: Callable[[str], object], text: str) -> float:
    """The CPU time of one run."""
    begun = time.process_time()
    do(text)
    return time.process_time() - begun


def speeds(folder: Path) -> list[dict[str, float]]:
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    extract(of_size(100_000, folder))
    rows: list[dict[str, float]] = []
    for size in SIZES:
        text = of_size(size, folder)
        turns = [(seconds(extract, text), seconds(jieba.lcut, text)) for _ in range(15 if size < LONG else 3)]
        ours, theirs = (statistics.median(times) for times in zip(*turns, strict=True))
        ratio = statistics.median(theirs / ours for ours, theirs in turns)
        row = {"bytes": size, "extract_s": ours, "jieba_lcut_s": theirs, "ratio": ratio}
        if rows and rows[-1]["bytes"] * 2 == size:
            row["doubling"] = ours / rows[-1]["extract_s"]
        rows.append(row)
    return rows


def memory(size: int, folder: Path) -> float:
    """The most memory, in MB, that a process held that did nothing but read one text of that size."""
    done = subprocess.run(
        [sys.executable, __file__, str(folder), "--memory-of", str(size)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def most_held() -> float:
    """The most memory, in MB, that this process has held since it began to run this program."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux keeps ru_maxrss across fork and exec, so that a child would report its parent's.
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=EXAMPLES, help="the documents to read")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--memory-of", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory_of:
        extract(of_size(options.memory_of, options.folder))
        print(most_held())
        return
    held = {size: memory(size, options.folder) for size in (20_000, LONG)}
    result: dict[str, Any] = {"speed": speeds(options.folder), "memory_mb": held}
    if options.json:
        print(json.dumps(result, indent=1))
        return
    table = Table("text, bytes", "extract, s", "jieba.lcut, s", "lcut / extract", "cost of twice the text")
    for row in result["speed"]:
        doubling = f"{row['doubling']:.2f}" if "doubling" in row else ""
        figures = f"{row['extract_s']:.3f}", f"{row['jieba_lcut_s']:.3f}", f"{row['ratio']:.2f}"
        table.add_row(f"{row['bytes']:,}", *figures, doubling)
    console = Console()
    console.print(table)
    for size, most in held.items():
        console.print(f"most memory held while reading {size:,} bytes: {most:.0f} MB")


if __name__ == "__main__":
    main()
