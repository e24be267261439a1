"""Bad input gets one clear line and exit code 1, never a traceback, and nothing already stored is lost."""

import codecs
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from graph import Store
from tests.commands import run as zhengtu

ZHENGTU = Path(sys.executable).with_name("zhengtu")
TEXT = "岚溪市数字经济工作方案\n一、主要任务\n（一）建设算力中心。统筹布局。（市数据局牵头，市财政局配合）\n"
EVERYTHING = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZHENGTU_STORE", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one document, 方案.txt, that is already in the store `zhengtu-store` there."""
    (tmp_path / "方案.txt").write_text(TEXT, encoding="utf-8")
    assert zhengtu("load", "方案.txt").exit_code == 0
    return tmp_path


def zhengtu_apart(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own."""
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **settings}
    return subprocess.run([ZHENGTU, *arguments], text=True, timeout=30, check=False, **settings)


def contents() -> str:
    found = zhengtu("query", EVERYTHING, "--format", "csv")
    assert found.exit_code == 0
    assert len(found.stdout) > 1000
    return found.stdout


def refused(done: Result, *words: str) -> None:
    """It printed one line of error, which holds these words, and nothing else."""
    assert done.exit_code == 1
    one_error(done.stdout, done.stderr, *words)


def one_error(stdout: str, stderr: str, *words: str) -> None:
    assert stdout == ""
    [line] = stderr.splitlines()
    assert line.startswith("Error: ")
    assert [word for word in words if word not in line] == [], line


def _empty(folder: Path) -> str:
    (folder / "空.txt").write_bytes(b"")
    return "空.txt"


def _blank(folder: Path) -> str:
    (folder / "空白.txt").write_text(" \n　\n", encoding="utf-8")
    return "空白.txt"


def _binary(folder: Path) -> str:
    (folder / "数据.txt").write_bytes(b"\x7fELF\x02\x01\x01" + b"\x00\x00\x03\x90" * 400)
    return "数据.txt"


def _picture(folder: Path) -> str:
    (folder / "扫描.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 100)
    return "扫描.txt"


def _unknown_encoding(folder: Path) -> str:
    # Big5's 0xA4 0x40 and lone high bytes are neither UTF-8 nor GB18030.
    (folder / "異體.txt").write_bytes("實施意見".encode("big5") + b"\xff\xff\x80")
    return "異體.txt"


def _missing(folder: Path) -> str:
    assert not (folder / "没有.txt").exists()
    return "没有.txt"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_missing, "没有这个文件，请核对名称 no such file"),
        (_empty, "没有文字 holds no text"),
        (_blank, "holds no text"),
        (_binary, "是二进制数据，不是文字 is binary data"),
        (_picture, "picture"),
        (_unknown_encoding, "请另存为 UTF-8 is neither UTF-8, UTF-16 nor GB18030"),
    ],
)
def test_a_file_that_is_no_text_is_named_with_the_reason(
    folder: Path, make: Callable[[Path], str], reason: str
) -> None:
    before = contents()
    name = make(folder)
    refused(zhengtu("load", name), name, reason)
    refused(zhengtu("extract", name), name, reason)
    assert contents() == before


def test_the_good_files_beside_a_bad_one_are_loaded(folder: Path) -> None:
    texts = folder / "文件"
    texts.mkdir()
    (texts / "甲.txt").write_text(TEXT.replace("岚溪", "云栖"), encoding="utf-8")
    (texts / "乙.txt").write_bytes(b"\x00\x01\x02" * 50)
    (texts / "丙.txt").write_text(TEXT.replace("岚溪", "江澜"), encoding="utf-8")
    done = zhengtu("load", str(texts))
    assert done.exit_code == 1
    *lines, count = done.stdout.splitlines()
    assert [line[:12] for line in lines] == ["已读入 added《江澜", "已读入 added《云栖"]
    assert count == "共 3 份文件 files: 已读入 added 2 · 已在库 unchanged 0 · 已更新 replaced 0 · 未读 refused 1"
    [line] = done.stderr.splitlines()
    assert "乙.txt" in line


@pytest.mark.parametrize(
    "encoded",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode("gb18030"),
    ],
    ids=["UTF-8", "UTF-8 BOM", "UTF-16 LE", "UTF-16 BE", "GB18030", "GB18030 from Windows"],
)
def test_the_encodings_that_such_files_come_in_are_read(tmp_path: Path, encoded: bytes) -> None:
    (tmp_path / "方案.txt").write_bytes(encoded)
    assert zhengtu("load", "方案.txt").exit_code == 0
    assert "建设算力中心: 牵头 市数据局 ←《岚溪市数字经济工作方案》" in zhengtu("who", "算力").stdout


def test_a_folder_without_documents(folder: Path) -> None:
    (folder / "图").mkdir()
    (folder / "图" / "图.png").write_bytes(b"\x89PNG")
    refused(zhengtu("load", "图"), "图", "no document", ".txt", ".md")
    refused(zhengtu("extract", "图"), "图", "folder")


@pytest.mark.usefixtures("folder")
def test_a_store_that_another_process_holds() -> None:
    before = contents()
    with Store("zhengtu-store"):
        for command in (["load", "方案.txt"], ["summary"], ["query", "ASK {}"]):
            done = zhengtu_apart(*command)
            assert done.returncode == 1
            one_error(done.stdout, done.stderr, "zhengtu-store", "another process")
    assert contents() == before


def test_a_store_that_is_a_file_or_a_folder_of_other_things(folder: Path) -> None:
    (folder / "store.txt").write_text("mine", encoding="utf-8")
    (folder / "照片").mkdir()
    (folder / "照片" / "假期.jpg").write_bytes(b"\xff\xd8\xff")
    for store in ("store.txt", "照片"):
        refused(zhengtu("load", "方案.txt", "--store", store), store, "not a store")
        refused(zhengtu("summary", "--store", store), store, "not a store")
    assert (folder / "store.txt").read_text(encoding="utf-8") == "mine"
    assert [entry.name for entry in (folder / "照片").iterdir()] == ["假期.jpg"]


def test_a_question_before_anything_is_loaded(tmp_path: Path) -> None:
    for command in (["summary"], ["leads", "市数据局"], ["draw"], ["query", "ASK {}"]):
        refused(zhengtu(*command), "zhengtu load")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("sparql", "words"),
    [
        ("SELEC ?x { ?x ?y ?z }", ["malformed SPARQL", "line 1"]),
        ("SELECT ?x {\n ?x zt:leads }", ["malformed SPARQL", "line 2"]),
        ("SELECT ?x { ?x nix:leads ?y }", ["malformed SPARQL", "prefix not found"]),
        ("SELECT ?x { ?x zt:leads ?y", ["malformed SPARQL"]),
        ("", ["malformed SPARQL"]),
        ("DELETE WHERE { ?s ?p ?o }", ["only reads"]),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", ["only reads"]),
        ("PREFIX : <x:> DROP ALL", ["only reads"]),
        ("没有.rq", ["没有.rq", "no such file"]),
        ("-", ["standard input"]),
    ],
)
@pytest.mark.usefixtures("folder")
def test_sparql_that_cannot_be_answered(sparql: str, words: list[str]) -> None:
    before = contents()
    refused(zhengtu("query", sparql, stdin=b"\xff\xff\x80"), *words)
    assert contents() == before


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["leads", "市数具局"], ["没有找到单位“市数具局”", "no agency", "nearest: 市数据局"]),
        (["who", "建设算力中枢"], ["没有找到任务“建设算力中枢”", "no task", "建设算力中心"]),
        (["targets", "--year", "2031"], ["没有找到目标", "no target"]),
        (["targets", "--agency", "市数具局"], ["nearest: 市数据局"]),
        (["draw", "--agency", "市数具局"], ["nearest: 市数据局"]),
        (["draw", "--document", "别的文件"], ["没有找到文件“别的文件”"]),
        (["leads", ""], ["no agency"]),
        (["who", " "], ["no task"]),
    ],
)
def test_nothing_found_says_so_with_the_nearest_names(folder: Path, command: list[str], words: list[str]) -> None:
    refused(zhengtu(*command), *words)
    assert not (folder / "network.html").exists()


@pytest.mark.usefixtures("folder")
def test_a_picture_that_cannot_be_written() -> None:
    refused(zhengtu("draw", "-o", "没有/network.html"), "没有/network.html", "cannot be written")
    Path("图.html").mkdir()
    refused(zhengtu("draw", "-o", "图.html"), "图.html", "cannot be written")
    refused(zhengtu("draw", "-o", "图.doc"), "图.doc", "end the name in a format", ".svg")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", [["summary"], ["extract", "方案.txt"], ["query", EVERYTHING]])
@pytest.mark.usefixtures("folder")
def test_output_that_finds_no_room(command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = zhengtu_apart(*command, stdout=full)
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if "No space left" in line and line.startswith("Error: ")]
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("folder")
def test_a_terminal_that_cannot_show_chinese_is_no_error() -> None:
    done = zhengtu_apart("summary", env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 0
    assert "\\u5e02\\u6570\\u636e\\u5c40" in done.stdout


def test_interrupting_a_load_leaves_the_store_whole(folder: Path) -> None:
    texts = folder / "文件"
    texts.mkdir()
    for number in range(300):
        (texts / f"{number}.txt").write_text(TEXT.replace("算力中心", f"算力中心{number}号"), encoding="utf-8")
    # Whoever reads it waits, so that the interruption never comes after the end.
    os.mkfifo("无尽.txt")
    command = [ZHENGTU, "load", texts, "无尽.txt"]
    loading = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert loading.stdout is not None
    # Some documents are in; the rest are not yet.
    for _ in range(3):
        assert loading.stdout.readline().startswith("已读入")
    loading.send_signal(signal.SIGINT)
    told, errors = loading.communicate(timeout=30)
    assert loading.returncode == 130
    stored = 3 + len([line for line in told.splitlines() if line.startswith("已读入")])
    assert told.splitlines()[-1].startswith(f"共 {stored} 份文件 files: 已读入 added {stored}")
    assert errors.splitlines() == [
        f"已中断 interrupted: 余 {301 - stored} 份文件 files left; 再次读入即接着做 load again to go on"
    ]
    found = zhengtu("query", "SELECT (COUNT(?d) AS ?n) { ?d a zt:PolicyDocument }", "--format", "csv")
    assert 4 <= int(found.stdout.split()[1]) == stored + 1 <= 301
    assert zhengtu("load", "方案.txt").stdout.startswith("已在库")
    again = zhengtu_apart("load", "文件")
    assert again.stdout.splitlines()[-1].startswith(
        f"共 300 份文件 files: 已读入 added {300 - stored} · 已在库 unchanged"
    )
