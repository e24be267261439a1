"""Looking after a store: listing, removing, checking, saving and restoring its documents, wherever it is."""

import csv
import gzip
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import Store
from graph.endpoint import Endpoint
from graph.errors import StoreUnreachable
from graph.triples import graph_iri
from tests.commands import refused, run
from tests.sample import sample
from tests.servers import emptied
from tests.test_store import dump, edited

TITLE = sample().document.title
HASH = sample().document.id


@pytest.fixture
def filled(place: Path | str) -> str:
    """Two documents of one title: 意见.txt, the sample, and 二稿.txt with words added."""
    with Store(place) as store:
        store.load(sample(), source="/docs/意见.txt")
        store.load(edited("附件"), source="/docs/二稿.txt")
    return str(place)


# ── What is there ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_documents_are_listed_with_their_counts_and_loads(filled: str) -> None:
    table = run("documents", "--store", filled).stdout
    assert HASH[:8] in table
    assert "9·12·5" in table
    records = json.loads(run("documents", "--store", filled, "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run("documents", "--store", filled, "--format", "csv").stdout)))
    assert [row["hash"] for row in rows] == [record["hash"] for record in records]
    [record] = [record for record in records if record["source"] == "/docs/意见.txt"]
    assert {name: record[name] for name in ("title", "issuer", "number", "date", "hash")} == {
        "title": TITLE,
        "issuer": "平江市人民政府",
        "number": "平政发〔2026〕12号",
        "date": "2026-03-05",
        "hash": HASH,
    }
    counts = [record[name] for name in ("units", "responsibilities", "leads", "targets", "zones")]
    leads = len([duty for duty in sample().responsibilities if duty.role == "lead"])
    assert counts == [9, len(sample().responsibilities), leads, len(sample().targets), len(sample().zones)]
    assert record["loaded"].endswith("Z")
    assert record["tool"]
    assert len(record["lexicons"]) == 12


def test_a_store_without_documents_says_so(tmp_path: Path) -> None:
    with Store(tmp_path / "store"):
        pass
    result = run("documents", "--store", str(tmp_path / "store"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no documents" in result.stderr
    assert json.loads(run("documents", "--store", str(tmp_path / "store"), "--format", "json").stdout) == []


# ── Taking out ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("typed", [HASH[:6], "意见.txt", "/docs/意见.txt", graph_iri(sample().document)])
def test_a_document_is_removed_whole_with_the_record_of_its_load(filled: str, typed: str) -> None:
    result = run("remove", typed, "--store", filled)
    assert result.stdout == f"已移除 removed {HASH[:8]}《{TITLE}》2026-03-05 (意见.txt)\n"
    assert HASH[:16] not in str(dump(filled))
    with Store(filled, read_only=True) as store:
        assert [load.source for load in store.loads()] == ["/docs/二稿.txt"]


def test_a_name_that_can_mean_several_documents_removes_none(filled: str) -> None:
    before = dump(filled)
    refused(run("remove", "数字创新", "--store", filled), "2 documents", HASH[:8], "二稿.txt")
    refused(run("remove", "平政发〔2026〕12号", "--store", filled), "2 documents")
    refused(run("remove", "意见.txt", "数字创新", "--store", filled), "2 documents")
    refused(run("remove", "别的文件", "--store", filled), "没有找到文件“别的文件”")
    assert dump(filled) == before


def test_several_documents_go_at_once(filled: str) -> None:
    result = run("remove", "意见.txt", "二稿.txt", HASH[:8], "--store", filled)
    assert len(result.stdout.splitlines()) == 2
    with Store(filled) as store:
        assert store.loads() == []
        assert store.holding.graphs() == []


# ── Checking ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_conforms_is_said_to_and_the_gaps_are_named(filled: str) -> None:
    result = run("check", "--store", filled)
    assert result.exit_code == 0, result.output
    assert result.stdout.count("合格 conforms") == 2
    assert "没有牵头单位的任务 tasks without a lead: 1 — 1.1.1 培育创新主体" in result.stdout
    assert "没有完成年份的目标 targets without a year: 2 — 1.1.2.1 技术合同成交额年均增长12%以上；2.1 " in result.stdout
    assert "agencies whose place is not known" not in result.stdout
    one = run("check", "意见.txt", "--store", filled, "--format", "json")
    [report] = json.loads(one.stdout)
    assert report["faults"] == []
    assert report["gaps"]["agencies-unresolved"] == []
    # A draft and its second version stand beside one another.
    [other] = report["gaps"]["told-twice"]
    assert other.endswith(" 二稿.txt")


def test_a_document_that_stands_alone_counts_once(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.load(sample(), source="a")
    [report] = json.loads(run("check", "--store", str(tmp_path), "--format", "json").stdout)
    assert report["gaps"]["told-twice"] == []


def test_an_agency_of_no_known_place_is_named(tmp_path: Path) -> None:
    first, *rest = sample().agencies
    unknown = replace(sample(), agencies=(replace(first, jurisdiction=None), *rest))
    with Store(tmp_path) as store:
        store.load(unknown, source="a")
    assert "agencies whose place is not known: 1 — 平江市科学技术局" in run("check", "--store", str(tmp_path)).stdout


def test_a_fact_that_breaks_a_shape_is_a_fault_and_a_change_is_told(filled: str) -> None:
    graph = ox.NamedNode(graph_iri(sample().document))
    role = ox.NamedNode("https://w3id.org/zhengtu/ontology#role")
    with Store(filled) as store:
        duty = next(quad.subject for quad in store.holding.graph(graph) if quad.predicate == role)
        second = ox.Quad(duty, role, ox.NamedNode("https://w3id.org/zhengtu/ontology#chair"), graph)
        store.holding.add(ox.serialize([second], format=ox.RdfFormat.N_QUADS) or b"")
    result = run("check", "--store", filled)
    assert result.exit_code == 1
    assert "不合 fault: 责任应有一个角色" in result.stdout
    assert "changed since it was loaded" in result.stdout
    assert result.stdout.count("合格 conforms") == 1
    [line] = result.stderr.splitlines()
    assert "break the shapes" in line


# ── Saving and restoring ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_comes_back_as_it_was_in_any_place(filled: str, tmp_path: Path, oxigraph: str) -> None:
    file, again = tmp_path / "库.nq.gz", tmp_path / "再.nq.gz"
    said = run("backup", str(file), "--store", filled).stdout
    before = dump(filled)
    assert f"{file}: {len(before)} 条事实 facts" in said
    elsewhere = str(tmp_path / "restored") if filled.startswith("http") else oxigraph
    if elsewhere == oxigraph:
        emptied(oxigraph)
    result = run("restore", str(file), "--store", elsewhere)
    assert result.exit_code == 0, result.output
    assert f"{len(before)} 条事实 facts" in result.stdout
    assert dump(elsewhere) == before
    run("backup", str(again), "--store", elsewhere)
    assert again.read_bytes() == file.read_bytes()
    # Any RDF tool reads it.
    assert len(list(ox.parse(gzip.decompress(file.read_bytes()), ox.RdfFormat.N_QUADS))) == len(before)


def test_a_backup_does_not_go_into_a_store_that_has_something(filled: str, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "a.nq.gz"), "--store", filled)
    before = dump(filled)
    refused(run("restore", str(tmp_path / "a.nq.gz"), "--store", filled), "is not empty")
    assert dump(filled) == before


def _truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _altered(content: bytes) -> bytes:
    return gzip.compress(gzip.decompress(content).replace("平江市".encode(), "平山市".encode(), 1))


def _without_its_end(content: bytes) -> bytes:
    return gzip.compress(gzip.decompress(content).rpartition(b"# zhengtu")[0])


def _other(_content: bytes) -> bytes:
    return b"PK\x03\x04"


@pytest.mark.parametrize("graphs", [0, 1, 2])
def test_a_restore_that_breaks_off_on_a_server_leaves_no_documents_and_is_run_again(
    tmp_path: Path, oxigraph: str, monkeypatch: pytest.MonkeyPatch, graphs: int
) -> None:
    file = tmp_path / "a.nq.gz"
    with Store(tmp_path / "store") as store:
        store.load(sample(), source="/docs/意见.txt")
        store.load(edited("附件"), source="/docs/二稿.txt")
    run("backup", str(file), "--store", str(tmp_path / "store"))
    url, put, done = emptied(oxigraph), Endpoint.put, []

    def breaking(self: Endpoint, name: str, triples: bytes) -> None:
        if len(done) == graphs:
            raise StoreUnreachable(f"{url}: the connection broke; try again")
        done.append(name)
        put(self, name, triples)

    with monkeypatch.context() as broken:
        broken.setattr(Endpoint, "put", breaking)
        again = (f"{graphs} graphs are written", "run the restore again") if graphs else ()
        refused(run("restore", str(file), "--store", url), "the connection broke", *again)
    refused(run("documents", "--store", url), "no documents here yet")
    assert run("restore", str(file), "--store", url).exit_code == 0
    assert dump(url) == dump(tmp_path / "store")
    refused(run("restore", str(file), "--store", url), "is not empty")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_truncated, "damaged"),
        (_altered, "not as it was written"),
        (_without_its_end, "no backup"),
        (_other, "no backup"),
    ],
)
def test_a_damaged_backup_is_not_restored(tmp_path: Path, damage: object, words: str) -> None:
    with Store(tmp_path / "store") as store:
        store.load(sample(), source="a")
    file = tmp_path / "a.nq.gz"
    run("backup", str(file), "--store", str(tmp_path / "store"))
    assert callable(damage)
    file.write_bytes(damage(file.read_bytes()))
    refused(run("restore", str(file), "--store", str(tmp_path / "new")), str(file), words, "nothing was restored")
    refused(run("restore", str(tmp_path / "none.gz"), "--store", str(tmp_path / "new")), "no such file")


def test_a_backup_that_cannot_be_written_leaves_the_older_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "store") as store:
        store.load(sample(), source="a")
    refused(run("backup", str(tmp_path / "none" / "a.gz"), "--store", str(tmp_path / "store")), "cannot be written")
    file = tmp_path / "a.nq.gz"
    file.write_bytes(b"older")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    refused(
        run("backup", str(file), "--store", str(tmp_path / "store")), "No space left", "the older file is as it was"
    )
    assert file.read_bytes() == b"older"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.nq.gz", "store"]


# ── Loading many ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_many_documents_are_loaded_as_if_one_by_one(place: Path | str, tmp_path: Path) -> None:
    """New ones, known ones, one in another's place and one twice, in one load."""
    drafts = [edited(f"第{number}稿") for number in range(12)]
    given = [(draft, f"/docs/{number}.txt") for number, draft in enumerate(drafts)]
    given[5:5] = [(drafts[3], "/docs/3.txt"), (edited("改"), "/docs/1.txt"), (drafts[2], "/docs/copy.txt")]
    with Store(place) as store:
        outcomes = [done.outcome for done in store.load_all(given)]
    with Store(tmp_path / "one by one") as store:
        assert outcomes == [store.load(extraction, source=source).outcome for extraction, source in given]
    assert outcomes.count("added") == 12
    assert (outcomes[5], outcomes[6], outcomes[7]) == ("unchanged", "replaced", "unchanged")
    facts = [row for row in dump(place) if "provenance" not in row[0]]
    assert facts == [row for row in dump(tmp_path / "one by one") if "provenance" not in row[0]]


def test_a_load_tells_each_file_and_their_count(place: Path | str, tmp_path: Path) -> None:
    texts = tmp_path / "文件"
    texts.mkdir()
    clause = "工作方案\n一、主要任务\n（一）建设算力中心。（市数据局牵头）\n"
    for name in ("甲", "乙", "丙"):
        (texts / f"{name}.txt").write_text(f"{name}市{clause}", encoding="utf-8")
    run("load", str(texts), "--store", str(place))
    (texts / "乙.txt").write_text(f"乙市{clause}（二）建设实验室。（市科技局牵头）\n", encoding="utf-8")
    (texts / "丁.txt").write_text(f"丁市{clause}", encoding="utf-8")
    (texts / "戊.txt").write_bytes(b"\x00\x01" * 50)
    result = run("load", str(texts), "--store", str(place))
    assert result.exit_code == 1
    told = {line[line.index("《") + 1] + "市": line.partition("《")[0] for line in result.stdout.splitlines()[:-1]}
    assert told == {
        "丁市": "已读入 added",
        "甲市": "已在库 unchanged",
        "乙市": "已更新 replaced",
        "丙市": "已在库 unchanged",
    }
    assert result.stdout.splitlines()[-1] == (
        "共 5 份文件 files: 已读入 added 1 · 已在库 unchanged 2 · 已更新 replaced 1 · 未读 refused 1"
    )
    [line] = result.stderr.splitlines()
    assert "戊.txt" in line
