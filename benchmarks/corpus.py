"""Documents for benchmarks: the examples again and again, each time of another city, with other figures and omissions.

for name, text in varied(3, seed=7): ...
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"
_CITIES = ("汀岚", "衡澜", "霁川")
_SIGNS = "云江岚溪澜川宁平安泰和昌兴德庆丰華林海湖青长石金玉清明永新嘉瑞"
_FIGURE = re.compile(r"(?<![0-9.〔])[1-9][0-9]{0,3}(?=(?:家|个|亿元|万吨|项|名|张|%))")
_LINE = re.compile(r"(?:[0-9]+\.|（[一二三四五六七八九十]+）)?[^（\n]{30,}。\n")


def varied(count: int, *, seed: int) -> Iterator[tuple[str, str]]:
    """`count` documents with names for their files; the same seed gives the same ones."""
    chance = random.Random(seed)
    originals = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))]
    for number in range(count):
        text = originals[number % len(originals)]
        city = chance.choice(_SIGNS) + chance.choice(_SIGNS)
        for old in _CITIES:
            text = text.replace(old, city)
        text = _FIGURE.sub(lambda found: str(max(1, int(int(found.group()) * chance.uniform(0.6, 1.6)))), text)
        # Here and there a paragraph without a clause is left out, so that outlines differ too.
        text = _LINE.sub(lambda found: "" if chance.random() < 0.05 else found.group(), text)
        yield f"{number:05}{city}.txt", f"{text.rstrip()}\n附：第{number}号\n"
