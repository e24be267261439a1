"""Reading who bears a task from the words of a clause."""

import pytest

from extract.clauses import read_clauses
from extract.conventions import read_conventions
from extract.outline import read_outline
from extract.tables import read_tables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "建成平台。（市数据局牵头，市财政局、各县区配合）",
            [("市数据局", "lead"), ("市财政局", "participant"), ("各县区", "participant")],
        ),
        ("建成平台。（市数据局会同有关部门负责）", [("市数据局", "lead"), ("有关部门", "participant")]),
        (
            "建成平台。（市商务局、市水利局等有关部门负责）",
            [("市商务局", "neutral"), ("市水利局", "neutral"), ("有关部门", "neutral")],
        ),
        (
            "建成平台。（牵头单位：市住房和城乡建设局；配合单位：市财政局）",
            [("市住房和城乡建设局", "lead"), ("市财政局", "participant")],
        ),
        (
            "建成平台。\n责任单位：市教育局、各县（市、区）人民政府\n",
            [("市教育局", "neutral"), ("各县（市、区）人民政府", "neutral")],
        ),
        ("扶持企业（规模以上企业）发展。", []),
        ("（1）牵头单位要加强对本预案的学习培训，建设能够应对突发事件的队伍，配合做好工作。", []),
        ("院校内由教育行政部门负责实施，院校外由其他部门负责实施。", []),
        ("本办法由市科技局负责解释。", []),
    ],
)
def test_a_clause_names_its_bearers(text: str, expected: list[tuple[str, str]]) -> None:
    bearers = [b for c in read_clauses(text) for b in c.bearers]
    assert [(b.mention, b.role) for b in bearers] == expected
    assert all(text[b.start : b.end] == b.mention for b in bearers)


def test_a_wide_gap_in_a_clause_takes_no_longer_to_read() -> None:
    """A pattern that tries every way to part the gap would not end within a lifetime."""
    (clause,) = read_clauses(f"建成平台。（市数据局牵头，市财政局{' ' * 1_000}共同推进）")
    assert clause.bearers[0].mention == "市数据局"


def test_a_convention_is_found_with_its_sentence() -> None:
    text = "做强平台。（市数据局、市财政局负责，排在第一位的部门为牵头部门，下同）"
    (convention,) = read_conventions(text)
    assert text[convention.start : convention.end] == "排在第一位的部门为牵头部门，下同"


def test_the_outline_has_sections_tasks_and_subtasks() -> None:
    text = (
        "一、主要任务\n（一）做强平台\n1.建设中心。\n建机房。设备到位。（市数据局负责）\n"
        "建队伍。人员到位。（市人社局负责）\n2.做优服务。上门。"
    )
    clauses = read_clauses(text)
    units = read_outline(text, clauses, read_tables(text)).units
    assert [u.kind for u in units] == ["section", "section", "task", "subtask", "subtask", "task"]
