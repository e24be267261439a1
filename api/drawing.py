"""The command that draws a view of the store: a page, a figure for print, a network for Gephi, a table.

zhengtu draw --view agencies -o 合作.pdf
"""

from pathlib import Path
from typing import Any

import click

from api.options import store_option
from ontology.terms import BASES, LEVELS, ROLES

# As graph.views and graph.rendering name them, which load networkx; a test holds them together.
VIEWS = ("agency-task", "agencies", "targets", "zones", "matrix", "ego", "compare")
FORMS = ("html", "svg", "pdf", "png", "gexf", "graphml", "csv")


@click.command(short_help="画责任网络 Draw who bears what.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="network.html",
    show_default=True,
    help="要写的文件 File to write.",
)
@click.option(
    "--view",
    "name",
    type=click.Choice(VIEWS),
    default="agency-task",
    show_default=True,
    help="画什么 What to draw.",
)
@click.option("--of", type=click.Choice(("tasks", "agencies")), hidden=True)
@click.option("--format", "form", type=click.Choice(FORMS), help="格式，依文件名 By the file's name unless given.")
@click.option("--document", "documents", multiple=True, help="文件：标题字词等，可多次 A document; may be repeated.")
@click.option("--section", help="章节：序号或标题字词 A section, by its path or words of its heading.")
@click.option("--agency", help="这个单位的任务，连同共担者 Tasks of this agency, with all who bear them.")
@click.option("--role", type=click.Choice(tuple(ROLES)), help="角色 Only in this role.")
@click.option("--basis", type=click.Choice(tuple(BASES)), help="依据 Only on this basis.")
@click.option("--year", type=int, help="有目标到这一年 Tasks with a target due in this year.")
@click.option("--level", type=click.Choice(tuple(LEVELS)), help="单位层级 Only agencies of this level.")
@click.option(
    "--weight", type=click.IntRange(min=1), default=1, help="至少共担几项任务 Ties of at least so many tasks."
)
@click.option("--nodes", type=click.IntRange(min=1), help="最多画几个节点 Nodes to draw at most.")
@store_option
def draw(
    output: Path,
    name: Any,
    of: str | None,
    form: Any,
    documents: tuple[str, ...],
    nodes: int | None,
    path: Path | str,
    **narrowed: Any,
) -> None:
    """画责任网络等图，成网页、印刷图、网络文件或表格。

    Draw a view of the store: as a page that opens with no network (html), as a figure for print (svg, pdf, png), as a
    network for Gephi and the like (gexf, graphml), or as the table of its nodes with their measures (csv).

    \b
      agency-task  谁牵头、配合、负责什么任务     who bears which task
      agencies     哪些单位共担任务，谁带谁       who shares tasks with whom, and who leads
      targets      哪些单位承担哪年的哪些目标     who bears which targets, due when
      zones        哪些任务提到哪些区域，谁承担   zones, the tasks that name them, and who bears these
      matrix       各单位在各章节承担几项任务     how many tasks of each section an agency bears
      ego          一个单位和与它共担任务的单位   one agency and its partners (--agency)
      compare      两份文件的单位网络并列         two documents side by side (--document twice)
    """
    from graph import Store
    from graph.rendering import form_of, rendered
    from graph.selection import Selection
    from graph.views import view

    form = form or form_of(output)
    # --of is how the first two views were once asked for.
    name = {"tasks": "agency-task", "agencies": "agencies"}.get(of or "", name)
    with Store(path, read_only=True) as store:
        found = view(store, name, Selection(documents=documents, **narrowed))
    made = rendered(found, form, limit=nodes)
    try:
        output.write_bytes(made)
    except OSError as error:
        raise click.ClickException(f"{output}: cannot be written ({error.strerror}); name another file") from error
    network = found.network
    click.echo(f"{output}: {network.number_of_nodes()} 个节点 nodes, {network.number_of_edges()} 条连线 edges")
