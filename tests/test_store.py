"""Loading documents into a store, opening it, and asking it in SPARQL."""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.facts import Extraction
from graph import (
    Boolean,
    Loaded,
    NotAStore,
    QueryError,
    Solutions,
    Store,
    StoreDamaged,
    StoreError,
    StoreForbidden,
    StoreHeld,
    StoreMissing,
    Triples,
    UpdateRefused,
)
from graph import records as records_module
from graph.triples import to_quads
from tests.sample import sample

ROOT = Path(__file__).parents[1]


def edited(addition: str) -> Extraction:
    """The sample with words added at its end, and so another document."""
    document = sample().document
    text = document.text + addition
    return replace(sample(), document=replace(document, id=sha256(text.encode()).hexdigest(), text=text))


def load(folder: Path | str, extraction: Extraction, source: str = "/docs/意见.txt") -> Loaded:
    with Store(folder) as store:
        return store.load(extraction, source=source)


def dump(folder: Path | str) -> list[tuple[str, ...]]:
    """Everything in the store, sorted."""
    with Store(folder, read_only=True) as store:
        found = store.query("SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }")
        assert isinstance(found, Solutions)
        return sorted(tuple(str(term) for term in row) for row in found.rows())


@contextmanager
def another_process(folder: Path, mode: str) -> Iterator[None]:
    """A second process that has the store open for the length of the block."""
    script = (
        "import sys; from graph import Store\n"
        "with Store(sys.argv[1], read_only=sys.argv[2] == 'read'): print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder), mode], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == b"open\n"
        yield
        process.stdin.close()


def test_a_new_document_is_added(place: Path | str) -> None:
    loaded = load(place, sample())
    assert (loaded.outcome, loaded.replaced) == ("added", ())
    stored = {row[1:] for row in dump(place) if row[0] == f"<{loaded.graph}>"}
    memory = ox.Store()
    memory.extend(to_quads(sample()))
    assert stored == {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in memory}


def test_loading_again_changes_nothing(place: Path | str) -> None:
    load(place, sample())
    before = dump(place)
    assert load(place, sample()).outcome == "unchanged"
    assert load(place, sample(), source="/elsewhere/copy.txt").outcome == "unchanged"
    assert dump(place) == before


def test_each_load_leaves_one_record(place: Path | str) -> None:
    load(place, sample())
    question = """SELECT ?tool ?hash ?source ?when WHERE {
        ?load a prov:Activity ; zt:toolVersion ?tool ; zt:lexiconVersion ?words ; zt:contentHash ?hash ;
          zt:sourceFile ?source ; prov:endedAtTime ?when ; prov:generated ?graph .
        ?graph prov:wasDerivedFrom ?document . ?document zt:contentHash ?hash }"""
    with Store(place, read_only=True) as store:
        found = store.query(question)
        assert isinstance(found, Solutions)
        [(tool, content, source, when)] = found.table()
    assert (tool, content, source) == (records_module.version("zhengtu"), sample().document.id, "/docs/意见.txt")
    assert when.endswith("Z")


def test_another_version_of_the_tool_replaces_what_the_first_one_read(
    place: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(place, sample())
    before = dump(place)
    monkeypatch.setattr(records_module, "version", lambda _: "99.0")
    fewer = replace(sample(), targets=())
    assert load(place, fewer).outcome == "replaced"
    after = dump(place)
    assert [row for row in after if "99.0" in row[3]]
    assert len(after) < len(before)
    assert not [row for row in after if "#Target" in row[3]]
    assert len([row for row in after if row[2].endswith("#endedAtTime>")]) == 1
    assert load(place, fewer).outcome == "unchanged"


def test_changed_rules_replace_the_facts_though_the_version_stays(place: Path | str) -> None:
    load(place, sample())
    assert load(place, replace(sample(), zones=())).outcome == "replaced"


def test_a_corrected_file_replaces_its_earlier_text(place: Path | str) -> None:
    first = load(place, sample())
    second = load(place, edited("附件"))
    assert (second.outcome, second.replaced) == ("replaced", (sample().document.title,))
    assert {row[0] for row in dump(place)} == {f"<{second.graph}>", str(records_module.PROVENANCE)}
    assert first.graph not in str(dump(place))


def test_two_files_are_two_documents(place: Path | str) -> None:
    load(place, sample(), source="/docs/a.txt")
    assert load(place, edited("附件"), source="/docs/b.txt").outcome == "added"
    with Store(place, read_only=True) as store:
        assert len(list(store.ask("documents").table())) == 2


def test_a_file_that_becomes_a_copy_of_another_gives_up_its_own_text(place: Path | str) -> None:
    load(place, sample(), source="/docs/a.txt")
    load(place, edited("附件"), source="/docs/b.txt")
    assert load(place, sample(), source="/docs/b.txt").outcome == "replaced"
    with Store(place, read_only=True) as store:
        assert len(list(store.ask("documents").table())) == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_whatever_a_text_holds_is_replaced_as_it_stands(place: Path | str, words: str) -> None:
    nasty = edited(words + '\\u0022 . } } ; DROP ALL # "\\')
    with Store(place) as store:
        store.load(sample(), source="/docs/a.txt")
        store.load(nasty, source="/docs/a.txt")
        found = store.query("SELECT ?text WHERE { ?document zt:text ?text }")
        assert isinstance(found, Solutions)
        assert list(found.table()) == [(nasty.document.text,)]


LOADS_UNTIL_KILLED = """
import sys
from graph import Store
from tests.test_store import edited
with Store(sys.argv[1]) as store:
    print("open", flush=True)
    for round in range(10_000):
        store.load(edited(f"第{round}稿"), source=f"/docs/{round % 5}.txt")
"""


def test_a_killed_load_leaves_documents_whole_or_absent(tmp_path: Path) -> None:
    whole = len({(quad.subject, quad.predicate, quad.object) for quad in to_quads(edited("第0稿"))})
    pauses = random.Random(7)
    for attempt in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", LOADS_UNTIL_KILLED, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            assert process.stdout.readline() == b"open\n"
            time.sleep(0.2 + pauses.random() * 0.4)
            process.send_signal(signal.SIGKILL)
        with Store(tmp_path) as store:
            sizes = store.query(
                "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o . ?d a zt:PolicyDocument } } GROUP BY ?g"
            )
            records = store.query("SELECT ?source ?graph WHERE { ?load zt:sourceFile ?source ; prov:generated ?graph }")
            assert isinstance(sizes, Solutions)
            assert isinstance(records, Solutions)
            counts = [row[0] for row in sizes.table()]
            assert set(counts) == {str(whole)}, f"attempt {attempt}"
            sources = [row[0] for row in records.table()]
            assert len(sources) == len(set(sources)) == len(counts)


def test_a_store_that_is_being_written_is_closed_to_others(tmp_path: Path) -> None:
    load(tmp_path, sample())
    with another_process(tmp_path, "write"):
        for read_only in (True, False):
            with (
                pytest.raises(StoreHeld, match="another process holds") as caught,
                Store(tmp_path, read_only=read_only),
            ):
                pass
            assert str(tmp_path) in str(caught.value)
            assert "\n" not in str(caught.value)
    assert load(tmp_path, sample()).outcome == "unchanged"


def test_a_store_that_another_program_writes_is_not_read(tmp_path: Path) -> None:
    load(tmp_path, sample())
    script = "import sys, pyoxigraph; s = pyoxigraph.Store(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        for read_only in (True, False):
            with pytest.raises(StoreHeld), Store(tmp_path, read_only=read_only):
                pass
        process.stdin.close()


def test_many_may_read_at_once_and_nobody_writes_meanwhile(tmp_path: Path) -> None:
    load(tmp_path, sample())
    with another_process(tmp_path, "read"):
        with Store(tmp_path, read_only=True) as store, Store(tmp_path, read_only=True) as again:
            assert len(list(store.ask("documents").table())) == len(list(again.ask("documents").table())) == 1
        with pytest.raises(StoreHeld), Store(tmp_path):
            pass


def test_a_refused_reader_in_the_same_process_leaves_the_writers_hold_intact(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.load(sample(), source="a")
        with pytest.raises(StoreHeld), Store(tmp_path, read_only=True):
            pass
        script = "import sys, pyoxigraph; pyoxigraph.Store(sys.argv[1])"
        foreign = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=False)
        assert b"lock" in foreign.stderr.lower()


def test_reading_where_nothing_was_loaded_says_what_to_run(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(StoreMissing, match="zhengtu load"), Store(folder, read_only=True):
            pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("read_only", [True, False])
def test_a_folder_of_other_things_is_never_written_to(tmp_path: Path, read_only: bool) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    (tmp_path / "file").write_text("a file")
    for path, words in ((tmp_path, "file"), (tmp_path / "file", "is a file")):
        with pytest.raises(NotAStore, match=words), Store(path, read_only=read_only):
            pass
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "thesis.docx"]


@pytest.mark.parametrize(
    ("pattern", "content"),
    [("CURRENT", b"?"), ("MANIFEST-*", b"?"), ("*.sst", b"?"), ("CURRENT", None), ("*.sst", None)],
)
@pytest.mark.parametrize("read_only", [True, False])
def test_a_damaged_store_is_said_to_be_damaged(
    tmp_path: Path, pattern: str, content: bytes | None, read_only: bool
) -> None:
    load(tmp_path, sample())
    broken = list(tmp_path.glob(pattern))
    assert broken
    for file in broken:
        file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(StoreDamaged, match="damaged") as caught, Store(tmp_path, read_only=read_only):
        pass
    assert "\n" not in str(caught.value)


def test_damage_met_while_reading_is_said_too(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for round in range(20):
            store.load(edited(f"第{round}稿"), source=f"/docs/{round}.txt")
    for table in tmp_path.glob("*.sst"):
        content = table.read_bytes()
        if len(content) > 20_000:  # the first block of facts, not the index that opening reads
            table.write_bytes(b"\xff" * 500 + content[500:])
    with Store(tmp_path, read_only=True) as store:
        found = store.query("SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }")
        assert isinstance(found, Solutions)
        with pytest.raises(StoreDamaged):
            list(found.rows())


def test_no_permission_is_said_in_one_line(tmp_path: Path) -> None:
    load(tmp_path / "store", sample())
    script = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from graph import Store, StoreForbidden\n"
        "from os import getuid, setuid\n"
        "getuid() or setuid(65534)\n"
        "for read_only in (True, False):\n"
        "    try:\n"
        "        with Store(sys.argv[1], read_only=read_only): pass\n"
        "    except StoreForbidden as error: print(str(error).count('\\n'))\n"
    )
    (tmp_path / "store").chmod(0)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "store"), str(ROOT)], capture_output=True, text=True, check=False
    )
    (tmp_path / "store").chmod(0o700)
    assert done.stdout == "0\n0\n", done.stderr


def test_a_store_opened_for_reading_takes_no_documents(place: Path | str) -> None:
    load(place, sample())
    with Store(place, read_only=True) as store, pytest.raises(StoreForbidden, match="for reading"):
        store.load(edited("附件"), source="/docs/b.txt")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?x WHERE {\n ?x ?p }", r"line 2, column \d+"),
        ("SELECT ?x { ?x foo:bar ?y }", "prefix not found"),
        ("", "line 1, column 1"),
        ("谁牵头", "line 1, column"),
        ("SELECT ?x { ?x ?p '未完", "a string in it has no end"),
    ],
)
def test_a_malformed_query_gets_one_line_that_says_where(place: Path | str, query: str, words: str) -> None:
    load(place, sample())
    with Store(place, read_only=True) as store, pytest.raises(QueryError, match=words) as caught:
        store.query(query)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200
    assert not isinstance(caught.value, UpdateRefused)


@pytest.mark.parametrize(
    "update",
    [
        "DROP ALL",
        "# 清空\nPREFIX a: <http://a/>\nDELETE WHERE { ?s ?p ?o }",
        "insert data { <http://a> <http://b> 1 }",
        "LOAD <http://127.0.0.1/x>",
        "BASE <http://a/> WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused_and_changes_nothing(place: Path | str, update: str) -> None:
    load(place, sample())
    before = dump(place)
    with Store(place) as store, pytest.raises(UpdateRefused, match="only reads"):
        store.query(update)
    assert dump(place) == before


def test_a_question_sees_all_documents_and_knows_the_usual_prefixes(place: Path | str) -> None:
    load(place, sample(), source="/docs/a.txt")
    load(place, edited("附件"), source="/docs/b.txt")
    with Store(place, read_only=True) as store:
        found = store.query("SELECT (COUNT(*) AS ?tasks) WHERE { ?agency zt:leads ?task }")
        assert isinstance(found, Solutions)
        leads = len([duty for duty in sample().responsibilities if duty.role == "lead"])
        assert list(found.table()) == [(str(2 * leads),)]


def test_a_question_that_names_its_graphs_sees_those_alone(tmp_path: Path) -> None:
    graphs = [
        load(tmp_path / "store", extraction, source).graph
        for extraction, source in ((sample(), "a"), (edited("附"), "b"))
    ]
    with Store(tmp_path / "store", read_only=True) as store:
        for named, count in ((graphs[:1], 1), (graphs, 2)):
            clauses = " ".join(f"FROM <{graph}>" for graph in named)
            found = store.query(f"SELECT ?d {clauses} {{ ?d a zt:PolicyDocument }}")
            assert isinstance(found, Solutions)
            assert len(list(found.table())) == count


def test_results_are_written_in_the_formats_of_the_w3c(place: Path | str) -> None:
    load(place, sample())
    question = "SELECT ?name ?none WHERE { ?agency a zt:AgencyGroup ; skos:prefLabel ?name }"
    with Store(place, read_only=True) as store:

        def found() -> Solutions:
            solutions = store.query(question)
            assert isinstance(solutions, Solutions)
            return solutions

        name = "各县（市、区）人民政府"
        assert list(found().table()) == [(name, "")]
        assert [row[1] for row in found().rows()] == [None]
        assert found().write("csv").decode() == f"name,none\r\n{name},\r\n"
        assert found().write("tsv").decode() == f'?name\t?none\n"{name}"@zh\t\n'
        assert json.loads(found().write("json"))["results"]["bindings"] == [
            {"name": {"type": "literal", "value": name, "xml:lang": "zh"}}
        ]
        yes = store.query("ASK { ?agency zt:leads ?task }")
        assert isinstance(yes, Boolean)
        assert yes.value
        assert json.loads(yes.write("json"))["boolean"] is True
        drawn = store.query("CONSTRUCT { ?agency zt:leads ?task } WHERE { ?agency zt:leads ?task }")
        assert isinstance(drawn, Triples)
        assert len(list(ox.parse(drawn.write("turtle"), format=ox.RdfFormat.TURTLE))) == 4


# rdflib 7.6 uses names inside its own Dataset that it warns others against.
@pytest.mark.filterwarnings("ignore:Dataset\\.:DeprecationWarning")
def test_the_same_store_speaks_rdflib(tmp_path: Path) -> None:
    import rdflib

    zt = rdflib.Namespace("https://w3id.org/zhengtu/ontology#")
    with Store(tmp_path) as store:
        store.load(sample(), source="a")
        dataset = store.dataset
        question = "SELECT ?task WHERE { ?agency zt:leads ?task }"
        assert len(list(dataset.query(question, initNs={"zt": zt}))) == 4
        assert len(list(dataset.subject_objects(zt.leads))) == 4
        graphs = {graph.identifier for graph in dataset.graphs()}
        assert rdflib.URIRef(str(records_module.PROVENANCE.value)) in graphs
        office = rdflib.URIRef("https://example.org/机构/市科技局")
        dataset.graph("https://example.org/notes").add((office, rdflib.RDFS.label, rdflib.Literal("备注", lang="zh")))
        noted = store.query("SELECT ?agency WHERE { ?agency rdfs:label '备注'@zh }")
        assert isinstance(noted, Solutions)
        assert list(noted.table()) == [(str(office),)]


def test_an_answer_kept_too_long_does_not_keep_the_store(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.load(sample(), source="a")
        found = store.query("SELECT * WHERE { ?s ?p ?o }")
        dataset = store.dataset
    assert load(tmp_path, sample()).outcome == "unchanged"
    assert isinstance(found, Solutions)
    with pytest.raises(StoreError, match="closed"):
        list(found.rows())
    with pytest.raises(AttributeError):
        list(dataset.query("SELECT * WHERE { ?s ?p ?o }"))


def test_the_named_questions_all_run(place: Path | str) -> None:
    load(place, sample())
    questions = sorted(path.stem for path in (ROOT / "graph" / "queries").glob("*.rq"))
    assert len(questions) >= 10
    bound = {
        "texts": {"words": ox.Literal("平江")},
        "units": {"words": ox.Literal("平江")},
        "bearers": {"task": next(q.subject for q in to_quads(sample()) if q.predicate.value.endswith("#number"))},
        "unit": {"task": next(q.subject for q in to_quads(sample()) if q.predicate.value.endswith("#number"))},
    }
    with Store(place, read_only=True) as store:
        for question in questions:
            text = (ROOT / "graph" / "queries" / f"{question}.rq").read_text(encoding="utf-8")
            chinese, english, *_ = text.splitlines()
            assert chinese.startswith("# ")
            assert english.startswith("# ")
            assert not chinese.isascii()
            if question != "bearers":
                assert list(store.ask(question, **bound.get(question, {})).table()), question


def test_two_threads_may_ask_at_once(place: Path | str) -> None:
    load(place, sample())
    counts: list[int] = []
    with Store(place, read_only=True) as store:
        threads = [
            threading.Thread(target=lambda: counts.append(len(list(store.ask("responsibilities").table()))))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert counts == [len(sample().responsibilities)] * 4


def test_a_folder_whose_making_was_cut_short_is_finished_by_the_next_load(tmp_path: Path) -> None:
    for name in ("LOCK", "LOG", "IDENTITY"):
        (tmp_path / name).touch()
    with pytest.raises(StoreMissing, match="never finished"), Store(tmp_path, read_only=True):
        pass
    (tmp_path / "IDENTITY").unlink()
    assert load(tmp_path, sample()).outcome == "added"


def test_a_load_killed_at_random_moments_is_finished_by_the_next() -> None:
    """The short form of benchmarks/durability.py, which says more."""
    script = ROOT / "benchmarks" / "durability.py"
    done = subprocess.run(
        [sys.executable, script, "--kills", "3", "--documents", "6"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 kills" in done.stdout
    assert "0 faults" in done.stdout
