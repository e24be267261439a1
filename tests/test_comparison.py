"""What differs between two versions of an invented plan: agencies, tasks, who leads them, and targets."""

import csv
import io
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from extract import extract
from graph import NotFound, Store
from graph.comparison import Comparison, Difference, compare
from graph.documents import find_document
from graph.errors import Ambiguous
from graph.pairing import Likeness, alike, paired
from tests import commands

FIRST = """岚溪市数字乡村建设行动方案
岚政办发〔2026〕8号

一、总体目标
到2028年，全市农村网络零售额达到60亿元，行政村5G通达率达到95%以上。

二、主要任务
（一）建设乡村数字底座。推进农村千兆光网和移动网络向自然村延伸，完善农村广电设施。2027年底前，新建农村基站800个。\
（市数据局牵头，市工业和信息化局、市财政局配合）
（二）发展智慧农业。推广北斗导航农机和水肥一体化设备，建设农产品全程追溯平台。到2027年，建成数字农业基地20个，到2028年，\
建成数字农业基地35个。（市农业农村局牵头，市科技局配合）
（三）繁荣乡村电商。支持返乡青年创办网店，建设县级电商产业园。每年培训电商人才2000人次。（市商务局牵头，市人力资源社会保障局配合）
（四）提升乡村治理水平。推行村务网上公开和积分制管理，健全网格化服务。（市委社会工作部、市民政局按职责分工负责）

三、保障措施
（一）加强资金支持。统筹相关资金，引导社会资本投入。（市财政局牵头，市农业农村局配合）
"""

SECOND = """岚溪市数字乡村建设行动方案
岚政办发〔2026〕30号

一、总体目标
到2028年，全市农村网络零售额达到75亿元，行政村5G通达率达到95%以上。

二、主要任务
（一）加强组织动员。组织县乡干部数字素养轮训，讲清政策和办法。（市委社会工作部牵头，市数据局配合）
（二）建设乡村数字底座。推进农村千兆光网和移动网络向自然村延伸，完善农村广电设施。2027年底前，新建农村基站800个。\
（市工业和信息化局牵头，市数据局、市财政局配合）
（三）发展智慧农业。推广北斗导航农机和水肥一体化设备，建设农产品全程追溯平台。到2027年，建成数字农业基地25个，到2029年，\
建成数字农业基地35个。（市农业农村局牵头，市科技局配合）
（四）繁荣乡村电子商务。支持返乡青年创办网店，建设县级电商产业园和直播基地。每年培训电商人才2000人次。\
（市商务局牵头，市人力资源社会保障局、市总工会配合）

三、保障措施
（一）加强资金支持。统筹相关资金，引导社会资本投入。（市财政局牵头，市农业农村局配合）
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("versions") / "store"
    with Store(made) as store:
        store.load(extract(FIRST), source="/docs/征求意见稿.txt")
        store.load(extract(SECOND), source="/docs/印发稿.txt")
    return made


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    with Store(folder, read_only=True) as reading:
        yield reading


@pytest.fixture(scope="module")
def found(store: Store) -> Comparison:
    return between(store, "征求意见稿.txt", "印发稿.txt")


def between(store: Store, one: str, other: str) -> Comparison:
    return compare(store, find_document(store, one), find_document(store, other))


def of(found: Comparison, kind: str) -> dict[str, Difference]:
    differences = [difference for difference in found.differences if difference.kind == kind]
    subjects = {f"{difference.change} {short(difference.subject)}": difference for difference in differences}
    assert len(subjects) == len(differences)
    return subjects


def short(name: str) -> str:
    """An agency's name without the city, which it has where the document says whose office it is."""
    return name.removeprefix("岚溪")


def test_tasks_are_told_by_heading_and_words_and_not_by_number(found: Comparison) -> None:
    tasks = of(found, "task")
    assert set(tasks) == {"added 加强组织动员", "dropped 提升乡村治理水平", "changed 繁荣乡村电子商务"}
    renamed = tasks["changed 繁荣乡村电子商务"]
    assert renamed.before == ("（三）繁荣乡村电商。", "支持返乡青年创办网店，建设县级电商产业园。")
    assert renamed.after == ("（四）繁荣乡村电子商务。", "支持返乡青年创办网店，建设县级电商产业园和直播基地。")
    assert tasks["added 加强组织动员"].cited_before is None
    assert tasks["dropped 提升乡村治理水平"].cited_after is None


def test_a_task_whose_lead_changed(found: Comparison) -> None:
    leads = of(found, "lead")
    assert set(leads) == {"changed 建设乡村数字底座", "added 加强组织动员"}
    changed = leads["changed 建设乡村数字底座"]
    assert [short(name) for name in (*changed.before, *changed.after)] == ["市数据局", "市工业和信息化局"]
    assert changed.cited_before
    assert changed.cited_after
    assert (changed.cited_before.path, changed.cited_after.path) == ("2.1", "2.2")
    assert changed.cited_after.words == "（市工业和信息化局牵头，市数据局、市财政局配合）"
    partners = of(found, "participant")
    assert set(partners) == {
        "changed 建设乡村数字底座",
        "changed 繁荣乡村电子商务",
        "added 加强组织动员",
    }
    assert "市总工会" in map(short, partners["changed 繁荣乡村电子商务"].after)
    assert set(of(found, "responsible")) == {"dropped 提升乡村治理水平"}


def test_the_same_indicator_with_another_value_or_year(found: Comparison) -> None:
    targets = [difference for difference in found.differences if difference.kind == "target"]
    told = {
        (it.change, it.target_before.value, it.target_before.year, it.target_after.value, it.target_after.year)
        for it in targets
        if it.target_before and it.target_after
    }
    assert told == {
        ("changed", 6e9, 2028, 7.5e9, 2028),
        ("changed", 20, 2027, 25, 2027),
        ("changed", 35, 2028, 35, 2029),
    }
    assert len(targets) == 3
    assert {it.cited_before.words for it in targets if it.cited_before} >= {"全市农村网络零售额达到60亿元"}


def test_agencies_that_came_went_or_bear_more(found: Comparison) -> None:
    agencies = of(found, "agency")
    assert "added 市总工会" in agencies
    assert agencies["added 市总工会"].after == ("配合 1",)
    assert "dropped 市民政局" in agencies
    data = agencies["changed 市数据局"]
    assert (data.before, data.after) == (("牵头 1",), ("配合 2",))
    assert data.cited_after
    assert "市数据局" in data.cited_after.words
    assert not [subject for subject in agencies if "农业农村局" in subject or "科" in subject]


def test_every_side_cites_its_own_document(found: Comparison) -> None:
    sides = [
        (cited, text)
        for it in found.differences
        for cited, text in ((it.cited_before, FIRST), (it.cited_after, SECOND))
        if cited
    ]
    assert len(sides) > 20
    assert all(text[cited.start : cited.end] == cited.words for cited, text in sides)


def test_a_document_does_not_differ_from_itself(store: Store) -> None:
    assert between(store, "印发稿.txt", "印发稿.txt").differences == ()


def test_the_other_way_round_what_was_added_is_dropped(store: Store, found: Comparison) -> None:
    back = between(store, "印发稿.txt", "征求意见稿.txt")
    opposite = {"added": "dropped", "dropped": "added", "changed": "changed"}

    def cited(it: Difference, first: bool) -> object:
        place = it.cited_before if first else it.cited_after
        return place and (place.start, place.end)

    assert {(it.kind, opposite[it.change], cited(it, True), cited(it, False)) for it in back.differences} == {
        (it.kind, it.change, cited(it, False), cited(it, True)) for it in found.differences
    }
    assert between(store, "征求意见稿.txt", "印发稿.txt") == found


def test_only_new_numbers_are_no_difference(tmp_path: Path) -> None:
    renumbered = FIRST.replace("（四）", "（五）").replace("（三）", "（四）").replace("（二）", "（三）")
    with Store(tmp_path / "store") as store:
        store.load(extract(FIRST), source="/a.txt")
        store.load(extract(renumbered), source="/b.txt")
        assert between(store, "a.txt", "b.txt").differences == ()


def test_documents_of_other_matters_share_nothing(tmp_path: Path) -> None:
    other = (
        "澜川市冬季供暖工作方案\n一、主要任务\n（一）检修管网。更换老旧阀门，排查隐患。（市城管局牵头，市应急局配合）\n"
    )
    with Store(tmp_path / "store") as store:
        store.load(extract(FIRST), source="/a.txt")
        store.load(extract(other), source="/b.txt")
        found = between(store, "a.txt", "b.txt")
    tasks = [it for it in found.differences if it.kind in ("lead", "target", "agency")]
    assert {it.change for it in tasks} == {"added", "dropped"}


def test_pairs_are_the_likest_first_and_each_once() -> None:
    def like(one: str, other: str) -> float:
        return Likeness.of(one, "").to(Likeness.of(other, ""))

    one = ["加强组织领导", "建设算力中心", "加强组织领导", "培育人才队伍"]
    other = ["培育专业人才队伍", "加强组织领导", "强化督查", "加强组织领导"]
    assert paired(one, other, str, like) == [
        ("培育人才队伍", "培育专业人才队伍"),
        ("加强组织领导", "加强组织领导"),
        (None, "强化督查"),
        ("加强组织领导", "加强组织领导"),
        ("建设算力中心", None),
    ]
    assert paired([], other, str, like) == [(None, item) for item in other]
    assert alike("", "") == 1
    assert Likeness.of("", "").to(Likeness.of("", "")) == 0


run = partial(commands.run, "compare")


def test_the_command_prints_a_table_csv_and_json_of_the_same(folder: Path, found: Comparison) -> None:
    asked = ("征求意见稿.txt", "印发稿.txt", "--store", str(folder))
    table = run(*asked)
    assert table.exit_code == 0
    assert "≥60亿元（2028年）" in table.stdout.replace("\n", "")
    assert "单位: 新增" in table.stderr
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout)))
    records = json.loads(run(*asked, "--format", "json").stdout)
    assert len(rows) == len(records) == len(found.differences)
    assert [row["subject"] for row in rows] == [record["subject"] for record in records]
    [retail] = [record for record in records if record["before_value"] == 6e9]
    assert (retail["kind"], retail["change"], retail["after_value"], retail["after_year"]) == (
        "target",
        "changed",
        7.5e9,
        2028,
    )
    assert FIRST[retail["before_start"] : retail["before_end"]] == retail["before_words"]
    same = run("印发稿.txt", "印发稿.txt", "--store", str(folder))
    assert "没有差别" in same.stderr


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ("数字乡村", "2 份文件.*征求意见稿.*印发稿|2 份文件.*印发稿.*征求意见稿"),
        ("岚溪市数字乡村建设行动方桉", "nearest: 岚溪市"),
    ],
)
def test_a_document_that_is_not_clear_is_one_line(folder: Path, one: str, said: str) -> None:
    with Store(folder, read_only=True) as store, pytest.raises((Ambiguous, NotFound), match=said):
        find_document(store, one)
    result = run(one, "印发稿.txt", "--store", str(folder))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_documents_are_named_by_hash_iri_and_number_too(store: Store) -> None:
    first = find_document(store, "征求意见稿.txt")
    for typed in (
        *(first.hash[:8], first.hash, first.iri, first.graph),
        *("/docs/征求意见稿.txt", "征求意见", "意见 征求", "岚政办发〔2026〕8号"),
    ):
        assert find_document(store, typed) == first
