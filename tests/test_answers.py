"""Who leads what, who takes part, which targets, how much each agency bears: every line with its passage."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from extract import extract
from extract.facts import Extraction
from graph import Citation, NotFound, Store, leads, responsibilities, summary, targets, who
from graph.names import Named, matching, nearest
from graph.phrases import amount
from tests.sample import sample


def elsewhere() -> Extraction:
    """The sample as if written in another city of invented name, whose offices bear the same short names."""

    def moved(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("平江", "霁川")
        if isinstance(value, tuple):
            return tuple(moved(item) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: moved(getattr(value, field.name)) for field in fields(value)})
        return value

    found: Extraction = moved(sample())
    return replace(found, document=replace(found.document, id=sha256(found.document.text.encode()).hexdigest()))


@pytest.fixture(scope="module")
def store(module_place: Path | str) -> Iterator[Store]:
    with Store(module_place) as writing:
        writing.load(sample(), source="/docs/a.txt")
        writing.load(elsewhere(), source="/docs/b.txt")
    with Store(module_place, read_only=True) as reading:
        yield reading


def stands_in_its_document(citation: Citation) -> bool:
    texts = {found.document.title: found.document.text for found in (sample(), elsewhere())}
    return texts[citation.title][citation.start : citation.end] == citation.words


def test_what_an_agency_leads_and_takes_part_in(store: Store) -> None:
    [found] = leads(store, "平江市发展和改革委员会")
    assert [(duty.citation.path, duty.inherited) for duty in found.led] == [("1.1.2", False), ("1.1.2.1", True)]
    assert found.taken_part == found.responsible == ()
    [science] = leads(store, "平江市科学技术局")
    assert [duty.citation.path for duty in science.taken_part] == ["1.1.2", "1.1.2.1"]
    assert [duty.citation.path for duty in science.responsible] == ["1.1.1"]


def test_each_duty_cites_its_clause(store: Store) -> None:
    [found] = leads(store, "平江市交通运输局")
    [duty] = found.led
    citation = duty.citation
    assert citation.title == "平江市人民政府关于加快数字创新强市建设的实施意见"
    assert (citation.path, citation.number, citation.kind, citation.heading) == ("1.2.1", "3", "task", "对接青岚经济圈")
    assert citation.words == "（市交通运输局牵头，国家发展改革委、云溪县人民政府配合）"
    assert sample().document.text[duty.mention_start : duty.mention_end] == duty.mention == "市交通运输局"
    assert (duty.role, duty.basis) == ("lead", "explicit")
    assert stands_in_its_document(citation)


def test_a_short_name_finds_the_office_of_every_city(store: Store) -> None:
    assert [found.name for found in leads(store, "市科技局")] == ["平江市科学技术局", "霁川市科学技术局"]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("科技局", ["平江市科学技术局", "霁川市科学技术局"]),
        ("平江市科技局", ["平江市科学技术局"]),
        ("霁川市财政局", ["霁川市财政局"]),
        ("发改委", ["国家发展和改革委员会", "平江市发展和改革委员会", "霁川市发展和改革委员会"]),
        ("市发改委", ["平江市发展和改革委员会", "霁川市发展和改革委员会"]),
        ("国家发展改革委", ["国家发展和改革委员会"]),
        (" “市教育局” ", ["平江市教育局", "霁川市教育局"]),
    ],
)
def test_names_are_found_as_people_type_them(store: Store, typed: str, names: list[str]) -> None:
    assert [found.name for found in leads(store, typed)] == names


@pytest.mark.parametrize("typed", ["省科技厅", "局", "", "科教局", "海关总署"])
def test_a_name_that_nothing_bears_finds_nothing(store: Store, typed: str) -> None:
    with pytest.raises(NotFound):
        leads(store, typed)


def test_a_mistyped_name_gets_the_nearest_ones(store: Store) -> None:
    with pytest.raises(NotFound, match="市科枝局") as caught:
        leads(store, "市科枝局")
    assert caught.value.nearest[0] == "市科技局"
    assert "市科技局" in str(caught.value)


def test_who_bears_the_tasks_that_a_text_matches(store: Store) -> None:
    found = who(store, "中试平台")
    first = found.tasks[0]
    assert (first.matched, first.citation.kind, first.citation.heading) == ("heading", "subtask", "做强中试平台")
    assert [duty.name for duty in first.leads] == ["平江市发展和改革委员会"]
    assert [duty.name for duty in first.participants] == ["平江市科学技术局", "各县（市、区）人民政府"]
    assert all(duty.inherited for duty in first.leads + first.participants)
    assert all(stands_in_its_document(task.citation) for task in found.tasks)
    assert not found.more


def test_a_heading_counts_before_the_words_below_it(store: Store) -> None:
    found = who(store, "示范区")
    assert [(task.matched, task.citation.heading) for task in found.tasks] == [
        ("heading", "建设青岚数字创新示范区"),
        ("heading", "建设青岚数字创新示范区"),
        ("enclosing heading", "做强中试平台"),
        ("enclosing heading", "做强中试平台"),
    ]
    words = who(store, "中试线")
    assert {(task.matched, task.citation.heading) for task in words.tasks} == {("words", "做强中试平台")}
    assert words.tasks[0].citation.words.startswith("依托平江高新技术产业开发区")


def test_a_sections_heading_finds_the_tasks_below_it(store: Store) -> None:
    found = who(store, "融入区域协作")
    assert {(task.matched, task.citation.heading) for task in found.tasks} == {("enclosing heading", "对接青岚经济圈")}


def test_words_parted_by_spaces_must_all_be_there(store: Store) -> None:
    assert {task.citation.path for task in who(store, "示范区 研发").tasks} == {"1.1.2"}
    with pytest.raises(NotFound):
        who(store, "示范区 海洋")


def test_more_matches_than_wanted_are_said_to_exist(store: Store) -> None:
    found = who(store, "青岚", limit=1)
    assert len(found.tasks) == 1
    assert found.more


def test_a_text_that_nothing_matches_gets_the_nearest_headings(store: Store) -> None:
    with pytest.raises(NotFound) as caught:
        who(store, "做强中式平台")
    assert caught.value.nearest[0] == "做强中试平台"
    for nothing in ("", "   "):
        with pytest.raises(NotFound):
            who(store, nothing)


def test_targets_of_a_year_an_agency_or_an_indicator(store: Store) -> None:
    assert len(targets(store)) == 2 * len(sample().targets)
    due = targets(store, year=2030)
    assert {line.indicator for line in due} == {"数字产业营业收入", "研发经费投入强度"}
    [line] = targets(store, agency="平江市财政局")
    assert (line.operator, line.value, line.unit, line.period, line.year) == (">=", 2e8, "元", "year", None)
    assert {found.indicator for found in targets(store, indicator="高新技术企业")} == {"高新技术企业"}
    assert {found.citation.title for found in targets(store, year=2028, agency="平江市科学技术局")} == {
        sample().document.title
    }


def test_targets_of_a_document_are_its_own(store: Store) -> None:
    title = sample().document.title
    own = [line for line in targets(store) if line.citation.title == title]
    assert 0 < len(own) < len(targets(store))
    assert targets(store, document=title) == tuple(own)
    due = [line for line in own if line.year == 2030]
    assert targets(store, document=title, year=2030) == tuple(due)
    with pytest.raises(NotFound, match="2031年"):
        targets(store, document=title, year=2031)
    with pytest.raises(NotFound, match="没有的文件"):
        targets(store, document="没有的文件")


def test_targets_come_back_as_they_were_read(store: Store) -> None:
    read = [
        (t.indicator, t.operator, t.value, t.upper, t.unit, t.year, t.period, t.text, t.task) for t in sample().targets
    ]
    told = [
        (t.indicator, t.operator, t.value, t.upper, t.unit, t.year, t.period, t.citation.words, t.citation.path)
        for t in targets(store)
        if t.citation.title == sample().document.title
    ]
    assert told == read
    assert all(stands_in_its_document(line.citation) for line in targets(store))


def test_a_figure_is_told_in_the_unit_that_the_document_writes(tmp_path: Path) -> None:
    """1月 would be January."""
    text = "一、优化服务\n到2030年，商标变更业务办理时限压缩至1个月，规模以上工业产值达到1.1万亿元。\n"
    with Store(tmp_path / "store") as store:
        store.load(extract(text, "方案"), source="方案.txt")
        assert [amount(line) for line in targets(store)] == ["≤1个月", "≥1.1万亿元"]


def test_no_target_suggests_what_there_is(store: Store) -> None:
    with pytest.raises(NotFound) as year:
        targets(store, year=2031)
    assert year.value.nearest == ("2030年", "2028年")
    with pytest.raises(NotFound) as indicator:
        targets(store, indicator="数字产业营业收人")
    assert indicator.value.nearest[0] == "数字产业营业收入"


def test_the_summary_counts_own_and_inherited_tasks_apart(store: Store) -> None:
    lines = {line.name: line for line in summary(store)}
    planning = lines["平江市发展和改革委员会"]
    assert (planning.led.own, planning.led.inherited, planning.documents) == (1, 1, 1)
    science = lines["平江市科学技术局"]
    assert (science.led.own, science.taken_part.own, science.taken_part.inherited, science.responsible.own) == (
        0,
        1,
        1,
        1,
    )
    assert (lines["国家发展和改革委员会"].taken_part.own, lines["国家发展和改革委员会"].documents) == (2, 2)
    assert lines["各县（市、区）人民政府"].group
    led = [line.led.own for line in summary(store)]
    assert led == sorted(led, reverse=True)
    assert all(line.example.agency == line.agency for line in lines.values())
    assert all(stands_in_its_document(line.example.citation) for line in lines.values())


def test_all_responsibilities_come_back_as_they_were_read(store: Store) -> None:
    told = {
        (d.citation.path, d.name, d.mention, d.role, d.basis, d.mention_start, d.mention_end, d.citation.start)
        for d in responsibilities(store)
        if d.citation.title == sample().document.title
    }
    assert told == {
        (d.task, d.agency, d.mention, d.role, d.basis, d.start, d.end, d.clause_start)
        for d in sample().responsibilities
    }


def test_an_empty_store_has_empty_answers(tmp_path: Path) -> None:
    with Store(tmp_path) as empty:
        assert summary(empty) == targets(empty) == ()
        with pytest.raises(NotFound) as caught:
            leads(empty, "市科技局")
        assert caught.value.nearest == ()


def test_an_exact_name_hides_the_offices_that_are_only_like_it() -> None:
    known = [Named("1", "市科技局", (), None), Named("2", "平江省科学技术厅", ("省科技厅",), "平江省")]
    assert [agency.iri for agency in matching("市科技局", known)] == ["1"]
    assert [agency.iri for agency in matching("科技厅", known)] == ["2"]


def test_nearest_names_share_more_than_a_suffix() -> None:
    assert nearest("海关总署", ["市科技局", "市教育局"]) == ()
