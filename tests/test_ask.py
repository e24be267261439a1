"""Questions in plain words: what they answer and cite, what they decline, and that no word reaches a query as text."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import application
from api.service import Settings
from extract import extract, read
from graph import Store
from graph.asking import Answer, Session, ask
from graph.asking.cues import cues, function_words, outside
from graph.asking.names import names_of
from tests.commands import run

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("库") / "store"
    with Store(place) as store:
        for path in sorted(EXAMPLES.glob("*.txt")):
            store.load(extract(read(path), path.stem), source=str(path))
    return place


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    with Store(folder, read_only=True) as found:
        yield found


def names(answer: Answer) -> set[str]:
    assert answer.status == "answered", answer.reason
    return {re.sub(r"^(?:（[一二三四五六七八九十]+）|\d+\.)", "", str(one["name"])) for one in answer.answers}


# ---- answers


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("离岸创新中心由谁牵头？", {"栖湖科技城管委会"}),
        ("霁川市科技局和市发改委共同承担、市经信局也参与的任务有哪些？", {"建强重大科技创新平台", "前瞻布局未来产业"}),
        ("Which tasks led by 市民政局 does 市残联 take part in?", None),
        ("谁在苍屏循环经济产业园牵头？", set()),
        ("哪些示范区在霁川？", {"云霁协同创新示范区", "老工业区创新转型示范区"}),
    ],
)
def test_conditions_of_any_kind_combine(store: Store, question: str, found: set[str] | None) -> None:
    answer = ask(store, question)
    told = names(answer)
    if found is None:
        found = {"修订市级基本养老服务清单", "建立老年人能力综合评估制度", "实施困难老年人家庭适老化改造1500户"}
    if "市经信局也参与" in question:
        assert "建强重大科技创新平台" in told
    else:
        assert told == found


def test_an_answer_is_one_object_with_its_sources(store: Store) -> None:
    answer = ask(store, "拓宽科技企业融资渠道由谁牵头？").as_dict()
    assert list(answer) == ["status", "kind", "answers", "sentence", "citations", "sparql", "reason", "suggestions"]
    [one] = answer["answers"]  # type: ignore[misc]
    assert (one["name"], one["agency"], one["basis"]) == ("市科技局", "霁川市科学技术局", "convention")
    [cited] = answer["citations"]  # type: ignore[misc]
    text = (EXAMPLES / "霁川市科技创新实施意见.txt").read_text(encoding="utf-8")
    assert (
        cited["text"] == "（市科技局、市财政局、市产投集团、人行霁川市分行、金融监管总局霁川分局、市政府办金融科负责）"
    )
    assert cited["text"] in text
    assert "依排序约定" in str(answer["sentence"])


def test_the_query_shown_is_the_one_that_answered(store: Store) -> None:
    answer = ask(store, "市水利局牵头哪些任务？")
    rows = list(store.query(answer.sparql).table())  # type: ignore[union-attr]
    assert len(rows) == len(answer.answers) == 1


def test_what_is_inherited_is_said_to_be(store: Store) -> None:
    answer = ask(store, "深化成果转化机制改革由谁牵头？")
    assert {one["basis"] for one in answer.answers} == {"inherited"}
    assert "承自上级条目" in answer.sentence
    assert "inherited from the enclosing unit" in ask(store, "Who leads 深化成果转化机制改革?").sentence


def test_a_task_without_the_role_asked_for_says_who_bears_it(store: Store) -> None:
    answer = ask(store, "强化工业污染深度治理由谁牵头？")
    assert answer.status == "answered"
    assert not answer.answers
    assert "没有为" in answer.sentence
    assert "市生态环境局" in answer.sentence
    assert answer.citations


def test_yes_and_no(store: Store) -> None:
    assert ask(store, "市水利局牵头推进工业节水和废水循环利用吗？").sentence.startswith("是。")
    assert ask(store, "市住房城乡建设局牵头推进工业节水和废水循环利用吗？").sentence.startswith("不是。")
    assert ask(store, "Does 市水利局 lead 推进工业节水和废水循环利用?").sentence.startswith("Yes")


# ---- what is denied or left out


def borne(city: str, mention: str, role: str | None = None) -> set[str]:
    """The headings of what the agencies with that name bear in the document of a city, read from the facts."""
    [path] = EXAMPLES.glob(f"{city}*.txt")
    found = extract(read(path), path.stem)
    headings = {unit.id: unit.heading for unit in found.tasks}
    duties = [duty for duty in found.responsibilities if mention in ("", duty.mention) and role in (None, duty.role)]
    return {re.sub(r"^(?:（[一二三四五六七八九十]+）|\d+\.)", "", headings[duty.task]) for duty in duties}


@pytest.mark.parametrize(
    "question",
    [
        "霁川市科技局参与但不牵头的任务有哪些？",
        "霁川市科技局只配合、不牵头的任务有哪些？",
        "Which tasks does 霁川市科技局 take part in but not lead?",
        "Which tasks does 霁川市科技局 take part in without leading them?",
    ],
)
def test_a_role_that_is_denied_is_bound_to_its_agency(store: Store, question: str) -> None:
    led, supported = (borne("霁川", "市科技局", role) for role in ("lead", "participant"))
    assert names(ask(store, question)) == supported - led


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("市民政局不牵头的任务有哪些？", "lead"),
        ("哪些任务不是市民政局牵头的？", "lead"),
        ("Which tasks are not led by 市民政局?", "lead"),
        ("市民政局没有参与的任务有哪些？", None),
        ("哪些任务不涉及市民政局？", None),
        ("Which tasks do not involve 市民政局?", None),
    ],
)
def test_tasks_of_others_are_those_in_the_documents_that_name_the_agency(
    store: Store, question: str, role: str | None
) -> None:
    assert names(ask(store, question)) == borne("衡澜", "") - borne("衡澜", "市民政局", role)


def test_agencies_are_left_out_where_a_question_leaves_them_out(store: Store) -> None:
    others = {"市自然资源和规划局", "国网衡澜供电公司"}
    for question in (
        "除市市场监管局外，还有哪些单位参与加装电梯？",
        "Which agencies other than 市市场监管局 support 加装电梯?",
    ):
        assert names(ask(store, question)) == others
    never = names(ask(store, "衡澜有哪些单位只配合、不牵头？"))
    assert "市残联" in never
    assert not never & {"市民政局", "市住房城乡建设局"}


def test_what_has_no_target_or_no_year(store: Store) -> None:
    assert not ask(store, "市水利局牵头、没有目标的任务有哪些？").answers
    without = names(ask(store, "市民政局牵头但没有量化目标的任务有哪些？"))
    assert "建立老年人能力综合评估制度" in without
    assert "实施困难老年人家庭适老化改造1500户" not in without
    assert {one["year"] for one in ask(store, "哪些目标没有写明年份？").answers} == {None}
    years = {one["year"] for one in ask(store, "不是2028年到期的目标有哪些？").answers}
    assert 2030 in years
    assert 2028 not in years


# ---- who answers for it


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("市残联负责什么？", {"participant"}),
        ("What is 市残联 responsible for?", {"participant"}),
        ("加装电梯由哪些单位负责？", {"lead", "participant"}),
        ("Which agencies are in charge of 加装电梯?", {"lead", "participant"}),
        ("加装电梯的责任单位有哪些？", {"lead", "participant"}),
        ("强化工业污染深度治理的责任单位有哪些？", {"responsible"}),
        ("汀岚市生态环境局是哪些任务的责任单位？", {"responsible"}),
    ],
)
def test_whoever_bears_a_task_in_any_role_answers_for_it(store: Store, question: str, found: set[str]) -> None:
    assert {one["role"] for one in ask(store, question).answers} == found


def test_tasks_of_any_role_are_told_with_it(store: Store) -> None:
    assert "（配合单位）" in ask(store, "市残联负责哪些任务？").sentence
    assert "其中配合 3 项" in ask(store, "市残联负责几项任务？").sentence


def test_when_a_figure_is_exceeded_is_the_year_of_its_own_target(store: Store) -> None:
    for question in ("高新技术企业哪一年超过900家？", "When will 高新技术企业 exceed 900家?"):
        assert (900, 2028) in {(one["value"], one["year"]) for one in ask(store, question).answers}, question


def test_a_name_of_two_cities_is_told_with_both(store: Store) -> None:
    sentence = ask(store, "市科技局牵头几项任务？").sentence
    assert "霁川市科学技术局" in sentence
    assert "汀岚市科学技术局" in sentence
    assert "汀岚市科学技术局" not in ask(store, "霁川的市科技局牵头几项任务？").sentence


def test_conditions_stand_in_the_sentence(store: Store) -> None:
    assert "汀岚" in ask(store, "汀岚方案里哪些任务没有牵头单位？").sentence
    assert "苍屏循环经济产业园" in ask(store, "哪些任务提到苍屏循环经济产业园？").sentence


def test_agencies_asked_for_by_themselves_are_told_once(store: Store) -> None:
    found = [one["agency"] for one in ask(store, "汀岚方案提到了哪些单位？").answers]
    assert len(found) == len(set(found)) > 10


def test_a_deadline_that_is_told_is_a_condition(store: Store) -> None:
    wanted = names(ask(store, "市民政局牵头、2026年到期的任务有哪些？"))
    assert wanted
    assert names(ask(store, "Tasks where 市民政局 leads and the deadline is 2026")) == wanted
    assert names(ask(store, "Which tasks led by 市民政局 have a deadline of 2026?")) == wanted


def test_agencies_that_lead_together_both_lead(store: Store) -> None:
    assert names(ask(store, "市民政局和市卫生健康委共同承担的任务有哪些？"))
    assert not names(ask(store, "市民政局和市卫生健康委联合牵头的任务有哪些？"))


def test_agencies_can_be_ranked_by_targets(store: Store) -> None:
    answer = ask(store, "哪个单位的目标最多？")
    assert "目标最多" in answer.sentence
    counts = {one["agency"]: len(ask(store, f"{one['agency']}有哪些目标？").answers) for one in answer.answers}
    assert counts == {one["agency"]: one["value"] for one in answer.answers}


def test_targets_are_counted_and_ordered_by_what_is_said_of_them(store: Store) -> None:
    [count] = ask(store, "一共有多少个2030年到期的目标？").answers
    assert count["value"] == len(ask(store, "2030年到期的目标有哪些？").answers)
    assert {one["unit"] for one in ask(store, "家数最多的目标是哪个？").answers} == {"家"}
    years = [one["year"] for one in ask(store, "省级以上研发平台的目标是多少？").answers]
    assert years == sorted(years)


def test_a_number_of_things_is_no_share(store: Store) -> None:
    assert {one["unit"] for one in ask(store, "霁川有几家高新技术企业？").answers} == {"家"}
    assert not ask(store, "霁川有几家科技型企业？").answers


def test_who_works_most_with_an_agency(store: Store) -> None:
    assert names(ask(store, "Which agency works most with 市民政局?")) == names(ask(store, "谁和市民政局合作最多？"))


def test_a_year_without_an_answer_is_not_said_to_be_unknown(store: Store) -> None:
    answer = ask(store, "市水利局牵头、2026年到期的任务有哪些？")
    assert (answer.status, answer.answers) == ("answered", ())
    assert "市水利局牵头、2026年到期" in answer.sentence


# ---- names


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("市卫生健康委", "衡澜市卫生健康委员会"),
        ("卫健委", None),
        ("slj", "汀岚市水利局"),
        ("市水力局", "汀岚市水利局"),
        ("市能原局", "汀岚市能源局"),
        ("越泽区政府", "越泽区人民政府"),
        ("霁川的市科技局", "霁川市科学技术局"),
        ("municipal water resources bureau", "汀岚市水利局"),
        ("市发改委", None),
        ("汀岚市发展改革委", "汀岚市发展和改革委员会"),
    ],
)
def test_names_match_in_the_forms_that_people_give_them(store: Store, typed: str, meant: str | None) -> None:
    answer = ask(store, f"{typed}牵头的任务由谁牵头？")
    assert answer.status == "answered", answer.reason
    if meant is not None:
        assert meant in {one["agency"] for one in answer.answers}


def test_a_branch_is_known_by_its_short_form_of_a_short_place(store: Store) -> None:
    assert "拓宽科技企业融资渠道" in names(ask(store, "人行霁川分行参与哪些任务？"))


def test_a_name_for_another_is_said_to_be_one(store: Store) -> None:
    answer = ask(store, "市卫健局承担哪些任务？")
    assert names(answer) == names(ask(store, "市卫健委承担哪些任务？"))
    assert "按“市卫健委”回答" in answer.sentence
    assert "按“各县区政府”回答" in ask(store, "县区政府承担哪些任务？").sentence


def test_a_place_that_only_the_title_tells_is_one(tmp_path: Path) -> None:
    text = (EXAMPLES / "霁川市科技创新实施意见.txt").read_text(encoding="utf-8").replace("霁川", "澜州")
    with Store(tmp_path / "store") as store:
        store.load(extract(text, "澜州.txt"), source="/澜州.txt")
    with Store(tmp_path / "store", read_only=True) as store:
        assert ask(store, "What targets are due in 2028 in the 澜州 document?").answers
        for name in ("澜州市科技局", "市科学技术局", "科技局"):
            assert len(names(ask(store, f"{name}牵头哪些任务？"))) == len(borne("霁川", "市科技局", "lead"))


def test_an_agency_and_a_zone_of_one_name_are_both_meant(tmp_path: Path) -> None:
    text = """关于发展乡村产业的实施意见
一、主要任务
1.守牢耕地红线。在白岩镇建设高标准农田。（牵头单位：县农业农村局）
2.做大加工产业。推进农产品加工。（牵头单位：县商务局；配合单位：白岩镇）
3.融入长三角。对接G60科创走廊。（牵头单位：县发改局）
4.建设长三角G60科创走廊。（牵头单位：县科技局）
"""
    with Store(tmp_path / "store") as store:
        store.load(extract(text, "a.txt"), source="/a.txt")
    with Store(tmp_path / "store", read_only=True) as store:
        assert names(ask(store, "涉及白岩镇的任务有哪些？")) == {"守牢耕地红线", "做大加工产业"}
        corridor = {"融入长三角", "建设长三角G60科创走廊"}
        assert names(ask(store, "Which tasks mention G60科创走廊?")) == corridor
        assert names(ask(store, "哪些任务提到长三角G60科创走廊？")) == corridor


def test_traditional_script_is_read(store: Store) -> None:
    assert names(ask(store, "加裝電梯由誰牽頭？")) == {"市住房城乡建设局"}


def test_a_slip_is_said_to_be_one(store: Store) -> None:
    assert "按“市水利局”回答" in ask(store, "市水力局牵头哪些任务？").sentence


@pytest.mark.parametrize(
    "unknown", ["市旅游局", "市林业局", "市航天局", "武汉市科技局", "省科技厅", "国家发展改革委", "县水利局"]
)
def test_an_office_that_no_document_names_is_no_slip_for_another(store: Store, unknown: str) -> None:
    answer = ask(store, f"{unknown}牵头哪些任务？")
    assert answer.status == "declined"
    assert not answer.answers


def test_a_name_that_many_bear_is_asked_back(tmp_path: Path) -> None:
    text = (EXAMPLES / "衡澜市养老服务重点任务分工表.txt").read_text(encoding="utf-8")
    cities = ["平江", "云溪", "安林", "泰和", "昌明", "兴海", "德青"]
    with Store(tmp_path / "store") as store:
        for city in cities:
            store.load(extract(text.replace("衡澜", city), f"{city}.txt"), source=f"/{city}.txt")
    with Store(tmp_path / "store", read_only=True) as store:
        answer = ask(store, "市民政局牵头哪些任务？")
        assert answer.status == "ambiguous"
        assert "平江市民政局" in answer.reason
        assert {one["agency"] for one in ask(store, "平江市民政局牵头的任务由谁牵头？").answers} == {"平江市民政局"}


# ---- declining


@pytest.mark.parametrize(
    "question",
    [
        "市科技局局长是谁？",
        "市科技局牵头的任务花了多少钱？",
        "市民政局牵头的任务完成了吗？",
        "为什么由市民政局牵头？",
        "市民政局不牵头加装电梯吗？",
        "除2028年的目标外，谁牵头加装电梯？",
        "谁审批加装电梯？",
        "谁喜欢市民政局？",
        "量子计算产业园由谁牵头？",
        "加装电梯的承包商是谁？",
        "2050年有哪些目标？",
        "Who is the director of 市民政局?",
        "Will 汀岚市 reach its targets?",
        "Which tasks does 市民政局 enjoy?",
        "How tall is 市民政局?",
        "市民政局有多少人？",
        "市民政局培育了哪些企业？",
        "Did 市民政局 meet its 2026 targets?",
        "How many 高新技术企业 are there now?",
        "谁签发了汀岚的方案？",
        "Which of these documents is the most effective?",
        "国发〔2019〕3号有哪些任务？",
        "它由谁牵头？",
        "那市发改委呢？",
        "",
        "？？？",
        "问" * 10_000,
    ],
)
def test_what_the_graph_cannot_say_is_declined_with_a_reason(store: Store, question: str) -> None:
    answer = ask(store, question)
    assert (answer.status, answer.answers) == ("declined", ())
    assert answer.reason


def test_what_the_graph_has_of_a_question_is_told(store: Store) -> None:
    answer = ask(store, "2024年全社会研发经费投入强度实际是多少？")
    assert "不记实际进展" in answer.reason
    assert "图谱中有“全社会研发经费投入强度”" in answer.reason
    assert "全社会研发经费投入强度的目标是多少？" in answer.suggestions
    assert "衡澜市民政局" in ask(store, "市民政局的联系电话").reason
    assert "国发〔2019〕3号" in ask(store, "国发〔2019〕3号有哪些任务？").reason
    assert "“chairs the committee” was not understood" in ask(store, "Who chairs the committee?").reason


@pytest.mark.parametrize(
    "question",
    [
        "市科技局局长是谁？",
        "市旅游局牵头哪些任务？",
        "谁负责登月？",
        "Who is the mayor?",
        "老年驿站多少个？",
        "2050年有哪些目标？",
    ],
)
def test_what_is_suggested_instead_has_an_answer(store: Store, question: str) -> None:
    answer = ask(store, question)
    assert len(answer.suggestions) == 3
    for suggestion in answer.suggestions:
        other = ask(store, suggestion)
        assert other.status == "answered", suggestion
        assert other.answers, suggestion


def test_every_word_of_a_question_counts(store: Store) -> None:
    """A question that is answered is declined once a word comes in that nothing accounts for."""
    for question in ("市水利局牵头哪些任务？", "加装电梯由谁牵头？", "2028年有哪些目标？", "有哪些示范区？"):
        assert ask(store, question).status == "answered"
        for word in ("彩虹", "驾驶证", "zebra "):
            assert ask(store, word + question).status == "declined", word + question


# ---- sessions


def test_a_session_takes_over_what_was_asked_before(store: Store) -> None:
    session = Session()
    assert names(ask(store, "市水利局牵头哪些任务？", session=session)) == {"推进工业节水和废水循环利用"}
    assert names(ask(store, "那市能源局呢？", session=session)) == {"扩大绿色能源消费"}
    assert names(ask(store, "这项任务由谁配合？", session=session)) == {
        "国网汀岚供电公司",
        "市自然资源和规划局",
        "各县区人民政府",
    }
    assert names(ask(store, "加装电梯由谁牵头？", session=session)) == {"市住房城乡建设局"}
    assert names(ask(store, "谁配合？", session=session)) == {"市自然资源和规划局", "市市场监管局", "国网衡澜供电公司"}
    assert session.asked == ("加装电梯由谁牵头？", "谁配合？")


def test_a_session_can_be_narrowed_and_moved(store: Store) -> None:
    session = Session()
    every = ask(store, "2028年到期的目标有哪些？", session=session)
    led = ask(store, "只看霁川市科技局牵头的", session=session)
    assert led.kind == "targets"
    assert 0 < len(led.answers) < len(every.answers)
    session = Session()
    ask(store, "霁川的意见里市科技局牵头哪些任务？", session=session)
    assert names(ask(store, "汀岚的呢？", session=session)) == borne("汀岚", "市科技局", "lead")


def test_a_session_is_its_questions_and_nothing_else(store: Store) -> None:
    kept = Session(["市科技局牵头哪些任务？"])
    assert names(ask(store, "And in 2027?", session=kept)) == names(ask(store, "霁川市科技局牵头的2027年任务有哪些？"))
    assert ask(store, "And in 2027?").status == "declined"


# ---- the store


def test_names_are_read_once_for_a_store_that_cannot_change(store: Store) -> None:
    assert names_of(store) is names_of(store)


def test_what_is_loaded_meanwhile_is_known(place: Path | str) -> None:
    first, second = (path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))[:2])
    with Store(place) as store:
        store.load(extract(first, "a.txt"), source="/a.txt")
        assert ask(store, "加装电梯由谁牵头？").status == "declined"
        store.load(extract(second, "b.txt"), source="/b.txt")
        assert names(ask(store, "加装电梯由谁牵头？")) == {"市住房城乡建设局"}
        assert names(ask(store, "有哪些文件？")) == {it.title for it in names_of(store).documents.values()}


# ---- safety


def shape(sparql: str) -> str:
    """The query without its values."""
    return re.sub(r"VALUES (\?\w+) \{[^}]*\}", r"VALUES \1 { … }", sparql)


def test_values_change_no_query(store: Store) -> None:
    one, other = (ask(store, f"{agency}牵头哪些任务？").sparql for agency in ("市水利局", "市能源局"))
    assert one != other
    assert shape(one) == shape(other)


_PIECES = st.sampled_from(
    (
        *(
            "市水利局",
            "牵头",
            "参与",
            "哪些任务",
            "谁",
            "多少",
            "目标",
            "2028年",
            "加装电梯",
            "Who leads ",
            "which ",
            " and ",
        ),
        *(
            "最多",
            "没有",
            "百分之",
            "它",
            "呢",
            "不",
            "超过100亿元",
            "到2030年",
            "、",
            "和",
            "《",
            "》",
            "（",
            "）",
            "(",
            "🙂",
        ),
        *('"', "'", "\\", "}", "{", "?s ?p ?o", "SELECT * WHERE", "UNION", "<http://x/>", "DROP ALL;", "#", "% "),
        *("\x00", "\n", "\u202e", "\ud800"),
    )
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=14).map("".join)))
def test_no_text_raises_or_comes_into_a_query(store: Store, question: str) -> None:
    session = Session(["市水利局牵头哪些任务？"])
    for answer in (ask(store, question), ask(store, question, session=session)):
        assert answer.status in ("answered", "declined", "ambiguous")
        json.dumps(answer.as_dict())
        if answer.status != "answered":
            assert answer.reason
        for token in ("?s ?p ?o", "DROP", "UNION", "http://x/"):
            assert token not in answer.sparql


def test_names_and_cues_in_any_order_raise_nothing(store: Store) -> None:
    """What a person may put together of words that all mean something."""
    chance = random.Random(5)
    words = [sorted(names_of(store).forms), sorted(cues()), sorted(cues()), sorted(function_words())]
    words.append(["2028年", "超过5项", "100亿元", "top 3", "、", "和", "，", "？"])
    befores: list[list[str]] = [
        [],
        ["市水利局牵头哪些任务？"],
        ["加装电梯由谁牵头？"],
        ["有哪些目标？"],
        ["谁牵头最多？"],
    ]
    for _ in range(400):
        question = "".join(f"{chance.choice(chance.choice(words))} " for _ in range(chance.randint(1, 8)))
        answer = ask(store, question, session=Session(chance.choice(befores)))
        assert answer.sentence, question


# ---- the ways in


def test_the_command_tells_answer_table_and_clauses(folder: Path) -> None:
    done = run("ask", "加装电梯由谁配合？", "--store", str(folder))
    assert done.exit_code == 0
    sentence, *rest = done.stdout.splitlines()
    assert sentence == "“推进既有住宅加装电梯”由市自然资源和规划局、市市场监管局、国网衡澜供电公司配合。"
    assert "【市自然资源和规划局】、【市市场监管局】、【国网衡澜供电公司】" in rest[-1]
    assert "SELECT" not in done.stdout
    assert "SELECT" in run("ask", "加装电梯由谁配合？", "--sparql", "--store", str(folder)).stdout


def test_the_command_declines_with_exit_code_1(folder: Path) -> None:
    done = run("ask", "市科技局局长是谁？", "--store", str(folder))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: 不能回答“局长”")
    done = run("ask", "市科技局局长是谁？", "--format", "json", "--store", str(folder))
    assert done.exit_code == 1
    assert json.loads(done.stdout)["status"] == "declined"


def test_a_conversation_on_standard_input(folder: Path) -> None:
    done = run("ask", "--store", str(folder), stdin="市水利局牵头哪些任务？\n\n那市能源局呢？\n局长是谁？\n")
    assert done.exit_code == 0
    told = [line for line in done.stdout.splitlines() if line and not line.startswith("←")]
    assert told[::2] == ["问 ask> 市水利局牵头哪些任务？", "问 ask> 那市能源局呢？", "问 ask> 局长是谁？"]
    assert [line.partition("牵头")[0] for line in told[1::2]] == ["市水利局", "市能源局"]
    assert "局长" in done.stderr
    done = run("ask", "--store", str(folder), "--format", "json", stdin="市水利局牵头哪些任务？\n")
    assert json.loads(done.stdout)["status"] == "answered"


@pytest.mark.parametrize(
    ("question", "heads", "role"),
    [
        ("养老服务分工表中市民政局承担哪些任务？", ["名称", "角色", "依据", "单位"], "配合"),
        ("Which tasks does 市水利局 bear?", ["Name", "Role", "Basis", "Agency"], "Responsible"),
    ],
)
def test_the_table_of_an_answer_is_in_the_language_of_the_question(
    folder: Path, question: str, heads: list[str], role: str
) -> None:
    lines = run("ask", question, "--store", str(folder)).stdout.splitlines()
    rule = next(at for at, line in enumerate(lines) if line.startswith("──"))
    assert lines[rule - 1].split() == heads
    assert any(role in line.split() for line in lines[rule + 1 :])


def test_the_service_answers_and_keeps_no_conversation(folder: Path) -> None:
    with TestClient(application(folder)) as client:
        asked = client.get("/api/v1/ask", params={"q": "市水利局牵头哪些任务？"}).json()
        assert asked["status"] == "answered"
        then = {"question": "那市能源局呢？", "session": asked["session"]}
        told = client.post("/api/v1/ask", json=then).json()
        assert [one["name"] for one in told["answers"]] == ["（十二）扩大绿色能源消费"]
        assert told["citations"][0]["text"].startswith("（牵头单位：市能源局")
        assert client.post("/api/v1/ask", json={"question": "那市能源局呢？"}).json()["status"] == "declined"
        assert client.post("/api/v1/ask", json={"question": "x" * 20_001}).status_code == 422


def test_the_service_ends_an_answer_that_takes_too_long(folder: Path) -> None:
    with TestClient(application(folder, Settings(query_timeout=0.0001))) as client:
        for address in ("/api/v1/ask", "/ask"):
            told = client.get(address, params={"q": "市水利局牵头哪些任务？"})
            assert told.status_code == 503
            assert "longer than 0.0001 s" in told.text


# ---- the words


def test_no_word_of_a_question_has_two_meanings() -> None:
    folder = Path(__file__).parents[1] / "graph" / "asking" / "words"
    phrases = [
        phrase
        for line in (folder / "cues.tsv").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
        for phrase in line.split("\t")[1].split("|")
    ]
    assert len(phrases) == len(set(phrases)) == len(cues())
    assert not set(cues()) & function_words()
    assert not set(cues()) & set(outside())


def test_an_answer_is_what_it_says(store: Store) -> None:
    answer = ask(store, "有哪些文件？")
    assert replace(answer, sentence="").as_dict()["sentence"] == ""
