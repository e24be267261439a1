"""The named queries: each is listed, documented and run, and says of the examples what their text says."""

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest

from extract import extract, read
from graph import NotFound, QueryError, Store
from graph.catalogue import NamedQuery, ask_named, named_queries
from graph.errors import Ambiguous, ParameterError
from graph.sparql import bound
from tests import commands

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
PLAN, TABLE, OPINION = "绿色低碳", "养老服务", "科技创新"


@pytest.fixture(scope="module")
def folder(module_place: Path | str) -> Path | str:
    with Store(module_place) as store:
        for file in sorted(EXAMPLES.glob("*.txt")):
            store.load(extract(read(file), file.stem), source=str(file))
    return module_place


@pytest.fixture(scope="module")
def store(folder: Path | str) -> Iterator[Store]:
    with Store(folder, read_only=True) as reading:
        yield reading


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The plan, and a second version of it with another lead, another value and one agency more."""
    first = (EXAMPLES / "汀岚市绿色制造行动方案.txt").read_text(encoding="utf-8")
    second = (
        first.replace("行动方案（", "行动方案二稿（")
        .replace("行动方案\n", "行动方案二稿\n")
        .replace("（市科技局牵头，市工业和信息化局、", "（市工业和信息化局牵头，市科技局、市总工会、")
        .replace("全市绿色贷款余额达到600亿元", "全市绿色贷款余额达到650亿元")
    )
    with Store(tmp_path_factory.mktemp("versions") / "store") as store:
        store.load(extract(first), source="/docs/方案.txt")
        store.load(extract(second), source="/docs/二稿.txt")
        yield store


VERSIONS = {"document": "二稿", "other": "转型行动方案（2026"}


def rows(store: Store, name: str, **values: str) -> list[dict[str, str]]:
    found = ask_named(store, name, values)
    return [dict(zip(found.variables, row, strict=True)) for row in found.table()]


def own(found: list[dict[str, str]], *columns: str) -> set[tuple[str, ...]]:
    """The columns of the rows, agencies without the city that they belong to."""
    return {tuple(re.sub(r"^(?:汀岚|衡澜|霁川)市(?=.)", "", row[column]) for column in columns) for row in found}


FILES = sorted(file.stem for file in (ROOT / "graph" / "queries" / "named").iterdir())


def test_there_are_at_least_twenty_and_each_file_is_one() -> None:
    assert [query.name for query in named_queries()] == FILES
    assert len(FILES) >= 20
    assert all(file.suffix == ".rq" for file in (ROOT / "graph" / "queries" / "named").iterdir())


@pytest.mark.parametrize("found", named_queries(), ids=lambda query: query.name)
def test_each_says_what_it_asks_takes_and_returns_and_is_run(store: Store, versions: Store, found: NamedQuery) -> None:
    chinese, english = found.question.zh, found.question.en
    assert re.search(r"[一-鿿].*[？。]$", chinese)
    assert re.search(r"^[A-Z].*[?.]$", english)
    open_ = re.findall(r"VALUES \?(\w+) \{ UNDEF \}", found.sparql)
    assert sorted(open_) == sorted(parameter.name for parameter in found.parameters)
    examples = {parameter.name: parameter.example for parameter in found.parameters}
    # A difference shows between two versions, and the example documents are no versions of one another.
    differs = found.name.endswith("-that-differ")
    answer = ask_named(versions, found.name, VERSIONS) if differs else ask_named(store, found.name, examples)
    assert set(answer.variables) <= set(re.findall(r"\w+", found.returns, re.ASCII))
    told = list(answer.table())
    assert told
    assert len(told) == len(set(told))


def test_each_file_is_sparql_as_it_is_for_any_endpoint() -> None:
    elsewhere = ox.Store()
    for query in named_queries():
        elsewhere.query(query.sparql)


def test_what_is_not_open_in_a_query_cannot_be_bound() -> None:
    """A misspelt parameter would otherwise answer for everything."""
    with pytest.raises(ValueError, match="agencies"):
        bound("SELECT * { VALUES ?agency { UNDEF } ?agency zt:leads ?task }", {"agencies": ox.Literal("x")})


def test_every_citation_is_the_documents_own_words(store: Store) -> None:
    texts = {row[0]: row[1] for row in store.query("SELECT ?d ?t { ?d zt:text ?t }").table()}
    cited = 0
    for query in named_queries():
        if {"words", "start", "end", "document"} <= set(re.findall(r"\?(\w+)", query.sparql.split("WHERE")[0])):
            examples = {parameter.name: parameter.example for parameter in query.parameters if parameter.required}
            for row in rows(store, query.name, **examples):
                assert texts[row["document"]][int(row["start"]) : int(row["end"])] == row["words"]
                cited += 1
    assert cited > 100


def test_what_an_agency_leads_bears_and_how_it_is_written(store: Store) -> None:
    assert own(rows(store, "agency-leads", agency="市水利局"), "name", "heading", "path") == {
        ("水利局", "（十一）推进工业节水和废水循环利用", "3.4")
    }
    assert own(rows(store, "agency-duties", agency="市水利局"), "path", "bears") == {
        ("2.4", "responsible"),
        ("3.4", "lead"),
    }
    assert own(rows(store, "agency-duties", agency="市水利局", role="责任"), "path") == {("2.4",)}
    assert own(rows(store, "agency-citations", agency="市水利局"), "path", "words") == {
        ("2.4", "市水利局"),
        ("3.4", "市水利局"),
    }
    written = own(rows(store, "agency-names", agency="人民银行汀岚市分行"), "words")
    assert written == {("人民银行汀岚市分行",)}


def test_a_name_of_several_cities_offices_means_each_of_them(store: Store) -> None:
    names = {row["name"] for row in rows(store, "agency-leads", agency="市科技局")}
    assert names == {"汀岚市科学技术局", "霁川市科学技术局"}


def test_who_leads_the_tasks_of_certain_words(store: Store) -> None:
    [row] = rows(store, "task-leads", text="加装电梯")
    assert row["heading"] == "推进既有住宅加装电梯"
    assert "市住房城乡建设局" in row["words"]
    assert len(rows(store, "task-leads", document=TABLE)) == 27


def test_co_leads_are_those_of_two_or_more(store: Store) -> None:
    assert own(rows(store, "co-leads"), "path", "number") == {("2.7", "2"), ("3.4", "2")}
    assert own(rows(store, "co-leads", agency="越泽区人民政府"), "path") == {("2.7",)}


def test_agencies_that_never_lead(store: Store) -> None:
    names = own(rows(store, "never-leading"), "name")
    assert {("公安局",), ("统计局",), ("汀岚海关",)} <= names
    leading = own(rows(store, "task-leads"), "name")
    assert not {("水利局",), ("民政局",)} & names
    assert ("能源局",) in leading - names


def test_tasks_without_a_lead_or_without_anyone(store: Store) -> None:
    without = own(rows(store, "tasks-without-lead", document=PLAN), "path")
    assert without == {(path,) for path in ("2.4", "2.5", "3.2", "3.3.2", "4.2", "5.2", "5.4")}
    assert own(rows(store, "tasks-without-agency"), "path", "heading") == {("5.4", "（二十）营造良好氛围")}
    assert not own(rows(store, "tasks-without-lead", document=TABLE), "path")


def test_roles_that_only_collective_names_bear(store: Store) -> None:
    found = own(rows(store, "tasks-with-groups-only", role="participant"), "title", "path")
    assert ("汀岚市人民政府办公室关于印发汀岚市制造业绿色低碳转型行动方案（2026—2028年）的通知"[3:], "5.1") in found
    assert all(path != "2.1" for _, path in found)
    assert own(rows(store, "tasks-with-groups-only", role="牵头"), "path") == {("1.5",)}
    names = own(rows(store, "groups"), "name")
    assert {("各县市区",), ("市有关部门和单位",)} <= names


def test_two_agencies_tasks_together_and_an_agencys_partners(store: Store) -> None:
    together = rows(store, "shared-tasks", agency="市民政局", other="市财政局")
    assert own(together, "path", "role", "otherRole") == {
        ("1.1", "lead", "participant"),
        ("1.4", "participant", "lead"),
        ("3.3", "participant", "participant"),
        ("4.3", "participant", "participant"),
        ("5.4", "lead", "participant"),
    }
    partners = own(rows(store, "agency-partners", agency="市水利局"), "partner", "tasks", "led", "ledByPartner")
    assert ("工业和信息化局", "1", "1", "1") in partners
    assert ("生态环境局", "1", "0", "0") in partners
    pairs = rows(store, "partner-pairs", document=TABLE)
    assert {pairs[0]["name"], pairs[0]["otherName"]} == {"衡澜市民政局", "衡澜市卫生健康委员会"}


def test_workload_of_agencies_and_of_levels(store: Store) -> None:
    first = rows(store, "workload", document=TABLE)[0]
    assert (first["name"], first["led"], first["responsible"]) == ("衡澜市民政局", "7", "0")
    counties = own(rows(store, "workload", document=PLAN, level="县级"), "name", "led")
    assert {("越泽区人民政府", "2"), ("苍屏区人民政府", "0")} <= counties
    levels = {row["level"]: row for row in rows(store, "workload-by-level", document=TABLE)}
    assert int(levels["municipal"]["led"]) >= 20
    crossing = own(rows(store, "cross-level-tasks", level="county"), "path", "heading")
    assert ("3.3.1", "支持越泽区引进专业企业建设退役电池检测和梯次利用生产线") in crossing


def test_targets_by_year_agency_and_indicator(store: Store) -> None:
    due = own(rows(store, "targets-due", year="2027"), "indicator", "value")
    assert ("5000",) in {(value,) for indicator, value in due if indicator.endswith("人才公寓")}
    assert {row["due"] for row in rows(store, "targets-due", year="2030年")} == {"2030"}
    dates = [row["due"] for row in rows(store, "tasks-due", by="2026-05")]
    assert dates == ["2026-03-31", "2026-04-30", "2026-05-31", "2026-05-31"]
    assert {(row["due"], row["bound"], row["words"]) for row in rows(store, "tasks-due", year="2027")} == {
        ("2027-06-30", "byThen", "2027年6月底前")
    }
    assert len(rows(store, "tasks-due")) == 25 + 1 + 1
    [loan] = rows(store, "targets-by-indicator", text="绿色贷款余额")
    assert (loan["value"], loan["unit"], loan["due"], loan["operator"]) == ("60000000000", "元", "2028", "atLeast")
    mine = own(rows(store, "agency-targets", agency="市水利局", year="2028"), "path")
    assert mine == {("3.4",)}
    assert len(rows(store, "agency-targets", agency="市水利局")) > len(mine)
    yearless = own(rows(store, "targets-without-year", document=OPINION), "words")
    assert any("50名左右" in words for (words,) in yearless)


def test_targets_counted_by_task_and_by_year(store: Store) -> None:
    counted = {row["path"]: row for row in rows(store, "targets-per-task", document=PLAN)}
    assert counted["5.2"]["targets"] == "1"
    assert counted["5.4"]["targets"] == "0"
    years = {row["year"]: int(row["targets"]) for row in rows(store, "targets-per-year", document=OPINION)}
    assert {"2028", "2030"} <= set(years)
    assert sum(years.values()) == int(
        next(row["targets"] for row in rows(store, "documents") if OPINION in row["title"])
    )


def test_zones_their_tasks_and_who_leads_there(store: Store) -> None:
    assert own(rows(store, "zones", kind="示范区"), "name") == {
        ("老工业区创新转型示范区",),
        ("云霁协同创新示范区",),
        ("霁江流域资源循环利用示范区",),
    }
    assert own(rows(store, "zone-tasks", zone="栖湖科技城"), "path") == {("2.1.2.2",), ("2.6.1",)}
    leads = own(rows(store, "zone-leads", zone="栖湖科技城", role="lead"), "path", "agencyName")
    assert ("2.1.2.2", "栖湖科技城管委会") in leads
    assert ("2.6.1", "科学技术局") in leads


def test_inherited_roles_and_roles_by_convention(store: Store) -> None:
    inherited = own(rows(store, "inherited-duties"), "path")
    assert inherited == {("2.3.1",), ("2.3.3",), ("2.4.2",)}
    leads = own(rows(store, "convention-roles", role="lead"), "path", "name")
    assert ("2.6.2", "发展和改革委员会") in leads
    assert {row["title"] for row in rows(store, "convention-roles")} == {
        "关于强化科技创新引领加快建设区域创新高地的实施意见"
    }


def test_documents_and_their_outlines(store: Store) -> None:
    counted = {row["title"]: row for row in rows(store, "documents")}
    assert len(counted) == 3
    table = counted["衡澜市2026年基本养老服务体系建设重点任务分工表"]
    assert (table["leads"], table["responsibilities"]) == ("27", "92")
    outline = rows(store, "document-outline", document=TABLE)
    assert [row["kind"] for row in outline].count("section") == 5
    [elevators] = [row for row in outline if "加装电梯" in row["heading"]]
    assert elevators["leads"].endswith("住房和城乡建设局")


def test_what_differs_between_two_versions(versions: Store) -> None:
    assert [row["name"] for row in rows(versions, "agencies-that-differ", **VERSIONS)] == ["汀岚市总工会"]
    [lead] = rows(versions, "leads-that-differ", **VERSIONS)
    assert lead["heading"] == "加快绿色工艺技术攻关"
    assert (lead["leads"], lead["otherLeads"]) == ("汀岚市工业和信息化局", "汀岚市科学技术局")
    [target] = rows(versions, "targets-that-differ", **VERSIONS)
    assert (target["value"], target["otherValue"]) == ("65000000000", "60000000000")
    assert target["otherWords"] == "全市绿色贷款余额达到600亿元"


@pytest.mark.parametrize(
    "typed",
    [
        '"} UNION { ?s ?p ?o } #',
        r"\u0022 } #",
        "电梯\\",
        "' OR 1=1",
        "\n}",
        "<http://example.org/> ?x",
        "VALUES ?text { UNDEF }",
    ],
)
def test_no_value_becomes_part_of_the_query(store: Store, typed: str) -> None:
    assert rows(store, "task-leads", text=typed) == []
    for name, parameter in (("agency-leads", "agency"), ("zone-tasks", "zone"), ("document-outline", "document")):
        with pytest.raises(NotFound):
            ask_named(store, name, {parameter: typed})
    with pytest.raises(ParameterError):
        ask_named(store, "targets-due", {"year": typed})


def test_documents_are_named_by_title_words_hash_iri_or_file(store: Store, versions: Store) -> None:
    [table] = [row for row in rows(store, "documents") if row["title"].startswith("衡澜市")]
    for typed in (
        "养老 分工表",
        table["title"],
        table["document"],
        table["document"].rsplit("/", 1)[1][:8],
        "衡澜市养老服务重点任务分工表.txt",
        str(EXAMPLES / "衡澜市养老服务重点任务分工表.txt"),
    ):
        assert len(rows(store, "document-outline", document=typed)) == 32, typed
    with pytest.raises(Ambiguous, match=r"2 份文件.*二稿"):
        ask_named(versions, "document-outline", {"document": PLAN})


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("agency-leeds", {}, "nearest: agency-leads"),
        ("agency-leads", {}, "missing agency=; 参数 parameters: agency=市水利局"),
        ("agency-leads", {"agency": ""}, "missing agency="),
        ("agency-leads", {"agency": "市水利局", "yaer": "2028"}, "no parameter “yaer”"),
        ("agency-leads", {"agency": "市水力局"}, "nearest: 市水利局"),
        ("targets-due", {"year": "二〇二八"}, "no year"),
        ("tasks-due", {"by": "2026-13"}, "no year or month"),
        ("agency-duties", {"agency": "市水利局", "role": "领导"}, "none of 牵头、配合、责任、lead"),
        ("zone-tasks", {"zone": "栖湖科学城"}, "nearest: 栖湖科技城"),
        ("document-outline", {"document": "衡澜市2026年基本养老服务体系建设重点任务分公表"}, "nearest: 衡澜市2026年"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(store: Store, name: str, values: dict[str, str], said: str) -> None:
    with pytest.raises((NotFound, QueryError), match=said) as caught:
        ask_named(store, name, values)
    assert "\n" not in str(caught.value)


run = partial(commands.run, "query")


def test_the_command_lists_and_answers_in_each_form(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGTU_STORE", str(folder))
    for arguments in (("--list",), ()):
        listed = run(*arguments)
        assert listed.exit_code == 0
        assert all(re.search(rf"^{name} ", listed.stdout, re.MULTILINE) for name in FILES)
    records = json.loads(run("--list", "--format", "json").stdout)
    assert [record["name"] for record in records] == FILES
    assert records[0]["parameters"][0]["example"]
    table = run("agency-leads", "agency=市水利局").stdout
    assert "推进工业节水和" in table
    assert "https://" not in table
    csv_rows = run("agency-leads", "agency=市水利局", "--format", "csv").stdout
    assert csv_rows.startswith("name,heading,basis,")
    assert "https://w3id.org/zhengtu/id/doc/" in csv_rows
    answer = json.loads(run("agency-leads", "agency=市水利局", "--format", "json").stdout)
    assert [(record["path"], list(record)[:3]) for record in answer] == [("3.4", ["name", "heading", "basis"])]
    start, end = answer[0]["start"], answer[0]["end"]
    assert end - start == len(answer[0]["words"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("agency-leeds",), "nearest: agency-leads"),
        (("agency-leads",), "missing agency="),
        (("agency-leads", "市水利局"), "key=value"),
        (("SELECT *", "{ ?s ?p ?o }"), "one argument"),
    ],
)
def test_the_command_says_what_is_wrong_in_one_line(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments, "--store", str(folder))
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
