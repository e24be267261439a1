"""Delete each entry of the lexicons in turn and see whether its examples notice.

    python tests/rules/mutate.py                  # all entries, about ten minutes on two processors
    python tests/rules/mutate.py zone_suffixes    # the entries of some lexicons

An entry that no example misses is printed: it says what others say already, or nobody reads it; it may go, or it needs
an example. First some entries of a lexicon that lie far apart are deleted together, and each one's own rows are read;
an entry that they do not miss is then deleted alone, and all rows and the examples are read. Rows that fail anyway
count for nothing. Nothing on disk is changed: the reading of the lexicons is, in a process of its own each time. Not
part of the test suite.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path

# What the extractor imports of others, once for all processes.
import jieba  # noqa: F401
import lxml.html  # noqa: F401
import pytest  # noqa: F401

TESTS = Path(__file__).parents[1]
LEXICON = Path(os.environ.get("ZHENGTU_LEXICON", TESTS.parent / "extract" / "lexicon"))
BATCH = 10
# Seconds for one process; a rule that never ends without an entry has noticed that it is gone.
LIMIT = 120
sys.path[:0] = [str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")]), str(TESTS.parent)]


def entries(path: Path) -> list[str]:
    """The lines that hold an entry."""
    return [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]


def without(name: str, gone: frozenset[str]) -> None:
    """From now on this process reads the lexicon `name` without some entries."""
    read_text = Path.read_text

    def reading(self: Path, *arguments: str, **options: str) -> str:
        text = read_text(self, *arguments, **options)
        if self.name != name or self.parent.name != "lexicon":
            return text
        return "\n".join(line for line in text.splitlines() if line.rstrip() not in gone)

    Path.read_text = reading  # type: ignore[method-assign,assignment]


def unnoticed(batch: tuple[str, tuple[str, ...], frozenset[str]]) -> list[tuple[str, str]]:
    """The entries of a batch whose own rows read the same without the batch."""
    name, gone, failing = batch
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LIMIT)
    without(name, frozenset(gone))
    left = []
    try:
        import test_rules

        for line in gone:
            rows = [r for r in test_rules.ROWS if r.file == Path(name).stem and line.split("\t")[0] in r.entries]
            if not any(misread(row) for row in rows if not row.reason and row.text not in failing):
                left.append((name, line))
    except Exception:  # one of them is missed by the import itself, or never ends: each is looked at alone
        left = [(name, line) for line in gone]
    signal.alarm(0)
    return left


def survives(mutant: tuple[str, str, frozenset[str]]) -> bool:
    """Whether every example reads the same without an entry."""
    name, line, failing = mutant
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LIMIT)
    without(name, frozenset([line]))
    try:
        return next(noticing(failing), None) is None
    except Exception:
        return False
    finally:
        signal.alarm(0)


def too_long(*_: object) -> None:
    raise TimeoutError


def misread(row: object) -> bool:
    import test_rules

    assert isinstance(row, test_rules.Row)
    if row in test_rules.RADICALS:
        return "".join(map(test_rules.pdf_pages._plain, row.text)) != test_rules.FRAME + "".join(row.facts)
    return test_rules.facts(test_rules.read_row(row), row.facts) != row.facts


def noticing(failing: frozenset[str]) -> Iterator[str]:
    """The examples that read otherwise than they should, rows and documents."""
    import test_examples
    import test_rules

    yield from (row.text for row in test_rules.ROWS if not row.reason and row.text not in failing and misread(row))
    for path in test_examples.EXAMPLES:
        approved = json.loads((test_examples.GOLD / f"{path.stem}.facts.json").read_text("utf-8"))
        found = test_examples.facts(path)
        if path.stem not in failing and any(found[key] != records for key, records in approved.items()):
            yield path.stem


def failing_now(_: None) -> frozenset[str]:
    return frozenset(noticing(frozenset()))


def batches(path: Path, failing: frozenset[str]) -> Iterator[tuple[str, tuple[str, ...], frozenset[str]]]:
    """The entries of a lexicon, some at a time that lie far apart in it, so that they share no row."""
    lines = entries(path)
    # Some are left in any case: a pattern of no words matches everywhere, and no row means that.
    step = max(2, len(lines) // BATCH)
    for first in range(step):
        yield path.name, tuple(lines[first::step]), failing


def main() -> None:
    """Print the entries whose deletion changes nothing."""
    wanted = sys.argv[1:]
    files = [path for path in sorted(LEXICON.iterdir()) if not wanted or path.stem in wanted]
    survivors: dict[str, list[str]] = {}
    with Pool(maxtasksperchild=1) as pool:
        (failing,) = pool.map(failing_now, [None])
        work = [batch for path in files for batch in batches(path, failing)]
        doubtful = [entry for left in pool.imap(unnoticed, work, chunksize=1) for entry in left]
        mutants = [(name, line, failing) for name, line in doubtful]
        for (name, line), alive in zip(doubtful, pool.imap(survives, mutants, chunksize=1), strict=True):
            if alive:
                survivors.setdefault(name, []).append(line.split("\t")[0])
    for name, alive_entries in survivors.items():
        print(f"{name}: {' '.join(alive_entries)}")
    count = sum(len(entries(path)) for path in files)
    print(f"{sum(map(len, survivors.values()))} of {count} entries are missed by no example")


if __name__ == "__main__":
    main()
