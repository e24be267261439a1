"""Documents for benchmarks: the examples again and again, each time of another city, with other figures and omissions.

    python benchmarks/corpus.py FOLDER [--documents 10000] [--seed 7] [--median 8000] [--longest 1000000]

`varied` keeps the examples' length. `corpus` has documents of 1 KB to 1 MB (UTF-8), most of them short: lengths are
log-normal about the median. The same seed gives the same documents.
"""

import argparse
import math
import random
import re
from collections.abc import Iterator
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"
_CITIES = ("汀岚", "衡澜", "霁川")
_SIGNS = "云江岚溪澜川宁平安泰和昌兴德庆丰華林海湖青长石金玉清明永新嘉瑞"
_FIGURE = re.compile(r"(?<![0-9.〔])[1-9][0-9]{0,3}(?=(?:家|个|亿元|万吨|项|名|张|%))")
_LINE = re.compile(r"(?:[0-9]+\.|（[一二三四五六七八九十]+）)?[^（\n]{30,}。\n")
_SHORTEST = 1_000
_IN_A_FOLDER = 1_000


def varied(count: int, *, seed: int) -> Iterator[tuple[str, str]]:
    """`count` documents with names for their files; the same seed gives the same ones."""
    chance = random.Random(seed)
    originals = _originals()
    for number in range(count):
        city, text = _of_another_city(originals[number % len(originals)], chance)
        yield f"{number:05}{city}.txt", f"{text.rstrip()}\n附：第{number}号\n"


def corpus(
    count: int, *, seed: int, median: int = 8_000, shortest: int = _SHORTEST, longest: int = 1_000_000
) -> Iterator[tuple[str, str]]:
    """`count` documents of `shortest` to `longest` bytes and the rest of a line, with names for their files."""
    chance = random.Random(seed)
    originals = _originals()
    for number in range(count):
        size = min(longest, max(shortest, int(chance.lognormvariate(math.log(median), 1))))
        city, text = _of_another_city(originals[number % len(originals)], chance)
        # A long document is a compilation: one after another, each varied anew.
        while len(text.encode()) < size:
            text += _of_another_city(chance.choice(originals), chance)[1]
        begun = len(text.encode()[:size].decode(errors="ignore"))
        yield f"{number:06}{city}.txt", f"{text[:begun]}{text[begun:].partition(chr(10))[0]}\n附：第{number}号\n"


def write(folder: Path, documents: Iterator[tuple[str, str]]) -> int:
    """The documents as files of folders below `folder`; how many bytes they have."""
    size = 0
    for number, (name, text) in enumerate(documents):
        below = folder / f"{number // _IN_A_FOLDER:03}"
        below.mkdir(parents=True, exist_ok=True)
        size += (below / name).write_bytes(text.encode())
    return size


def _originals() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))]


def _of_another_city(text: str, chance: random.Random) -> tuple[str, str]:
    city = chance.choice(_SIGNS) + chance.choice(_SIGNS)
    for old in _CITIES:
        text = text.replace(old, city)
    text = _FIGURE.sub(lambda found: str(max(1, int(int(found.group()) * chance.uniform(0.6, 1.6)))), text)
    # Here and there a paragraph without a clause is left out, so that outlines differ too.
    return city, _LINE.sub(lambda found: "" if chance.random() < 0.05 else found.group(), text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--median", type=int, default=8_000, help="of the lengths in bytes")
    parser.add_argument("--longest", type=int, default=1_000_000, help="in bytes")
    options = parser.parse_args()
    documents = corpus(options.documents, seed=options.seed, median=options.median, longest=options.longest)
    size = write(options.folder, documents)
    print(f"{options.folder}: {options.documents:,} documents, {size / 1e6:,.1f} MB")


if __name__ == "__main__":
    main()
