"""The `zhengtu` command line.

Each command imports what it needs when it runs, so that `zhengtu --help` answers at once.
"""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

import click

from api.drawing import draw
from api.evaluating import evaluate
from api.keeping import KEEPING
from api.options import format_option, limits_options, store_option
from api.spark import spark_extract
from ontology.terms import DATA_BASE

if TYPE_CHECKING:
    from api.lines import Answer
    from extract import Extraction
    from graph import Store
    from graph.exports import Form


class _Commands(click.Group):
    """Commands in the order of work, whose failures are one line on standard error and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            # A terminal or pipe that cannot show a character shows its code instead.
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of our output (head, less) has gone.
            _drop_output()
            ctx.exit(0)
        except OSError as error:
            _drop_output()
            name = error.filename or "output"
            raise click.ClickException(f"{name}: cannot be read or written ({error.strerror})") from error
        except Exception as error:
            from extract.errors import ZhengtuError

            if isinstance(error, ZhengtuError):
                raise click.ClickException(str(error)) from error
            raise


def _drop_output() -> None:
    """Send what is still to be written nowhere: the interpreter flushes at its end, and would fail once more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group("zhengtu", cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhengtu")
def main() -> None:
    """政图 Zhengtu：政策文件里谁牵头什么，句句有出处。

    Who leads what in Chinese policy documents, each answer with its citation.

    \b
      zhengtu load 文件夹/           读入文件     read documents into the store
      zhengtu leads 市科技局         某单位的任务 what an agency leads
      zhengtu who 科创平台           某任务谁牵头 who leads the tasks that match
      zhengtu ask 谁牵头最多？       用话来问     ask in plain Chinese or English
      zhengtu draw -o network.html   画责任网络   draw the network
    """


@main.command(short_help="读入文件 Read documents into the store.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="处理器数 as many as processors",
    help="几个进程同时读 Processes that read at a time.",
)
@limits_options
@click.option(
    "--report",
    type=click.File("w", encoding="utf-8", lazy=False),
    help="逐份记录结果 A line of JSON for each file: what was done, why not, counts, seconds.",
)
@store_option
def load(
    paths: tuple[Path, ...],
    processes: int,
    timeout: float,
    max_size: float,
    report: TextIO | None,
    path: Path | str,
) -> None:
    """读入文件，或文件夹内的全部文件。

    Read documents into the store: files, or folders with all documents below them but for README and hidden files. Each
    becomes a named graph. A document that is already there is left as it is; one whose file has changed is replaced. A
    file that cannot be read is named and the others are loaded; the exit code is then 1. A load that was interrupted is
    taken up where it ended when it is run again.
    """
    from api.loading import Limits, load_files
    from extract.folders import documents_in, of_other_kinds
    from graph import Store

    files = list(documents_in(paths))
    if not files:
        from extract import SUFFIXES

        raise click.ClickException(
            f"{paths[0]}: 这里没有可读的文件 no document here; documents end in {' '.join(SUFFIXES)}"
        )
    with Store(path) as store:
        if others := of_other_kinds(paths):
            click.echo(f"未读的其他文件 files of other kinds, not read: {others}", err=True)
        limits = Limits(processes, timeout, int(max_size * 1_000_000))
        if code := load_files(store, files, limits, report):
            raise click.exceptions.Exit(code)


@main.command(short_help="某单位牵头、配合、负责什么 What an agency leads.")
@click.argument("agency")
@store_option
@format_option("text", "csv", "json")
def leads(agency: str, path: Path | str, form: Literal["text", "csv", "json"]) -> None:
    """某单位牵头、配合、负责哪些任务。

    What AGENCY leads, takes part in and is responsible for, by any of its names: 市科技局, 科技局, 发改委.
    """
    from api.lines import of_leads
    from graph import leads as ask

    _answer(path, form, lambda store: of_leads(ask(store, agency)))


@main.command(short_help="某任务由谁牵头、谁配合 Who leads a task.")
@click.argument("text")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="最多几个任务 Tasks at most.")
@store_option
@format_option("text", "csv", "json")
def who(text: str, limit: int, path: Path | str, form: Literal["text", "csv", "json"]) -> None:
    """与某些字词相符的任务由谁牵头、谁配合。

    Who leads and who takes part in the tasks that match TEXT: in their heading, their own words, or the heading above
    them. Words parted by spaces must all be there.
    """
    from api.lines import of_who
    from graph import who as ask

    _answer(path, form, lambda store: of_who(ask(store, text, limit=limit)))


@main.command(short_help="量化目标 The quantified targets.")
@click.option("--year", type=int, help="到这一年 Due in this year.")
@click.option("--agency", help="这个单位的任务 Of tasks that this agency bears.")
@click.option("--indicator", help="含这些字词的指标 With these words.")
@click.option("--document", help="文件：标题字词等 Of this document.")
@store_option
@format_option("text", "csv", "json")
def targets(
    year: int | None,
    agency: str | None,
    indicator: str | None,
    document: str | None,
    path: Path | str,
    form: Literal["text", "csv", "json"],
) -> None:
    """量化目标：全部，或某年、某单位、某指标、某文件的。

    The quantified targets: all, or those of a year, an agency, an indicator or a document.
    """
    from api.lines import of_targets
    from graph import targets as ask

    asked: dict[str, Any] = {"year": year, "agency": agency, "indicator": indicator, "document": document}
    _answer(path, form, lambda store: of_targets(ask(store, **asked)))


@main.command(short_help="各单位任务数 Tasks of each agency, counted.")
@store_option
@format_option("text", "csv", "json")
def summary(path: Path | str, form: Literal["text", "csv", "json"]) -> None:
    """各单位牵头、配合、负责多少任务，各举一例。

    How many tasks each agency leads, takes part in and is responsible for, with one of them cited. 另承上级 counts the
    tasks that inherit the clause of the unit around them.
    """
    from api.lines import of_summary
    from graph import summary as ask

    _answer(path, form, lambda store: of_summary(ask(store)))


@main.command(short_help="用中文或英文提问 Ask in Chinese or English.")
@click.argument("question", required=False)
@click.option("--sparql", is_flag=True, help="附上所用的 SPARQL Print the SPARQL that answered too.")
@store_option
@format_option("text", "json")
def ask(question: str | None, sparql: bool, path: Path | str, form: Literal["text", "json"]) -> None:
    """用中文或英文提问，答案带出处；不能回答的说明理由。

    Answer QUESTION in a sentence, with a table and the clauses that say so. What the documents do not hold is declined,
    with the reason and questions that can be answered, and the exit code is 1. Without QUESTION the questions are read
    from standard input, one a line, and each may follow up the one before.

    \b
      zhengtu ask 推进既有住宅加装电梯由谁牵头？
      zhengtu ask 'Which tasks does 市民政局 lead?'
    """
    from api.answering import answer_once, converse

    if question is None:
        converse(path, form, sparql=sparql)
    else:
        answer_once(path, question, form, sparql=sparql)


main.add_command(draw)


@main.command(short_help="按名或以 SPARQL 查询 Ask by a query's name or in SPARQL.")
@click.argument("asked", nargs=-1, metavar="[NAME [KEY=VALUE]... | SPARQL]")
@click.option("--list", "listed", is_flag=True, help="列出有名称的查询 List the named queries and their parameters.")
@store_option
@format_option("table", "csv", "json")
def query(asked: tuple[str, ...], listed: bool, path: Path | str, form: Literal["table", "csv", "json"]) -> None:
    """按名称或以 SPARQL 查询。

    Answer a named query, with its parameters, or SPARQL, given as text or as the name of a file ("-" reads it from
    standard input). All documents are one graph; zt:, skos:, dcterms:, rdfs:, oa:, prov: and the like need no PREFIX
    line.

    \b
      zhengtu query --list
      zhengtu query shared-tasks agency=市民政局 other=市残联
      zhengtu query 'SELECT ?name (COUNT(*) AS ?n)
                     { ?a zt:leads ?task ; skos:prefLabel ?name }
                     GROUP BY ?name ORDER BY DESC(?n)'
    """
    from api.printing import print_result
    from api.questions import is_name, print_list, print_named
    from graph import Store

    if listed or not asked:
        print_list(form)
    elif is_name(asked[0]):
        print_named(path, asked[0], asked[1:], form)
    elif len(asked) > 1:
        raise click.ClickException("SPARQL 须为一个参数 SPARQL is one argument; put it in quotation marks")
    else:
        text = _sparql(asked[0])
        with Store(path, read_only=True) as store:
            print_result(store.query(text), form)


@main.command(short_help="比较两份文件 What differs between two documents.")
@click.argument("before")
@click.argument("after")
@store_option
@format_option("table", "csv", "json")
def compare(before: str, after: str, path: Path | str, form: Literal["table", "csv", "json"]) -> None:
    """比较两份文件或两个版本：单位、任务、牵头、目标有哪些新增、删去、改动。

    What differs between two documents or two versions: agencies, tasks, who leads and bears them, and targets that were
    added, dropped or changed. A document is named by words of its title, its file's name, the start of its hash or its
    IRI.

    \b
      zhengtu compare 征求意见稿.txt 正式稿.txt
      zhengtu compare 3f9a0c51 '行动方案 2026'
    """
    from api.comparing import print_comparison

    print_comparison(path, before, after, form)


@main.command(short_help="导出为 RDF、表格或网络 Export RDF, tables, networks.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help='文件或文件夹 File or folder to write, or "-".',
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("turtle", "trig", "nquads", "jsonld", "csv", "xlsx", "graphml", "gexf")),
    help="格式，不给则依文件名 Format; else by the file's name.",
)
@click.option("--document", help="只要这些文件 Only documents by words of their title, file name, hash or IRI.")
@click.option("--agency", help="只要这个单位的任务 Only the tasks that this agency bears (tables and networks).")
@click.option(
    "--of",
    type=click.Choice(("tasks", "agencies")),
    default="tasks",
    show_default=True,
    help="网络画什么 What a network joins: agencies to tasks, or agencies that share tasks.",
)
@store_option
def export(
    output: Path,
    form: "Form | None",
    document: str | None,
    agency: str | None,
    of: Literal["tasks", "agencies"],
    path: Path | str,
) -> None:
    """导出为其他工具可用的文件，出处俱在。

    Export for other tools, citations included: RDF in its named graphs (trig, nquads, jsonld) or without (turtle),
    tables of tasks, agencies, responsibilities, targets and zones (csv, xlsx), or the network as Gephi opens it
    (graphml, gexf).

    \b
      zhengtu export -o 政图.xlsx
      zhengtu export -o 表格/ --format csv
      zhengtu export -o 政图.nq --document 养老服务
      zhengtu export -o 合作.gexf --of agencies
    """
    from api.exporting import write_export

    # What stands on standard output is the export itself.
    click.echo(write_export(path, output, form, document=document, agency=agency, of=of), err=str(output) == "-")


@main.command(short_help="只抽取，不入库 Print a document's facts; no store.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@format_option("json", "table", "turtle")
@click.option(
    "--explain",
    is_flag=True,
    help="每一事实由哪条规则读出 Say instead which rule read each fact, and what was passed over.",
)
def extract(files: tuple[Path, ...], form: Literal["json", "table", "turtle"], explain: bool) -> None:
    """抽取文件中的事实，不入库。

    Print the facts of each FILE: JSON (one object a line), a table of who bears what, or Turtle.
    """
    from api.printing import print_explanation, print_extraction

    _for_each(files, lambda name: print_explanation(_read(name)) if explain else print_extraction(_read(name), form))


main.add_command(evaluate)
main.add_command(spark_extract)
for _command in KEEPING:
    main.add_command(_command)


@main.command(short_help="以网页和 JSON 作答 Answer over HTTP.")
@click.option("--host", default="127.0.0.1", show_default=True, help="地址 Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口 Port.")
@click.option(
    "--query-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30,
    show_default=True,
    help="SPARQL 查询最多几秒 Seconds that a SPARQL query may take.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    help="SPARQL 查询最多几行 Rows or triples that a SPARQL query may give.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    help="同时回答几个 SPARQL 查询 SPARQL queries answered at a time.",
)
@click.option(
    "--base",
    default=DATA_BASE,
    show_default=True,
    help="/id/ 代表哪些 IRI；读入的文件用默认值 Which IRIs /id/ stands for; what zhengtu loads has the default.",
)
@click.option(
    "--token",
    envvar="ZHENGTU_TOKEN",
    show_envvar=True,
    help="有此令牌者可增删文件 Who has it may add and remove documents; else nobody may.",
)
@store_option
def serve(
    host: str,
    port: int,
    query_timeout: float,
    max_rows: int,
    workers: int,
    base: str,
    token: str | None,
    path: Path | str,
) -> None:
    """以网页、SPARQL 和 JSON 作答，直到按下 Ctrl-C。

    Answer over HTTP until Ctrl-C: pages at /, SPARQL at /sparql, lists and questions as JSON below /api/v1, and each
    IRI of the data below /id/. /openapi.json describes them. The store may be loaded meanwhile: the service goes on
    with what it has, and takes up what is new when the load ends. On this machine alone the pages also add and remove
    documents, and a store that is not there is made.
    """
    import socket

    import uvicorn

    from api.app import application
    from api.connections import MOST_CONNECTIONS, Connection
    from api.service import Settings
    from graph import Store

    if not base.endswith(("/", "#")):
        raise click.BadParameter("a base ends in / or #", param_hint="--base")
    # What cannot be opened, or is not there, is said now and not with the first request.
    own_machine = host in ("localhost", "127.0.0.1", "::1")
    writable = bool(token) or own_machine
    if writable and isinstance(path, Path) and not path.exists():
        with Store(path):
            click.echo(f"{path}: 新建空库 made an empty store")
    with Store(path, read_only=True) as store:
        documents = [iri for iri, *_ in store.ask("identities").table()]
    if documents and not any(iri.startswith(base) for iri in documents):
        raise click.ClickException(f"--base {base}: no document in this store has such an IRI; {documents[0]} is one")
    settings = Settings(
        base=base,
        token=token or None,
        own_machine=own_machine,
        query_timeout=query_timeout,
        max_rows=max_rows,
        workers=workers,
    )
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        reason = error.strerror or error
        raise click.ClickException(f"{host}:{port}: cannot be listened on ({reason}); name another --port") from error
    # asyncio sets this only on sockets that were made with TCP's number; without it each answer waits some 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    click.echo(f"http://{host}:{listening.getsockname()[1]}/  (Ctrl-C 结束 ends it)")
    server = uvicorn.Server(
        uvicorn.Config(
            application(path, settings),
            http=Connection,
            limit_concurrency=MOST_CONNECTIONS,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )
    # The server has ended in good order when it hands on the Ctrl-C.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])


@main.command("mcp", short_help="供语言模型查询 Answer language models (MCP).")
@click.option(
    "--query-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30,
    show_default=True,
    help="一次回答最多几秒 Seconds that an answer may take.",
)
@store_option
def assistant(query_timeout: float, path: Path | str) -> None:
    """供语言模型的助手查询，句句有出处；由助手启动，以标准输入输出通话（MCP）。

    Let a language model's assistant answer from the store, with citations, over the Model Context Protocol. The
    assistant starts this command itself and speaks to it on standard input and output; register it there. It only
    reads, and needs the extra zhengtu[mcp].
    """
    try:
        import mcp.server.mcpserver  # noqa: F401 - the first version that is spoken to has it
    except ImportError as error:
        raise click.ClickException("mcp: 须装附加组件 needs the extra zhengtu[mcp]: pip install 'mcp>=2.3'") from error
    import signal

    from api.assistant import assistant
    from graph import Store

    # What cannot be opened is said now, not with the first question.
    with Store(path, read_only=True):
        pass
    if sys.stdin.isatty():
        click.echo("等待助手提问 waiting for an assistant on standard input (Ctrl-D 结束 ends it)", err=True)
    # The SDK waits for a line of standard input before it heeds an interrupt.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    assistant(path, seconds=query_timeout).run()


def _answer(path: Path | str, form: Literal["text", "csv", "json"], ask: "Callable[[Store], Answer]") -> None:
    from api.printing import print_answer
    from graph import Store

    with Store(path, read_only=True) as store:
        answer = ask(store)
    print_answer(answer, form)


def _sparql(given: str) -> str:
    from extract import decode

    if given == "-":
        return decode(sys.stdin.buffer.read(), "standard input")
    # A query has braces; the name of a file has none.
    if "{" in given or not given.endswith((".rq", ".sparql")):
        return given
    try:
        return decode(Path(given).read_bytes(), given)
    except FileNotFoundError as error:
        raise click.ClickException(f"{given}: no such file; check the name") from error


def _read(name: Path) -> "Extraction":
    from extract import extract, read

    return extract(read(name), name.stem)


def _for_each(files: Sequence[Path], do: Callable[[Path], None]) -> None:
    """Do it for every file; a file that cannot be read is named, and the exit code is 1 once all are done."""
    from extract.errors import DocumentError

    refused = 0
    for name in files:
        try:
            do(name)
        except DocumentError as error:
            click.echo(f"Error: {error}", err=True)
            refused += 1
    if refused:
        raise click.exceptions.Exit(1)


if __name__ == "__main__":
    main()
