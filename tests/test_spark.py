"""A corpus on a real Spark of this machine: what comes out is what a load stores, byte for byte once sorted."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph import Store, spark
from graph.exports import tables_of
from graph.inventory import inventory
from graph.tables import Sheet
from graph.unstored import no_sheets
from tests.commands import refused, run
from tests.test_corpus import told
from tests.test_store import dump
from tests.written import as_docx, as_html, as_markdown, as_xlsx

pyspark = pytest.importorskip("pyspark", reason="needs the extra spark")
pandas = pytest.importorskip("pandas")
pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
MASTER = ("--master", "local[2]")
LIMITS = {"seconds": 60, "largest": 100_000}


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """One Spark for all tests, which is done before its compiler would pay."""
    before = dict(os.environ)
    os.environ["JDK_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=1"
    with spark.opened("local[2]") as opened:
        opened.conf.set("spark.sql.shuffle.partitions", "2")
        yield opened
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples in every format, one text twice, and files that are refused."""
    made = tmp_path_factory.mktemp("语料") / "文件"
    (made / "下级").mkdir(parents=True)
    for path in EXAMPLES:
        shutil.copy(path, made)
    one, two = (path.read_text(encoding="utf-8") for path in EXAMPLES[:2])
    (made / "意见.docx").write_bytes(as_docx(one.replace("汀岚", "云和")))
    (made / "分工.xlsx").write_bytes(as_xlsx(two.replace("衡澜", "云和")))
    (made / "网页.html").write_text(as_html(one.replace("汀岚", "泰兴")), encoding="utf-8")
    (made / "标记.md").write_text(as_markdown(two.replace("衡澜", "昌宁")), encoding="utf-8")
    (made / "下级" / "国标.txt").write_bytes(two.replace("衡澜", "泰兴").encode("gb18030"))
    # A load takes the one in the folder that comes first, though "-" comes before "/".
    (made / "下级-副本.txt").write_bytes((made / "下级" / "国标.txt").read_bytes())
    (made / "坏.txt").write_bytes(b"\x00\x01" * 50)
    (made / "空.txt").write_bytes(b" ")
    (made / "大.txt").write_text(one * 20, encoding="utf-8")
    (made / "README.txt").write_text(one, encoding="utf-8")
    (made / ".隐.txt").write_text(one, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def loaded(folder: Path) -> tuple[Path, list[dict[str, Any]]]:
    """A store with what `zhengtu load` makes of it, and its report."""
    store, report = folder.parent / "store", folder.parent / "report.jsonl"
    done = run("load", str(folder), "--store", str(store), "--max-size", "0.1", "--report", str(report))
    assert done.exit_code == 1
    return store, told(report)


@pytest.fixture(scope="module")
def written(session: Any, folder: Path) -> Path:
    """What `zhengtu spark-extract` makes of it."""
    assert session.sparkContext.defaultParallelism == 2
    output = folder.parent / "结果"
    done = run("spark-extract", str(folder), str(output), *MASTER, "--max-size", "0.1")
    assert done.exit_code == 1, done.output
    assert "已读入 added 8 · 已在库 unchanged 1 · 已更新 replaced 0 · 未读 refused 3" in done.stdout
    return output


def quads(output: Path) -> list[bytes]:
    """The lines of N-Quads of all parts."""
    return sorted(line for part in output.glob("nquads/*.nq.gz") for line in lines(part))


def lines(part: Path) -> list[bytes]:
    found = gzip.decompress(part.read_bytes()).splitlines(keepends=True)
    return [line for line in found if not line.startswith(b"#")]


def without_times(found: list[bytes]) -> list[bytes]:
    return [line for line in found if b"#endedAtTime>" not in line]


def rows(output: Path, sheet: Sheet, *left_out: str) -> Counter[tuple[Any, ...]]:
    names = [column.name for column in sheet.columns if column.name not in left_out]
    return Counter(tuple(row[name] for name in names) for row in parquet.read_table(output / sheet.name).to_pylist())


# ── The same as a load ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_quads_are_those_of_a_load(written: Path, loaded: tuple[Path, Any], tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "库.nq.gz"), "--store", str(loaded[0])).exit_code == 0
    stored = sorted(lines(tmp_path / "库.nq.gz"))
    ours = quads(written)
    assert without_times(ours) == without_times(stored)
    assert len(ours) == len(stored)
    times = {line.split(b'"')[1] for line in ours if b"#endedAtTime>" in line}
    assert len(times) == 1


def test_the_tables_are_those_of_an_export(written: Path, loaded: tuple[Path, Any]) -> None:
    with Store(loaded[0], read_only=True) as store:
        exported = {sheet.name: sheet for sheet in tables_of(store)}
        entries = inventory(store)
    assert {sheet.name for sheet in no_sheets()} - set(exported) == {"documents"}
    for sheet in no_sheets():
        if sheet.name in exported:
            assert sheet.columns == exported[sheet.name].columns
            assert rows(written, sheet) == Counter(exported[sheet.name].rows)
            assert exported[sheet.name].rows
    [documents] = [sheet for sheet in no_sheets() if sheet.name == "documents"]
    names = [column.name for column in documents.columns if column.name != "loaded"]
    assert rows(written, documents, "loaded") == Counter(tuple(getattr(e, name) for name in names) for e in entries)


def test_failures_have_the_words_of_a_loads_report(written: Path, loaded: tuple[Path, Any]) -> None:
    found = [line for part in written.glob("failures/*.json") for line in told(part)]
    reported = [line for line in loaded[1] if line["outcome"] == "refused"]
    assert {line["error"] for line in reported} == {"BinaryFile", "EmptyFile", "OversizedFile"}
    for line in (*found, *reported):
        assert 0 <= line.pop("seconds") < 60
    assert sorted(found, key=lambda line: line["path"]) == sorted(reported, key=lambda line: line["path"])


def test_a_restore_takes_the_parts_and_counts_them(written: Path, loaded: tuple[Path, Any], tmp_path: Path) -> None:
    done = run("restore", str(written / "nquads"), "--store", str(tmp_path / "store"))
    assert "校验一致" in done.stdout, done.output
    assert [row for row in dump(tmp_path / "store") if "endedAtTime" not in row[2]] == [
        row for row in dump(loaded[0]) if "endedAtTime" not in row[2]
    ]
    shutil.copytree(written, tmp_path / "缺")
    next((tmp_path / "缺" / "nquads").glob("part-*")).unlink()
    refused(run("restore", str(tmp_path / "缺" / "nquads"), "--store", str(tmp_path / "b")), "is not as it was written")


@pytest.mark.skipif(not OXIGRAPH.exists(), reason="needs the oxigraph command")
def test_oxigraphs_bulk_loader_takes_the_parts(written: Path, tmp_path: Path) -> None:
    parts = sorted((written / "nquads").glob("*.nq.gz"))
    command = [OXIGRAPH, "load", "--location", tmp_path / "store", "--file", *parts]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(dump(tmp_path / "store")) == len(quads(written))


def test_any_gunzip_takes_the_parts(written: Path) -> None:
    for part in (written / "nquads").glob("*.nq.gz"):
        assert subprocess.run(["gzip", "--test", part], capture_output=True, check=False).stderr == b""


# ── Tables and other file systems ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_a_table_of_texts_gives_the_same_facts(form: str, written: Path, tmp_path: Path) -> None:
    texts = [{"题名": path.name, "正文": path.read_text(encoding="utf-8")} for path in EXAMPLES]
    texts += [{"题名": "空", "正文": ""}, {"题名": "副本", "正文": texts[0]["正文"]}]
    table = tmp_path / f"文本[1].{form}"
    if form == "parquet":
        pandas.DataFrame(texts).to_parquet(table)
    else:
        table.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in texts), encoding="utf-8")
    columns = ("--name-column", "题名", "--text-column", "正文")
    done = run("spark-extract", str(table), str(tmp_path / "out"), *MASTER, *columns)
    assert "added 3 · 已在库 unchanged 1 · 已更新 replaced 0 · 未读 refused 1" in done.stdout, done.output
    ours = quads(tmp_path / "out")
    graphs = {line.rsplit(b" ", 2)[1] for line in ours}
    assert len(graphs) == 4
    facts = [line for line in quads(written) if line.rsplit(b" ", 2)[1] in graphs and b"/provenance>" not in line]
    assert [line for line in ours if b"/provenance>" not in line] == facts
    assert not any(b"#fileHash>" in line for line in ours)
    assert {line.split(b'"')[1].decode() for line in ours if b"#sourceFile>" in line} == {
        "副本",
        *(path.name for path in EXAMPLES[1:]),
    }


@pytest.mark.usefixtures("session")
def test_a_table_without_the_columns_is_refused_with_those_that_it_has(tmp_path: Path) -> None:
    (tmp_path / "表.jsonl").write_text('{"title": "a", "text": "b"}\n', encoding="utf-8")
    result = run("spark-extract", str(tmp_path / "表.jsonl"), str(tmp_path / "out"), *MASTER)
    refused(result, "has no column name", "it has text, title", "--name-column")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("session")
def test_files_of_hadoops_file_systems_give_the_same(folder: Path, written: Path, tmp_path: Path) -> None:
    """Read by Spark, as from hdfs: or s3a:, under names that are URIs."""
    done = run("spark-extract", f"file://{folder}", f"file://{tmp_path}/out", *MASTER, "--max-size", "0.1")
    assert "added 8 · 已在库 unchanged 1 · 已更新 replaced 0 · 未读 refused 3" in done.stdout, done.output
    same = [line.replace(f'"file:{folder}'.encode(), f'"{folder}'.encode()) for line in quads(tmp_path / "out")]
    assert without_times(sorted(same)) == without_times(quads(written))


# ── Partitions, limits ───────────────────────────────────────────────────────────────────────────────────────────────


def test_tasks_have_about_as_many_bytes_each(session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "_TASK", 60_000)
    names = [tmp_path / f"{number:02}.txt" for number in range(60)]
    for number, name in enumerate(names):
        name.write_bytes(b"1" * (20_000 if number % 10 == 0 else 1_000))
    tasks = spark.of_files(session, names).rdd.map(lambda row: row["name"]).glom().collect()
    assert [name for task in tasks for name in task] == [str(name) for name in names]
    sizes = [sum(Path(name).stat().st_size + 8_000 for name in task) for task in tasks]
    assert len(sizes) > 8
    assert max(sizes) < 90_000
    assert sum(sizes) / len(sizes) > 50_000


def test_few_files_are_spread_over_the_cores(session: Any) -> None:
    assert spark.of_files(session, EXAMPLES * 20).rdd.getNumPartitions() >= 8


def test_a_document_that_hangs_is_refused_and_the_rest_are_read(tmp_path: Path) -> None:
    """The map itself, as a worker of Spark runs it."""
    os.mkfifo(tmp_path / "无尽.txt")
    names = [str(EXAMPLES[0]), str(tmp_path / "无尽.txt"), str(EXAMPLES[1]), str(tmp_path / "无.txt")]
    jobs = [{"number": n, "name": name, "size": 0, "content": None, "text": None} for n, name in enumerate(names)]
    with spark._crew(9, 4 << 30):
        [found] = spark._run("2026-05-20T08:00:00Z", 9, 10_000_000, 4 << 30)(
            iter([pyarrow.RecordBatch.from_pylist(jobs)])
        )
    assert found["path"].to_pylist() == names
    assert found["error"].to_pylist() == [None, "SlowFile", None, "MissingFile"]
    spark._crew.cache_clear()


# ── Clear errors, nothing half written ───────────────────────────────────────────────────────────────────────────────


def test_what_is_missing_or_there_already_is_one_line(tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    refused(run("spark-extract", str(tmp_path / "无"), out), "no such file or folder")
    refused(run("spark-extract", str(tmp_path), out), "no document here")
    (tmp_path / "out").mkdir()
    refused(run("spark-extract", str(EXAMPLES[0]), out), "已存在 is there already")


def test_without_java_or_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    refused(run("spark-extract", str(EXAMPLES[0]), str(tmp_path / "out")), "needs Java 17", "JAVA_HOME")
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    refused(run("spark-extract", str(EXAMPLES[0]), str(tmp_path / "out")), "zhengtu[spark]", "pip install")


@pytest.mark.usefixtures("session")
def test_a_job_that_breaks_off_leaves_no_mark_that_it_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "文本.jsonl"
    table.write_text('{"name": "一", "text": "一、任务\\n（市科技局牵头）"}\n', encoding="utf-8")
    # The job finds a table of its own in its way.
    (tmp_path / "out" / "targets").mkdir(parents=True)
    monkeypatch.setattr(spark, "_exists", lambda *_: False)
    result = run("spark-extract", str(table), f"file://{tmp_path}/out", *MASTER)
    refused(result, "Spark:", "already exists")
    assert not list(tmp_path.glob("out/**/_SUCCESS"))
    monkeypatch.undo()
    refused(run("spark-extract", str(table), str(tmp_path / "out"), *MASTER), "is there already")
    refused(run("spark-extract", str(table), f"file://{tmp_path}/out", *MASTER), "is left of a job that was broken off")
