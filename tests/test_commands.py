"""The `zhengtu` commands on the example documents: what each prints, in which form, and to which stream."""

import csv
import io
import json
import os
import pty
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result

from api.cli import main
from tests.commands import refused, run

EXAMPLES = Path(__file__).parents[1] / "examples"
PLAN = EXAMPLES / "汀岚市绿色制造行动方案.txt"
ZHENGTU = Path(sys.executable).with_name("zhengtu")

# A fact, then ←《document》, the task's path in the outline, and the words in quotation marks at the very end.
CITED = re.compile(r"\S.* ←《[^》]+》\d+(\.\d+)* “.+”")


@pytest.fixture(scope="module")
def store(module_place: Path | str) -> str:
    """The examples in a folder, and on a server."""
    assert run("load", str(EXAMPLES), "--store", str(module_place)).exit_code == 0
    return str(module_place)


def cited_lines(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines
    assert [line for line in lines if not CITED.fullmatch(line)] == []
    return lines


def test_load_names_each_document_and_counts_what_it_says(tmp_path: Path) -> None:
    result = run("load", str(EXAMPLES), "--store", str(tmp_path / "store"))
    assert result.exit_code == 0
    *lines, count = result.stdout.splitlines()
    assert count == "共 3 份文件 files: 已读入 added 3 · 已在库 unchanged 0 · 已更新 replaced 0 · 未读 refused 0"
    assert [Path(line[line.rindex("(") + 1 : -1]).name for line in lines] == sorted(
        path.name for path in EXAMPLES.glob("*.txt")
    )
    assert all(re.match(r"已读入 added《.+》: \d+ 项责任 responsibilities, \d+ 个目标 targets", line) for line in lines)


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    run("load", str(PLAN), "--store", folder)
    before = run("query", "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "--store", folder, "--format", "csv").stdout
    again = run("load", str(PLAN), "--store", folder)
    assert again.stdout.startswith("已在库 unchanged《")
    after = run("query", "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "--store", folder, "--format", "csv").stdout
    assert after == before


def test_a_corrected_file_takes_the_place_of_what_it_said_before(tmp_path: Path) -> None:
    folder, file = str(tmp_path / "store"), tmp_path / "方案.txt"
    file.write_text("岚溪市工作方案\n一、主要任务\n（一）建设算力中心。（市数据局牵头）\n", encoding="utf-8")
    run("load", str(file), "--store", folder)
    file.write_text("岚溪市工作方案\n一、主要任务\n（一）建设算力中心。（市财政局牵头）\n", encoding="utf-8")
    assert run("load", str(file), "--store", folder).stdout.startswith("已更新 replaced《岚溪市工作方案》")
    [line] = cited_lines(run("who", "算力中心", "--store", folder))
    assert "牵头 市财政局" in line


def test_load_takes_documents_from_folders_and_leaves_the_rest(tmp_path: Path) -> None:
    clause = "一、主要任务\n（一）建设算力中心。（市数据局牵头）\n"
    for name in ("甲.txt", "乙.md", "下/丙.TXT", "README.md", ".藏.txt", ".git/丁.txt", "戊.png"):
        (tmp_path / "文件" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "文件" / name).write_text(f"{name}工作方案\n{clause}", encoding="utf-8")
    result = run("load", str(tmp_path / "文件"), "--store", str(tmp_path / "store"))
    assert result.exit_code == 0
    assert {Path(line[line.rindex("(") + 1 : -1]).name for line in result.stdout.splitlines()[:-1]} == {
        "甲.txt",
        "乙.md",
        "丙.TXT",
    }


def test_a_document_without_a_clause_is_loaded_and_said_to_have_none(tmp_path: Path) -> None:
    file = tmp_path / "通报.txt"
    file.write_text("岚溪市情况通报\n一、总体情况\n全市运行平稳。\n", encoding="utf-8")
    result = run("load", str(file), "--store", str(tmp_path / "store"))
    assert result.exit_code == 0
    assert "未见责任分工 no responsibility clause" in result.stdout
    titles = run(
        "query", "SELECT ?title { ?d a zt:PolicyDocument ; dcterms:title ?title }", "--store", f"{tmp_path}/store"
    )
    assert "岚溪市情况通报" in titles.stdout


def test_leads_says_role_task_and_source_of_each_duty(store: str) -> None:
    result = run("leads", "市水利局", "--store", store)
    lines = cited_lines(result)
    led = r"汀岚市水利局 牵头 .*推进工业节水和废水循环利用 ←《汀岚市.*“（市水利局、.*牵头"
    assert any(re.match(led, line) for line in lines)
    assert any(line.startswith("汀岚市水利局 责任 ") for line in lines)
    assert re.search(r"汀岚市水利局（又作 市水利局）: 牵头 1 · .*责任 1，见《汀岚市", result.stderr)


def test_leads_lists_what_is_led_before_what_is_taken_part_in(store: str) -> None:
    lines = cited_lines(run("leads", "市交通运输局", "--store", store))
    by_document: dict[str, list[int]] = {}
    for line in lines:
        role = re.split(r"[ （]", line)[1]
        by_document.setdefault(line[line.index("《") : line.index("》")], []).append(
            ["牵头", "配合", "责任"].index(role)
        )
    assert all(places == sorted(places) for places in by_document.values())


def test_who_names_leads_and_participants_of_matching_tasks(store: str) -> None:
    lines = cited_lines(run("who", "加装电梯", "--store", store))
    assert lines[0].startswith("推进既有住宅加装电梯: 牵头 衡澜市住房和城乡建设局 ←《衡澜市")
    others = "衡澜市自然资源和规划局、衡澜市市场监督管理局、国网衡澜供电公司"
    assert lines[1].startswith(f"推进既有住宅加装电梯: 配合 {others} ←")


def test_a_role_by_convention_or_inheritance_says_so(store: str) -> None:
    assert "牵头（依排序约定）" in run("who", "做优实验室体系", "--store", store).stdout
    assert "牵头（承自上级条目）" in run("who", "深化成果转化机制改革", "--store", store).stdout


def test_who_stops_at_the_limit_and_says_that_there_is_more(store: str) -> None:
    few = run("who", "养老", "--limit", "1", "--store", store)
    assert len({line.split(":")[0] for line in cited_lines(few)}) == 1
    assert "--limit" in few.stderr


def test_targets_of_a_year_an_agency_and_an_indicator(store: str) -> None:
    lines = cited_lines(run("targets", "--year", "2028", "--indicator", "绿色贷款", "--store", store))
    assert [line.split()[0] for line in lines] == ["2028年"]
    assert "绿色贷款余额 ≥600亿元 ←" in lines[0]
    cited_lines(run("targets", "--agency", "市水利局", "--store", store))
    everything = cited_lines(run("targets", "--store", store))
    assert any(line.startswith("未写期限 ") for line in everything)


def test_summary_counts_each_agency_with_a_duty_in_its_strongest_role(store: str) -> None:
    lines = cited_lines(run("summary", "--store", store))
    [line] = [line for line in lines if line.startswith("汀岚市水利局: ")]
    assert re.match(r"汀岚市水利局: 牵头 1 · .*责任 1，如 牵头 ", line)
    led = [int(match.group(1)) if (match := re.match(r".+?: 牵头 (\d+)", line)) else 0 for line in lines]
    assert led == sorted(led, reverse=True)


@pytest.mark.parametrize("command", [("leads", "市民政局"), ("who", "养老"), ("targets",), ("summary",)])
def test_answers_as_csv_and_json_hold_the_same_rows(store: str, command: tuple[str, ...]) -> None:
    records = json.loads(run(*command, "--store", store, "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run(*command, "--store", store, "--format", "csv").stdout)))
    assert records
    assert [row["words"] for row in rows] == [record["words"] for record in records]
    assert {"document", "task", "words", "start", "end"} <= set(records[0])


def test_query_takes_text_files_and_standard_input(store: str, tmp_path: Path) -> None:
    sparql = "SELECT (COUNT(DISTINCT ?document) AS ?n) { ?document a zt:PolicyDocument }"
    file = tmp_path / "多少.rq"
    file.write_text(sparql, encoding="utf-8")
    for given, stdin in ((sparql, None), (str(file), None), ("-", sparql)):
        result = run("query", given, "--store", store, "--format", "csv", stdin=stdin)
        assert result.stdout.split() == ["n", "3"]


def test_query_answers_in_each_form(store: str) -> None:
    select = 'SELECT ?name { ?a zt:leads [] ; skos:prefLabel ?name FILTER(?name = "汀岚市水利局"@zh) } LIMIT 1'
    assert [line.strip() for line in run("query", select, "--store", store).stdout.split("\n")][::2] == [
        "name",
        "汀岚市水利局",
    ]
    assert run("query", select, "--store", store, "--format", "csv").stdout.split() == ["name", "汀岚市水利局"]
    answer = json.loads(run("query", select, "--store", store, "--format", "json").stdout)
    assert answer["results"]["bindings"][0]["name"]["value"] == "汀岚市水利局"
    assert run("query", "ASK { ?a zt:leads ?t }", "--store", store).stdout == "true\n"
    construct = "CONSTRUCT { ?a zt:leads ?t } WHERE { ?a zt:leads ?t } LIMIT 1"
    assert "<https://w3id.org/zhengtu/ontology#leads>" in run("query", construct, "--store", store).stdout
    assert json.loads(run("query", construct, "--store", store, "--format", "json").stdout)


def test_relative_iris_in_a_query_are_those_of_the_data(store: str) -> None:
    asked = "SELECT ?heading { <agency/汀岚市水利局> zt:leads ?task . ?task rdfs:label ?heading }"
    for query in (asked, f"BASE <https://w3id.org/zhengtu/> {asked.replace('agency/', 'id/agency/')}"):
        assert "推进工业节水" in run("query", query, "--store", store).stdout


def test_a_base_that_nothing_in_the_store_has_is_not_served(store: str) -> None:
    refused(run("serve", "--base", "https://example.org/id/", "--store", store), "https://w3id.org/zhengtu/id/doc/")


def test_a_wide_table_goes_on_in_its_cells_and_nothing_is_cut(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    select = "SELECT ?task ?heading { ?a zt:leads ?task . ?task rdfs:label ?heading } ORDER BY ?task LIMIT 5"
    table = run("query", select, "--store", store).stdout
    assert max(map(_cells, table.splitlines())) <= 60
    whole = run("query", select, "--store", store, "--format", "csv").stdout.splitlines()[1:]
    characters = set("".join(whole)) - {",", '"'}
    assert characters <= set(table)


def test_extract_prints_facts_and_keeps_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    both = run("extract", str(PLAN), str(PLAN)).stdout.splitlines()
    assert both[0] == both[1]
    facts = json.loads(both[0])
    text = facts["document"]["text"]
    assert all(text[duty["start"] : duty["end"]] == duty["mention"] for duty in facts["responsibilities"])
    table = run("extract", str(PLAN), "--format", "table").stdout
    assert table.startswith("《汀岚市")
    assert "牵头单位" in table
    assert max(map(_cells, table.splitlines()[1:])) <= 120
    turtle = run("extract", str(PLAN), "--format", "turtle").stdout
    assert "a zt:Responsibility" in turtle
    assert list(tmp_path.iterdir()) == []


def test_extract_explains_each_fact_by_its_rule() -> None:
    lines = run("extract", str(PLAN), "--explain").stdout.splitlines()
    text = PLAN.read_text(encoding="utf-8")
    facts = [re.fullmatch(r"(\d+)–(\d+) “(.+)” (.+)", line) for line in lines[1:]]
    assert all(facts)
    assert all(" ".join(text[int(f[1]) : int(f[2])].split()) == f[3] for f in facts if f)
    assert any(f[3] == "市水利局" and "lead, explicit" in f[4] for f in facts if f)


def test_draw_writes_one_page_of_what_was_asked_for(store: str, tmp_path: Path) -> None:
    drawn = {}
    for options in (("--document", "汀岚市"), ("--agency", "市水利局"), ("--agency", "市水利局", "--of", "agencies")):
        page = tmp_path / "network.html"
        result = run("draw", "-o", str(page), *options, "--store", store)
        assert result.exit_code == 0
        said = re.fullmatch(rf"{re.escape(str(page))}: (\d+) 个节点 nodes, \d+ 条连线 edges\n", result.stdout)
        assert said
        assert "《汀岚市" in page.read_text(encoding="utf-8")
        drawn[options] = int(said.group(1))
    document, agency, agencies = drawn.values()
    assert document > agency > agencies > 0


def test_the_store_may_be_named_by_the_environment(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGTU_STORE", store)
    cited_lines(run("leads", "市水利局"))


def test_on_a_terminal_a_long_line_is_broken_before_its_citation(store: str) -> None:
    lines = on_terminal("leads", "市水利局", "--store", store)
    assert any(line.startswith("汀岚市水利局 牵头 ") and "←" not in line for line in lines)
    assert any(line.startswith("    ←《汀岚市") for line in lines)


def on_terminal(*arguments: str) -> list[str]:
    """What the command shows on a terminal of 80 columns, without the colours."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run([ZHENGTU, *arguments], stdout=theirs, stderr=subprocess.DEVNULL, env=environment, check=True)
    os.close(theirs)
    shown = b""
    # Linux ends a terminal whose other side is closed with an error.
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:
        pass
    os.close(ours)
    assert done.returncode == 0
    return re.sub(r"\x1b\[[\d;]*m", "", shown.decode()).replace("\r\n", "\n").splitlines()


def test_a_reader_that_leaves_early_is_no_error(store: str) -> None:
    asked = subprocess.Popen(
        [ZHENGTU, "targets", "--store", store], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert asked.stdout is not None
    assert asked.stderr is not None
    asked.stdout.close()
    assert "Traceback" not in asked.stderr.read()
    asked.stderr.close()
    assert asked.wait(timeout=20) == 0


def test_each_command_has_help_in_both_languages() -> None:
    for name, command in main.commands.items():
        help_text = run(name, "--help").stdout
        assert re.search(r"[一-鿿]", command.get_short_help_str(200)), name
        assert re.search(r"[A-Za-z]{3}", command.get_short_help_str(200)), name
        assert re.search(r"[一-鿿]", help_text), name
    overview = run("--help").stdout
    assert "..." not in overview.partition("\n")[2]
    assert max(map(_cells, overview.splitlines())) <= 80


def test_help_answers_at_once() -> None:
    """The reading rules, the store and jieba are loaded by the commands that need them, not by --help."""
    loads = "import sys, api.cli; print(*sorted({'jieba', 'pyoxigraph', 'extract', 'networkx'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True).stdout.strip() == ""
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([ZHENGTU, "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3


def _cells(line: str) -> int:
    """The columns a line takes on a terminal, where Chinese characters take two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in line)
