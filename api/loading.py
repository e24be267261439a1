"""`zhengtu load`: files into the store, a line for each as it is done, and their count at the end."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from extract import Extraction, extract, read
from extract.errors import DocumentError, MissingFile
from graph import Store

_OUTCOMES = {
    "added": "已读入 added",
    "unchanged": "已在库 unchanged",
    "replaced": "已更新 replaced",
    "refused": "未读 refused",
}


def load_files(store: Store, files: Sequence[Path]) -> bool:
    """Load the files and say of each what was done; True where none was refused.

    Documents are stored many at once, so the lines of some come together. A file that cannot be read is named on
    standard error and the others are loaded.
    """
    done: Counter[str] = Counter()
    stored = _Read(files)
    for loaded in store.load_all(stored):
        name, counts = stored.waiting.popleft()
        gone = [title for title in loaded.replaced if title != loaded.title]
        instead = f"（代替 in place of {'、'.join(gone)}）" if gone else ""
        click.echo(f"{_OUTCOMES[loaded.outcome]}《{loaded.title}》{instead}: {counts} ({name})")
        done[loaded.outcome] += 1
    done["refused"] = stored.refused
    if len(files) > 1:
        told = " · ".join(f"{words} {done[outcome]}" for outcome, words in _OUTCOMES.items())
        click.echo(f"共 {len(files)} 份文件 files: {told}")
    return not stored.refused


class _Read:
    """The documents of the files that can be read, with their sources; `waiting` are those not yet told as stored."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.files = files
        self.waiting: deque[tuple[Path, str]] = deque()
        self.refused = 0

    def __iter__(self) -> Iterator[tuple[Extraction, str]]:
        for name in self.files:
            try:
                extraction = _extracted(name)
            except DocumentError as error:
                click.echo(f"Error: {error}", err=True)
                self.refused += 1
                continue
            self.waiting.append((name, _counts(extraction)))
            yield extraction, str(name.resolve())


def _extracted(name: Path) -> Extraction:
    if not name.exists():
        raise MissingFile(f"{name}: no such file or folder; check the name")
    return extract(read(name), name.stem)


def _counts(extraction: Extraction) -> str:
    targets = f"{len(extraction.targets)} 个目标 targets"
    if extraction.responsibilities:
        return f"{len(extraction.responsibilities)} 项责任 responsibilities, {targets}"
    return f"未见责任分工 no responsibility clause found in it, {targets}"
