"""In a notebook: the example runs as it stands, answers are tables, and what is missing is one clear line."""

import builtins
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from graph import Store
from graph.errors import ViewError
from tests.sample import CONVENTION, LED, TEXT, sample

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("notebook") / "store"
    with Store(folder) as store:
        store.load(sample(), source="sample.txt")
        yield store


# What others' code warns of in the kernel's own process and in asking it is not ours to mend.
@pytest.mark.filterwarnings("ignore")
def test_the_example_notebook_runs_and_shows_tables_and_networks(tmp_path: Path) -> None:
    for file in EXAMPLES.glob("*.txt"):
        shutil.copy(file, tmp_path)
    [source] = EXAMPLES.glob("*.ipynb")
    notebook = nbformat.read(source, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in cells] == [[] for _ in cells]
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    shown = ["".join(output.data.get("text/html", "")) for cell in cells for output in cell.outputs if "data" in output]
    frames, tables = (sum(start in html for html in shown) for start in ("<iframe srcdoc=", "<table"))
    assert (frames, tables >= 4) == (2, True)
    assert "['合作.csv', '合作.gexf', '合作.svg']" in cells[-1].outputs[0].data["text/plain"]


def test_leads_is_a_table_with_the_place_of_each_clause(store: Store) -> None:
    found = store.leads("市科技局")
    assert found[["role", "basis", "task"]].to_numpy().tolist() == [
        ["participant", "convention", "1.1.2"],
        ["participant", "inherited", "1.1.2.1"],
        ["responsible", "explicit", "1.1.1"],
    ]
    for row in found.itertuples():
        assert TEXT[row.start : row.end] == row.words  # type: ignore[misc]
        assert TEXT[row.mention_start : row.mention_end] == row.mention == "市科技局"  # type: ignore[misc]
    assert found["words"][0] == CONVENTION


def test_who_and_targets_are_tables_too(store: Store) -> None:
    bearers = store.who("青岚经济圈")
    assert set(zip(bearers["role"].dropna(), bearers["words"], strict=False)) >= {("lead", LED), ("participant", LED)}
    unborne = store.who("夯实创新基础")
    assert unborne["heading"].notna().all()
    goals = store.targets()
    assert str(goals["year"].dtype) == "Int64"
    assert len(store.targets(year=2028)) == (goals["year"] == 2028).sum() > 0


def test_a_view_shows_itself_in_a_frame_that_sees_nothing_of_the_notebook(store: Store, tmp_path: Path) -> None:
    view = store.network("agencies")
    html = view._repr_html_()
    assert html.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert 'sandbox="allow-scripts"' in html
    assert html.count("<") == 2
    table = view.measures()
    assert len(table) == len(view.network)
    assert (table["lead_share"].dropna() <= 1).all()
    view.save(tmp_path / "图.svg")
    assert (tmp_path / "图.svg").read_text(encoding="utf-8").startswith("<svg")
    with pytest.raises(ViewError, match=r"\.svg"):
        view.save(tmp_path / "图.doc")


def test_without_pandas_one_line_says_what_to_install(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "pandas")
    with pytest.raises(ViewError, match="pip install pandas"):
        store.leads("市科技局")


def without(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """As if a package were not installed."""
    found = builtins.__import__

    def bare(name: str, *others: Any, **more: Any) -> Any:
        if name == missing:
            raise ImportError(name)
        return found(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", bare)
