"""The tables of a document straight from its extraction are those of a store that holds it."""

from collections import Counter
from pathlib import Path

from benchmarks.corpus import varied
from extract import extract, read
from graph import Store
from graph.exports import tables_of
from graph.inventory import inventory
from graph.unstored import no_sheets, sheets_of
from tests.sample import sample

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))


def test_they_have_the_rows_of_an_export_and_of_the_list_of_documents(tmp_path: Path) -> None:
    read_now = [(extract(read(path), path.stem), str(path)) for path in EXAMPLES]
    read_now += [(extract(text, name), name) for name, text in varied(6, seed=7)]
    read_now += [(sample(), "sample")]
    with Store(tmp_path / "store") as store:
        for extraction, source in read_now:
            store.load(extraction, source=source)
        stored = {sheet.name: sheet for sheet in tables_of(store)}
        entries = {entry.graph: entry for entry in inventory(store)}
    loaded = {entry.source: entry.loaded for entry in entries.values()}
    found: dict[str, Counter[object]] = {sheet.name: Counter() for sheet in no_sheets()}
    for extraction, source in read_now:
        for sheet in sheets_of(extraction, source, loaded[source]):
            found[sheet.name].update(sheet.rows)
    documents = found.pop("documents")
    assert documents == Counter(
        tuple(getattr(entry, column.name) for column in no_sheets()[0].columns) for entry in entries.values()
    )
    assert set(found) == set(stored) - {"agencies"}
    for name, rows in found.items():
        assert rows
        assert rows == Counter(stored[name].rows), name
