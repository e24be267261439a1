"""What is exported: RDF that comes back as it was, typed tables without formulas, networks for Gephi."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import networkx as nx
import openpyxl
import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient
from rdflib.compare import isomorphic

from api.app import application
from extract import extract, read
from extract.facts import Extraction
from graph import NotFound, Store
from graph.documents import find_documents
from graph.exports import FORMS, export
from graph.statements import statements
from graph.triples import to_quads
from ontology import context, jsonld
from tests import commands
from tests.sample import sample

EXAMPLES = Path(__file__).parents[1] / "examples"
SHEETS = ["tasks", "agencies", "responsibilities", "targets", "time_limits", "zones"]
CITED = {"document", "task", "heading", "words", "start", "end"}


def hostile() -> Extraction:
    """The sample, whose headings, indicators and zones read as formulas or hold what XML cannot."""
    found = sample()
    units = tuple(replace(unit, heading=f"=1+{unit.heading}\x0b") for unit in found.tasks)
    goals = tuple(replace(goal, indicator=f"@SUM(A1){goal.indicator}") for goal in found.targets)
    zones = tuple(replace(zone, zone=f"+{zone.zone}") for zone in found.zones)
    document = replace(found.document, title='-2+3+cmd|" /C calc"!A0')
    return replace(found, document=document, tasks=units, targets=goals, zones=zones)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exports") / "store"
    with Store(made) as store:
        for file in sorted(EXAMPLES.glob("*.txt")):
            store.load(extract(read(file), file.stem), source=str(file))
    return made


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    with Store(folder, read_only=True) as reading:
        yield reading


@pytest.fixture(scope="module")
def dangerous(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("hostile") / "store") as store:
        store.load(hostile(), source="/docs/公式.txt")
        yield store


def exported(store: Store, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    export(store, form, out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def canonical(quads: Iterator[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


RDF = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}


@pytest.mark.parametrize("form", RDF)
@pytest.mark.parametrize("which", ["store", "dangerous"])
def test_rdf_comes_back_as_an_isomorphic_dataset(form: str, which: str, request: pytest.FixtureRequest) -> None:
    store = request.getfixturevalue(which)
    written = exported(store, form)
    back = canonical(ox.parse(written, format=RDF[form]))
    assert back == canonical(statements(store))
    assert exported(store, form) == written
    # Each document in its own graph, and the records of the loads in theirs.
    graphs = {quad.graph_name for quad in back}
    assert ox.NamedNode("https://w3id.org/zhengtu/id/provenance") in graphs
    documents = store.query("SELECT ?g { GRAPH ?g { ?d a zt:PolicyDocument } }").table()
    assert {name.value for name in graphs if isinstance(name, ox.NamedNode)} >= {row[0] for row in documents}


# rdflib 7.6 warns of what its own parsers do.
@pytest.mark.filterwarnings("ignore:Dataset.* is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("form", "reads"), [("trig", "trig"), ("nquads", "nquads"), ("jsonld", "json-ld")])
def test_rdflib_reads_the_same(dangerous: Store, form: str, reads: str) -> None:
    ours = rdflib.Dataset()
    ours.parse(data=exported(dangerous, form), format=reads)
    assert len(list(ours.quads())) == len(list(statements(dangerous)))
    [graph] = [g for g in ours.graphs() if str(g.identifier).endswith("/graph")]
    expected = rdflib.Graph()
    for quad in to_quads(hostile()):
        expected.parse(data=f"{quad.triple} .", format="nt")
    assert isomorphic(graph, expected)


def test_turtle_has_every_statement_without_its_graph(store: Store) -> None:
    back = set(ox.parse(exported(store, "turtle"), format=ox.RdfFormat.TURTLE))
    assert {quad.triple for quad in back} == {quad.triple for quad in statements(store)}


def test_one_documents_export_has_its_graph_and_the_record_of_its_load(store: Store) -> None:
    chosen = find_documents(store, "养老服务")
    quads = list(ox.parse(exported(store, "nquads", documents=chosen), format=ox.RdfFormat.N_QUADS))
    names = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
    assert names == {chosen[0].graph, "https://w3id.org/zhengtu/id/provenance"}
    loads = {quad.object for quad in quads if quad.predicate.value.endswith("#generated")}
    assert loads == {ox.NamedNode(chosen[0].graph)}


def test_jsonld_is_short_names_under_the_shipped_context(store: Store) -> None:
    document = json.loads(exported(store, "jsonld"))
    shipped = json.loads(context().read_text("utf-8"))
    assert document["@context"] == shipped["@context"]
    keys = {key for graph in document["@graph"] for node in graph["@graph"] for key in node}
    assert {"id", "type", "leads", "prefLabel", "exact", "start", "role"} <= keys
    assert [key for key in keys if ":" in key] == []


def test_the_service_gives_the_context(folder: Path) -> None:
    with TestClient(application(folder)) as client:
        answer = client.get("/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.content == context().read_bytes()


def test_the_shipped_context_is_made_from_the_vocabulary() -> None:
    assert context().read_text("utf-8") == jsonld.written(), "run `python -m ontology.jsonld` and commit the file"


def sheets_of(archive: bytes) -> dict[str, list[dict[str, str]]]:
    with ZipFile(io.BytesIO(archive)) as zipped:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(zipped.read(name).decode("utf-8-sig"), newline=""))
            )
            for name in zipped.namelist()
        }


def test_csv_has_six_tables_each_row_with_its_citation(store: Store) -> None:
    archive = exported(store, "csv")
    tables = sheets_of(archive)
    assert list(tables) == SHEETS
    texts = {
        row[0]: row[1] for row in store.query("SELECT ?title ?text { ?d zt:text ?text ; dcterms:title ?title }").table()
    }
    for rows in tables.values():
        assert rows
        assert set(rows[0]) >= CITED
        assert all(texts[row["document"]][int(row["start"]) : int(row["end"])] == row["words"] for row in rows)
    assert exported(store, "csv") == archive
    with ZipFile(io.BytesIO(archive)) as zipped:
        assert zipped.read("tasks.csv").startswith(b"\xef\xbb\xbf")


def test_the_tables_say_what_the_documents_say(store: Store) -> None:
    tables = sheets_of(exported(store, "csv"))
    [elevators] = [row for row in tables["tasks"] if row["heading"] == "推进既有住宅加装电梯"]
    assert elevators["leads"].endswith("住房和城乡建设局")
    assert elevators["kind"] == "task"
    loans = [row for row in tables["targets"] if row["indicator"].endswith("绿色贷款余额")]
    assert [(row["value"], row["unit"], row["year"]) for row in loans] == [("60000000000", "元", "2028")]
    water = [row for row in tables["responsibilities"] if row["mention"] == "市水利局"]
    assert {(row["task"], row["role"], row["basis"]) for row in water} == {
        ("2.4", "responsible", "explicit"),
        ("3.4", "lead", "explicit"),
    }
    [bureau] = [row for row in tables["agencies"] if row["agency"] == "汀岚市水利局"]
    assert (bureau["led"], bureau["responsible"], bureau["level"], bureau["documents"]) == ("1", "1", "municipal", "1")
    dues = [(row["bound"], row["year"], row["month"], row["due_by"], row["words"]) for row in tables["time_limits"]]
    assert {("<=", "2027", "6", "2027-06-30", "2027年6月底前"), ("ongoing", "", "", "", "持续推进")} <= set(dues)
    due = {(row["time_limits"], row["due_by"]) for row in tables["tasks"]}
    assert {("", ""), ("2027年6月底前", "2027-06-30"), ("持续推进", "")} <= due
    assert {row["kind"] for row in tables["zones"]} == {"demonstration", "functional", "region", "division"}

    assert len(tables["targets"]) == sum(int(row["targets"]) for row in tables["tasks"])


def test_tables_of_one_document_and_one_agency(store: Store) -> None:
    documents = find_documents(store, "养老服务")
    of_document = sheets_of(exported(store, "csv", documents=documents))
    assert {row["document"] for rows in of_document.values() for row in rows} == {documents[0].title}
    of_agency = sheets_of(exported(store, "csv", agency="市水利局"))
    assert {row["task"] for row in of_agency["tasks"]} == {"2.4", "3.4"}
    assert {row["agency"] for row in of_agency["agencies"]} >= {"汀岚市水利局", "汀岚市生态环境局"}


def test_the_workbook_is_typed_frozen_and_filtered(store: Store) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(store, "xlsx")))
    assert [page.title.split()[-1] for page in book] == SHEETS
    tables = sheets_of(exported(store, "csv"))
    for page in book:
        rows = list(page.iter_rows(values_only=True))
        names = [str(head).split()[-1] for head in rows[0]]
        assert all(re.search(r"[一-鿿]", str(head)) for head in rows[0])
        assert names == list(tables[page.title.split()[-1]][0])
        assert len(rows) - 1 == len(tables[page.title.split()[-1]])
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref == page.dimensions
        for name, column in zip(names, zip(*rows[1:], strict=True), strict=True):
            kinds = {type(value) for value in column if value is not None}
            if name in ("start", "end", "year", "led", "targets", "documents", "mention_start"):
                assert kinds == {int}, name
            elif name == "value":
                assert kinds == {int, float}
            elif name == "group":
                assert kinds == {bool}
            else:
                assert kinds <= {str, int}, name


def test_no_text_of_a_document_is_a_formula(dangerous: Store) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(dangerous, "xlsx")))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))]
    assert len(risky) > 40
    assert all(cell.quotePrefix for cell in risky)
    for rows in sheets_of(exported(dangerous, "csv")).values():
        texts = [value for row in rows for value in row.values()]
        assert [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
        assert any(text.startswith("'") for text in texts)


@pytest.mark.parametrize("which", ["store", "dangerous"])
@pytest.mark.parametrize(("form", "reader"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networks_come_back_with_types_labels_and_citations(
    form: str, reader: object, which: str, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue(which)
    written = exported(store, form)
    assert exported(store, form) == written
    network = reader(io.BytesIO(written))  # type: ignore[operator]
    assert network.is_directed()
    texts = dict(store.query("SELECT ?title ?text { ?d zt:text ?text ; dcterms:title ?title }").table())
    for agency, task, edge in network.edges(data=True):
        assert network.nodes[agency]["kind"] in ("agency", "group")
        assert network.nodes[task]["kind"] == "task"
        assert network.nodes[task]["label"]
        assert isinstance(edge["words_start"], int)
        assert isinstance(edge["inherited"], bool)
        assert edge["role"] in ("lead", "participant", "responsible")
        words = texts[edge["document"]][edge["words_start"] : edge["words_end"]]
        assert edge["words"] == " ".join(words.split())
    together = reader(io.BytesIO(exported(store, form, of="agencies")))  # type: ignore[operator]
    assert together.is_directed()
    for source, target, edge in together.edges(data=True):
        assert len(edge["citations"].split("\n")) == edge["weight"] == edge["led"] + edge["beside"] >= 1
        back = together.get_edge_data(target, source, {"beside": 0})
        assert edge["beside"] == back["beside"]
    assert {community for _, community in together.nodes(data="community")} >= {1}
    # Gephi shows a timeline where a file says that it changes in time.
    assert b'mode="dynamic"' not in written


def test_a_network_without_responsibilities_is_said_to_be_none(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as empty, pytest.raises(NotFound):
        export(empty, "gexf", io.BytesIO())


run = partial(commands.run, "export")


def test_the_command_takes_the_form_from_the_name_or_the_option(folder: Path, tmp_path: Path) -> None:
    for name, form in (
        ("政图.ttl", ""), ("政图.trig", ""), ("政图.nq", ""), ("政图.jsonld", ""), ("政图.zip", ""), ("政图.xlsx", ""),
        ("政图.graphml", ""), ("政图.gexf", ""), ("政图", "nquads"),
    ):  # fmt: skip
        options = ("--format", form) if form else ()
        result = run("-o", str(tmp_path / name), *options, "--store", str(folder), "--document", "绿色低碳")
        assert result.exit_code == 0, result.output
        assert re.fullmatch(rf"{re.escape(str(tmp_path / name))}: \d+ .+\n", result.stdout)
        assert (tmp_path / name).stat().st_size > 1000
    result = run("-o", str(tmp_path / "表"), "--format", "csv", "--store", str(folder))
    assert result.exit_code == 0
    assert sorted(path.stem for path in (tmp_path / "表").iterdir()) == sorted(SHEETS)
    piped = run("-o", "-", "--format", "nquads", "--store", str(folder))
    assert len(piped.stdout.splitlines()) == int(piped.stderr.split()[1])
    assert len(FORMS) == 8


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "政图.pdf"), "--format"),
        (("-o", "无/此/夹.nq"), "无/此"),
        (("-o", "政图.nq", "--agency", "市水利局"), "--document"),
        (("-o", "政图.nq", "--document", "海洋"), "no document matches"),
        (("-o", "政图.xlsx", "--agency", "市水力局"), "nearest: 市水利局"),
        (("-o", ".", "--format", "trig"), "folder"),
    ],
)
def test_what_cannot_be_exported_is_one_line_and_leaves_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments, "--store", str(folder))
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_leaves_the_earlier_file(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "合作.gexf"
    file.write_text("earlier", encoding="utf-8")
    assert run("-o", str(file), "--agency", "市水力局", "--store", str(folder)).exit_code == 1
    assert file.read_text(encoding="utf-8") == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["合作.gexf"]


def test_units_follow_one_another_in_the_tasks_table(store: Store) -> None:
    rows = [row for row in sheets_of(exported(store, "csv"))["tasks"] if row["document"].startswith("衡澜市")]
    assert all(int(one["start"]) < int(other["start"]) for one, other in pairwise(rows))
