"""What a language model's assistant gets over MCP, asked by the protocol's own client as it would start us."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters
from mcp.types import CallToolResult, TextContent

from api import guidance
from api.assistant import assistant
from extract import extract, read
from graph import Store, leads
from graph.catalogue import named_queries
from tests.commands import refused, run

ROOT = Path(__file__).parents[1]
TOOLS = ["ask", "who_leads", "tasks_of", "targets", "source_text", "query"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("库") / "store"
    with Store(folder) as store:
        for file in sorted((ROOT / "examples").glob("*.txt")):
            store.load(extract(read(file)), source=str(file))
    return folder


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The documents' texts as they were read, by the id that a citation gives."""
    read_in = [extract(read(file)).document for file in (ROOT / "examples").glob("*.txt")]
    return {document.id[:16]: document.text for document in read_in}


class Speaking:
    """A client of `zhengtu mcp` for tests that are no coroutines."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self.portal = portal
        self.client = client

    def call(self, tool: str, **arguments: object) -> CallToolResult:
        return self.portal.call(self.client.call_tool, tool, arguments)

    def found(self, tool: str, **arguments: object) -> dict[str, Any]:
        """What the tool answers, which its text says too."""
        result = self.call(tool, **arguments)
        assert not result.is_error, result.content
        return told(result)

    def failed(self, tool: str, **arguments: object) -> dict[str, Any]:
        result = self.call(tool, **arguments)
        assert result.is_error
        return told(result)


def told(result: CallToolResult) -> dict[str, Any]:
    [content] = result.content
    assert isinstance(content, TextContent)
    assert result.structured_content is not None
    assert json.loads(content.text) == result.structured_content
    return result.structured_content


def command(*arguments: str) -> StdioServerParameters:
    # The environment that an assistant passes on is small.
    return StdioServerParameters(command=sys.executable, args=["-m", "api.cli", "mcp", *arguments], cwd=ROOT)


@pytest.fixture(scope="module")
def assisted(place: Path) -> Iterator[Speaking]:
    client = Client(command("--store", str(place)))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client):
        yield Speaking(portal, client)


def passages(found: object) -> Iterator[dict[str, Any]]:
    """Every citation in an answer, however deep."""
    if isinstance(found, dict):
        if {"document_id", "path", "start", "end", "text"} <= found.keys():
            yield found
        for value in found.values():
            yield from passages(value)
    elif isinstance(found, list):
        for value in found:
            yield from passages(value)


def test_the_tools_say_what_they_are_for_and_that_they_only_read(assisted: Speaking) -> None:
    tools = assisted.portal.call(assisted.client.list_tools).tools
    assert [tool.name for tool in tools] == TOOLS
    for tool in tools:
        assert tool.description
        assert not re.search(r"^ {4}", tool.description, re.MULTILINE) or tool.name == "query"
        assert tool.title
        assert re.search(r"[一-鿿]", tool.title)
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
        assert tool.output_schema is not None
        assert {"status", "reason", "suggestions"} <= tool.output_schema["properties"].keys()
        assert [name for name, it in tool.input_schema["properties"].items() if "description" not in it] == []
    assert assisted.client.instructions == guidance.INSTRUCTIONS
    assert [name for name in TOOLS if f"`{name}`" not in guidance.INSTRUCTIONS] == []


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("ask", {"question": "市科技局牵头、市经信局参与、2030年完成的任务有哪些？"}),
        ("ask", {"question": "Which targets are due in 2027?"}),
        ("who_leads", {"task": "养老"}),
        ("tasks_of", {"agency": "市科技局"}),
        ("tasks_of", {"agency": "民政局", "role": "lead"}),
        ("targets", {"year": 2028}),
        ("targets", {}),
    ],
)
def test_every_citation_is_what_stands_at_its_place_in_the_document(
    assisted: Speaking, texts: dict[str, str], tool: str, arguments: dict[str, Any]
) -> None:
    cited = list(passages(assisted.found(tool, **arguments)))
    assert cited
    for it in cited:
        assert texts[it["document_id"]][it["start"] : it["end"]] == it["text"]
        assert it["document"]
        assert it["path"]


def test_a_question_in_words_and_one_that_follows_it_up(assisted: Speaking) -> None:
    found = assisted.found("ask", question="推进既有住宅加装电梯由谁牵头？")
    assert (found["status"], found["kind"]) == ("answered", "who")
    assert [answer["name"] for answer in found["answers"]] == ["市住房城乡建设局"]
    assert found["sparql"] == ""
    then = assisted.found("ask", question="那谁配合？", session=found["session"], sparql=True)
    assert {answer["role"] for answer in then["answers"]} == {"participant"}
    assert {answer["task"] for answer in then["answers"]} == {"推进既有住宅加装电梯"}
    assert "SELECT" in then["sparql"]


def test_what_the_documents_do_not_say_is_declined_with_questions_that_work(assisted: Speaking) -> None:
    found = assisted.found("ask", question="市科技局局长是谁？")
    assert (found["status"], found["answers"], found["citations"]) == ("declined", [], [])
    assert "局长" in found["reason"]
    assert found["suggestions"]
    for suggestion in found["suggestions"]:
        assert assisted.found("ask", question=suggestion)["status"] == "answered"


def test_a_long_answer_says_how_much_is_left_out(assisted: Speaking) -> None:
    part = assisted.found("ask", question="有哪些任务？", limit=3)
    assert len(part["answers"]) == len(part["citations"]) == 3
    whole = assisted.found("ask", question="有哪些任务？", limit=500)
    assert part["answers"] == whole["answers"][:3]
    assert part["answers_left_out"] == len(whole["answers"]) - 3 > 0
    assert part["citations_left_out"] == len(whole["citations"]) - 3 > 0
    assert whole["answers_left_out"] == whole["citations_left_out"] == 0


def test_who_leads_a_task_with_the_clause(assisted: Speaking) -> None:
    found = assisted.found("who_leads", task="加装电梯")
    [task] = found["tasks"]
    [clause] = task["clauses"]
    assert task["citation"]["task"] == clause["citation"]["task"] == "推进既有住宅加装电梯"
    roles = [(bearer["agency"], bearer["role"], bearer["basis"]) for bearer in clause["bearers"]]
    assert roles[0] == ("衡澜市住房和城乡建设局", "lead", "explicit")
    assert {role for _, role, _ in roles[1:]} == {"participant"}
    assert [it["mention"] for it in clause["bearers"] if it["mention"] not in clause["citation"]["text"]] == []
    assert assisted.found("who_leads", task="养老", limit=1)["more"]


def test_all_that_an_agency_bears(assisted: Speaking, place: Path) -> None:
    with Store(place, read_only=True) as store:
        [known] = leads(store, "汀岚市工业和信息化局")
    found = assisted.found("tasks_of", agency="汀岚市工业和信息化局", limit=500)
    assert found["agencies"] == [known.name]
    assert found["total"] == len(found["duties"]) == len(known.led + known.taken_part + known.responsible)
    led = assisted.found("tasks_of", agency="汀岚市工业和信息化局", role="lead", limit=2, offset=1)
    assert led["total"] == len(known.led)
    assert [it["citation"]["path"] for it in led["duties"]] == [duty.citation.path for duty in known.led[1:3]]
    elsewhere = assisted.found("tasks_of", agency="汀岚市工业和信息化局", document="养老服务")
    assert (elsewhere["status"], elsewhere["total"]) == ("answered", 0)


def test_targets_by_indicator_year_agency_and_document(assisted: Speaking) -> None:
    [loans] = assisted.found("targets", indicator="绿色贷款余额")["targets"]
    assert (loans["amount"], loans["value"], loans["unit"], loans["year"]) == ("≥600亿元", 6e10, "元", 2028)
    water = assisted.found("targets", agency="市水利局", year=2028)
    assert "规模以上工业用水重复利用率" in {target["indicator"] for target in water["targets"]}
    assert {(target["year"], target["citation"]["path"]) for target in water["targets"]} == {(2028, "3.4")}
    every = assisted.found("targets", limit=500)
    assert every["total"] == len(every["targets"])
    assert assisted.found("targets", limit=1, offset=1)["targets"] == every["targets"][1:2]
    by_document = [
        assisted.found("targets", document=id)["total"] for id in {it["document_id"] for it in passages(every)}
    ]
    assert sum(by_document) == every["total"]


def test_the_text_around_a_citation(assisted: Speaking, texts: dict[str, str]) -> None:
    [task] = assisted.found("who_leads", task="加装电梯")["tasks"]
    cited = task["clauses"][0]["citation"]
    around = assisted.found("source_text", document=cited["document_id"], start=cited["start"] - 50, length=150)
    whole = texts[cited["document_id"]]
    assert around["text"] == whole[around["start"] : around["end"]]
    assert around["text"][50:].startswith(cited["text"])
    assert (around["document"], around["length"]) == (cited["document"], len(whole))
    end = assisted.found("source_text", document=cited["document"], start=len(whole) - 5)
    assert (end["text"], end["end"]) == (whole[-5:], len(whole))
    assert assisted.found("source_text", document=cited["document_id"], start=len(whole) + 9)["text"] == ""


def test_a_document_that_is_not_told_from_others_is_asked_about(assisted: Speaking) -> None:
    found = assisted.found("source_text", document="市")
    assert (found["status"], found["text"]) == ("ambiguous", "")
    for suggestion in found["suggestions"]:
        assert assisted.found("source_text", document=suggestion[:8])["status"] == "answered"


@pytest.mark.parametrize(
    ("tool", "arguments", "nearest"),
    [
        ("who_leads", {"task": "加装电挮"}, "推进既有住宅加装电梯"),
        ("tasks_of", {"agency": "市水力局"}, "市水利局"),
        ("targets", {"indicator": "绿色货款余额"}, "全市绿色贷款余额"),
        ("targets", {"year": 2031}, "2030年"),
        ("source_text", {"document": "养老服务重点任务分工裱"}, "衡澜市2026年基本养老服务体系建设重点任务分工表"),
        ("query", {"query": "agency-lead"}, "agency-leads"),
        ("query", {"query": "agency-leads", "parameters": {"agency": "市水力局"}}, "市水利局"),
    ],
)
def test_a_name_that_nothing_bears_gets_the_nearest(
    assisted: Speaking, tool: str, arguments: dict[str, Any], nearest: str
) -> None:
    found = assisted.found(tool, **arguments)
    assert found["status"] == "declined"
    assert found["reason"].startswith("没有找到")
    assert nearest in found["suggestions"]


def test_a_named_query_with_its_parameters(assisted: Speaking, texts: dict[str, str]) -> None:
    found = assisted.found("query", query="agency-leads", parameters={"agency": "市水利局"})
    [row] = found["rows"]
    assert list(row) == found["columns"]
    assert texts[row["document"].rpartition("/")[2]][row["start"] : row["end"]] == row["words"]
    due = assisted.found("query", query="targets-due", parameters={"year": 2028}, limit=1)
    assert (len(due["rows"]), due["rows"][0]["due"], due["more"]) == (1, 2028, True)


def test_every_named_query_is_told_to_the_model(assisted: Speaking) -> None:
    tools = {tool.name: tool.description or "" for tool in assisted.portal.call(assisted.client.list_tools).tools}
    listed = re.findall(r"^  ([\w-]+)\(([^)]*)\): ", tools["query"], re.MULTILINE)
    assert [name for name, _ in listed] == [query.name for query in named_queries()]
    assert dict(listed)["agency-duties"] == "agency, [role]"


def test_sparql_of_every_kind(assisted: Speaking) -> None:
    example = assisted.found("query", query=guidance.EXAMPLE)
    assert [row["tasks"] for row in example["rows"]] == sorted((row["tasks"] for row in example["rows"]), reverse=True)
    assert len(example["rows"]) == 10
    assert assisted.found("query", query="ASK { ?agency zt:leads ?task }")["boolean"] is True
    triples = assisted.found("query", query="CONSTRUCT WHERE { ?agency zt:leads ?task }", limit=2)
    assert (len(triples["triples"]), triples["more"]) == (2, True)
    assert all(triple.endswith(" .") for triple in triples["triples"])
    assert assisted.found("query", query="CONSTRUCT WHERE { ?task zt:leads ?task }")["triples"] == []
    rows = assisted.found("query", query="SELECT * { ?s ?p ?o }", limit=guidance.MOST_ROWS)
    assert (len(rows["rows"]), rows["more"]) == (guidance.MOST_ROWS, True)


def test_the_patterns_that_the_model_is_shown_find_something(assisted: Speaking) -> None:
    description = guidance.querying()
    for pattern in (
        "?agency zt:leads|zt:participatesIn|zt:responsibleFor ?task ; skos:prefLabel ?name ; skos:altLabel ?shortName",
        "?task a zt:Task ; rdfs:label ?heading ; dcterms:identifier ?path ; dcterms:isPartOf ?unit",
        "?duty a zt:Responsibility ; zt:agency ?agency ; zt:task ?task ; zt:role zt:lead ; zt:basis ?basis ; "
        "zt:clause ?cited . ?cited oa:hasSelector [ oa:exact ?words ] , [ oa:start ?start ; oa:end ?end ]",
        "?target a zt:Target ; zt:task ?task ; zt:indicator ?indicator ; zt:value ?value ; zt:unit ?unit ; "
        "zt:dueYear ?year ; zt:citation ?cited",
        "?document a zt:PolicyDocument ; dcterms:title ?title ; dcterms:issued ?date ; zt:documentNumber ?number",
    ):
        for part in pattern.split(" . "):
            assert " ".join(part.split()) in " ".join(description.split())
        assert assisted.found("query", query=f"ASK {{ {pattern} }}")["boolean"] is True


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("DELETE WHERE { ?s ?p ?o }", "only reads"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "only reads"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * {", "malformed"),
        ("SELECT ?whole { ?s zt:leads ?t . ?d zt:text ?whole . ?a ?b ?c }", "larger"),
    ],
)
def test_an_update_and_what_is_no_query_are_refused(assisted: Speaking, asked: str, word: str) -> None:
    found = assisted.failed("query", query=asked, limit=1000)
    assert found["status"] == "declined"
    assert word in found["reason"]
    [example] = found["suggestions"]
    assert assisted.found("query", query=example)["rows"]


def test_a_parameter_that_a_named_query_does_not_take(assisted: Speaking) -> None:
    assert "targets-due" in assisted.failed("query", query="targets-due", parameters={"yaer": 2028})["reason"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("ask", {}), ("who_leads", {"task": ""}), ("tasks_of", {"agency": "市水利局", "role": "牵头"}), ("remove", {})],
)
def test_arguments_that_are_none_of_those_described(assisted: Speaking, tool: str, arguments: dict[str, Any]) -> None:
    [content] = assisted.call(tool, **arguments).content
    assert isinstance(content, TextContent)
    assert tool in content.text
    assert "Traceback" not in content.text


def test_documents_and_the_vocabulary_are_resources(assisted: Speaking, texts: dict[str, str]) -> None:
    def contents(uri: str) -> str:
        [content] = assisted.portal.call(assisted.client.read_resource, uri).contents
        return str(getattr(content, "text", ""))

    listed = json.loads(contents("zhengtu://documents"))
    assert {it["id"] for it in listed} == texts.keys()
    for id, text in texts.items():
        assert contents(f"zhengtu://documents/{id}") == text
    assert "zt:Responsibility" in contents("zhengtu://vocabulary")
    with pytest.raises(MCPError, match="没有找到文件"):
        contents("zhengtu://documents/0000000000000000")


def asked_in_process(place: Path, tool: str, *, seconds: float, **arguments: object) -> CallToolResult:
    async def ask() -> CallToolResult:
        async with Client(assistant(place, seconds=seconds)) as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(ask)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("query", {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}),
        ("ask", {"question": "谁牵头最多？"}),
    ],
)
def test_what_takes_too_long_is_ended(place: Path, tool: str, arguments: dict[str, Any]) -> None:
    result = asked_in_process(place, tool, seconds=0.01 if tool == "ask" else 1, **arguments)
    assert result.is_error
    assert told(result)["status"] == "failed"
    assert "longer than" in told(result)["reason"]


def test_a_store_that_goes_away_is_said_to_be_missing(tmp_path: Path) -> None:
    result = asked_in_process(tmp_path / "none", "who_leads", seconds=30, task="加装电梯")
    assert result.is_error
    assert told(result)["status"] == "failed"
    assert "no store" in told(result)["reason"]


def test_without_a_store_the_command_says_so_at_once(tmp_path: Path) -> None:
    refused(run("mcp", "--store", str(tmp_path / "none")), "none", "zhengtu load")


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    refused(run("mcp", "--store", str(tmp_path)), "zhengtu[mcp]", "pip install")


@contextmanager
def process(place: Path) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli", "mcp", "--store", str(place)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def send(started: "subprocess.Popen[str]", *messages: dict[str, object]) -> None:
    assert started.stdin is not None
    for message in messages:
        started.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    started.stdin.flush()


def received(started: "subprocess.Popen[str]") -> Any:
    assert started.stdout is not None
    return json.loads(started.stdout.readline())


START = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "试", "version": "1"}}


def test_standard_output_has_the_protocol_alone_and_the_command_ends_with_its_input(place: Path) -> None:
    call = {"name": "tasks_of", "arguments": {"agency": "市水利局"}}
    with process(place) as started:
        send(started, {"id": 1, "method": "initialize", "params": START})
        assert received(started)["result"]["serverInfo"]["name"] == "zhengtu"
        send(started, {"method": "notifications/initialized"}, {"id": 2, "method": "tools/call", "params": call})
        answer = received(started)
        assert answer["id"] == 2
        assert "市水利局" in answer["result"]["content"][0]["text"]
        rest, warned = started.communicate(timeout=60)
        assert (rest, warned, started.returncode) == ("", "", 0)


def test_an_interrupt_ends_it_though_no_line_comes(place: Path) -> None:
    with process(place) as started:
        send(started, {"id": 1, "method": "initialize", "params": START})
        received(started)
        started.send_signal(signal.SIGINT)
        started.wait(timeout=60)


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readmes_registration_starts_it(readme: str, place: Path) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    [block] = re.findall(r"^```json\n(\{.*?^\})\n```$", text, re.DOTALL | re.MULTILINE)
    entry = json.loads(block)["mcpServers"]["zhengtu"]
    assert entry["command"].endswith("zhengtu")
    arguments = [str(place) if argument.endswith("zhengtu-store") else argument for argument in entry["args"]]
    assert arguments[0] == "mcp"

    async def tools() -> list[str]:
        async with Client(command(*arguments[1:])) as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    assert anyio.run(tools) == TOOLS
