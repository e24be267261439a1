"""The questions themselves: enough of every sort, with answers that stand in the documents.

The functions that compute long answers are put to facts that were read off the documents by hand.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.questions import judging, reading

FOLDER = Path(__file__).parent / "questions"
FILES = ("questions.jsonl", "paraphrases.jsonl", "narrowed.jsonl", "english.jsonl", "due.jsonl")
CITIES = ("汀岚", "衡澜", "霁川")


@pytest.fixture(scope="module")
def docs() -> reading.Documents:
    return reading.documents()


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def expectations(line: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from line["expect"].get("any", [line["expect"]])


def names(expected: dict[str, Any]) -> set[str]:
    return {forms[0] for forms in expected["names"]}


@pytest.mark.parametrize(
    ("name", "total", "english", "declined", "ambiguous"),
    [
        ("questions.jsonl", 260, 0.4, 50, 3),
        ("paraphrases.jsonl", 120, 0.2, 20, 3),
        ("narrowed.jsonl", 130, 0.45, 30, 3),
        ("english.jsonl", 100, 1, 15, 0),
        ("due.jsonl", 50, 0.2, 10, 0),
    ],
)
def test_there_are_enough_of_every_sort(name: str, total: int, english: float, declined: int, ambiguous: int) -> None:
    found = lines(name)
    assert len(found) >= total
    assert sum(line["lang"] == "en" for line in found) >= english * len(found)
    assert sum(line["status"] == "declined" for line in found) >= declined
    assert sum("ambiguous" in line["status"] for line in found) >= ambiguous
    assert len({line["id"] for line in found}) == len(found)


@pytest.mark.parametrize("name", FILES)
def test_every_answer_can_be_had(name: str, docs: reading.Documents) -> None:
    for line in lines(name):
        for expected in expectations(line):
            if "call" in expected:
                found = getattr(reading, expected["call"])(docs, **expected["args"])
                assert any(found.values()) or line["status"] != "answered", line["id"]
            else:
                assert expected or line["status"] != "answered", line["id"]


@pytest.mark.parametrize("name", FILES)
def test_every_literal_name_stands_in_a_document(name: str, docs: reading.Documents) -> None:
    texts = "".join(doc["document"]["text"] + doc["document"]["title"] for doc in docs)
    for line in lines(name):
        for expected in expectations(line):
            for forms in (*expected.get("names", []), *expected.get("may", []), *expected.get("includes", [])):
                if isinstance(forms, list):
                    assert any(form in texts for form in forms), (line["id"], forms)
            assert all(words in texts for words in expected.get("cites", [])), line["id"]


def test_the_reading_finds_what_a_reader_finds(docs: reading.Documents) -> None:
    assert names(reading.bearers(docs, "推进既有住宅加装电梯", "lead")) == {"市住房城乡建设局"}
    assert names(reading.tasks(docs, "市委组织部", "lead")) == {
        "集聚高层次创新人才",
        "优化人才服务保障",
        "强化监测评价",
    }
    assert reading.roles(docs, "强化工业污染深度治理", "市水利局") == {"roles": ["responsible"]}
    assert names(reading.tasks(docs, basis="inherited")) == {
        "深化成果转化机制改革",
        "加快创新产品推广应用",
        "培育新兴支柱产业",
    }
    assert names(reading.tasks(docs, "市科技局", "lead", year=2030, others={"市经信局": "participant"})) == {
        "建强重大科技创新平台",
        "支持企业牵头技术攻关",
    }
    assert names(reading.shared(docs, "市医保局", "市残联")) == {"建立老年人能力综合评估制度"}
    assert names(reading.led_by_group(docs)) == {"开展独居、空巢老年人信息动态摸排"}
    assert names(reading.led_jointly(docs)) == {"壮大绿色低碳装备产业", "推进工业节水和废水循环利用"}
    assert "营造良好氛围" in names(reading.without_lead(docs, "汀岚"))
    assert not names(reading.without_lead(docs, "衡澜"))
    assert names(reading.zone_tasks(docs, "栖湖科技城")) == {"建好异地创新飞地", "优化市域创新布局"}
    assert names(reading.zone_leads(docs, "苍屏化工园区")) == {"市发展改革委"}


def test_the_reading_counts_what_a_reader_counts(docs: reading.Documents) -> None:
    assert reading.task_count(docs, agency="市科技局", role="lead", city="霁川") == {"values": [[11, 13]]}
    assert reading.task_count(docs, agency="市民政局", role="lead") == {"values": [[7]]}
    assert names(reading.busiest(docs, city="衡澜")) == {"市民政局"}
    assert len(reading.document_tasks(docs, "衡澜")["names"]) == 27
    assert reading.targets(docs, "扩大绿色能源消费")["targets"] == [
        {"value": 800000.0, "unit": "千瓦", "year": 2028},
        {"value": 30.0, "unit": "%", "year": 2028},
    ]
    assert [t["value"] for t in reading.extreme(docs, unit="元")["targets"]] == [1500e8]
    assert reading.target_count(docs, year=2029) == {"values": [[0]]}


def test_the_reading_tells_by_when(docs: reading.Documents) -> None:
    assert names(reading.due(docs, [202610, 202610])) == {
        "建成老年助餐点120个",
        "支持国有企业盘活闲置资产发展养老服务",
        "建立养老服务质量第三方评估机制",
    }
    assert names(reading.due(docs, [202701, None])) == {"完善再生资源回收网络"}
    assert names(reading.due(docs, [None, 202612], city="霁川")) == {"健全科技创新治理机制"}
    assert names(reading.due(docs, agency="市公安局", ongoing=True)) == {
        "开展独居、空巢老年人信息动态摸排",
        "防范养老服务领域非法集资",
    }
    assert reading.due_count(docs, months=[None, 202606], city="衡澜") == {"values": [[6]]}


def test_the_reading_narrows_as_a_reader_does(docs: reading.Documents) -> None:
    apart = reading.narrowed(docs, city="衡澜", lacking=[["市民政局", None], ["市卫生健康委", None]])
    assert names(apart) == {
        "推进既有住宅加装电梯",
        "落实养老服务设施用水、用电、用气优惠价格",
        "培育银发经济经营主体",
        "将养老服务任务落实情况纳入政府督查范围",
    }
    assert "完善基本养老服务制度" in {forms[0] for forms in apart["may"]}
    helping = reading.narrowed(docs, having=[["市委组织部", "participant"]], lacking=[["市委组织部", "lead"]])
    assert names(helping) == {"强化容错激励"}
    alone = reading.narrowed(docs, having=[["汀岚市工业和信息化局", "lead"]], numbers={"lead": [1, 1]})
    assert names(alone) == {"实施重点行业节能降碳改造", "梯次培育绿色制造标杆", "加强统筹协调"}
    assert alone["may"] == [["开展动力电池回收利用试点"]]  # another agency leads a part of it
    assert names(reading.narrowed(docs, numbers={"responsible": [4, None]})) == {"加大财政金融支持"}
    aimless = reading.narrowed(docs, city="汀岚", targets=[0, 0])
    assert names(aimless) == {"加强拆解环节环境监管和消防安全检查", "加强统筹协调", "营造良好氛围"}
    many = reading.narrowed(docs, city="霁川", targets=[2, None], due={"years": [2027, 2027]})
    assert names(many) == {"布局中试验证平台", "落实研发费用加计扣除"}
    placed = reading.narrowed(docs, city="汀岚", zone_kind="functional", numbers={"lead": [0, 0]})
    assert names(placed) == {"推动大宗货物运输“公转水”“公转铁”", "提升工业固体废物综合利用水平"}
    assert reading.narrowed_count(docs, numbers={"lead": [2, None]}) == {"values": [[2]]}
    assert reading.narrowed_count(docs, having=[["市民政局", "lead"]], numbers={"participant": [0, 0]}) == {
        "values": [[1]]
    }


def test_the_reading_numbers_agencies_as_a_reader_does(docs: reading.Documents) -> None:
    assert names(reading.numbered(docs, {"lead": [2, None]}, city="衡澜", other_than=["市民政局"])) == {
        "市卫生健康委",
        "市委金融办",
    }
    thrice = reading.numbered(docs, {"lead": [0, 0], "participant": [3, 3]}, city="衡澜")
    assert names(thrice) == {"市残联", "市公安局"}
    led_once = reading.numbered(docs, {"lead": [1, 1]}, city="衡澜")
    assert len(led_once["names"]) == 13
    assert led_once["may"] == [["各县区人民政府"]]
    assert ["市经信局", "霁川市经济和信息化局"] in reading.numbered(docs, {"lead": [4, 4]}, city="霁川")["may"]
    assert names(reading.most_targets(docs, "lead", "衡澜")) == {"市民政局"}
    both = reading.common(docs, "汀岚", "衡澜")
    assert {"市财政局", "市消防救援支队"} <= names(both)
    assert not {"市民政局", "市生态环境局", "市水利局", "各县区人民政府"} & names(both)
    assert both["may"] == [["各县区人民政府", "各县区人民政府"]]


def test_the_reading_bounds_targets_as_a_reader_does(docs: reading.Documents) -> None:
    def values(**conditions: Any) -> list[float]:
        return sorted(target["value"] for target in reading.targets(docs, **conditions)["targets"])

    assert values(city="汀岚", years=[None, 2026]) == [4, 100]
    assert values(city="霁川", years=[2027, 2027]) == [5, 8, 10, 65, 100, 5000]
    assert values(city="汀岚", unit="%", values=[30, 38]) == [30, 35, 38]
    assert values(city="衡澜", lacking=["市民政局", "lead"]) == [70, 100, 120, 180, 2000]


@pytest.mark.parametrize("city", CITIES)
def test_a_city_is_one_document(city: str, docs: reading.Documents) -> None:
    assert len({doc["document"]["title"] for doc in docs if doc["document"]["jurisdiction"] == f"{city}市"}) == 1


def answer(**parts: Any) -> dict[str, Any]:
    """An answer of the product with what is given, and words and a citation that no judge can find fault with."""
    whole: dict[str, Any] = {
        "status": "answered",
        "answers": [],
        "sentence": "市住房城乡建设局牵头。",
        "citations": [{"start": 0, "end": 3, "text": "衡澜市"}],
        "reason": None,
        "suggestions": [],
    }
    return whole | parts


def test_a_wrong_answer_is_seen(docs: reading.Documents) -> None:
    led = {
        "lang": "zh",
        "kind": "lead",
        "status": "answered",
        "expect": {"call": "bearers", "args": {"task": "推进既有住宅加装电梯", "role": "lead"}},
    }
    right = {"name": "衡澜市住房和城乡建设局"}
    assert judging.fault(led, answer(answers=[right]), docs) is None
    assert judging.fault(led, answer(), docs)
    assert judging.fault(led, answer(answers=[right, {"name": "市民政局"}]), docs)
    assert judging.fault(led, answer(answers=[right], citations=[{"start": 0, "end": 2, "text": "编造"}]), docs)
    assert judging.fault(led, answer(answers=[right], citations=[]), docs)
    assert judging.fault(led, answer(answers=[right], sentence=""), docs)
    assert judging.fault({**led, "lang": "en"}, answer(answers=[right]), docs)
    assert judging.fault({"status": "declined", "expect": {}}, answer(answers=[right]), docs)
    assert judging.fault({"status": "declined", "expect": {}}, answer(status="declined"), docs)
    declined = answer(status="declined", reason="文件里没有电话", suggestions=["市民政局牵头哪些任务？"])
    assert judging.fault({"status": "declined", "expect": {}}, declined, docs) is None
    goal = {"value": 2e10, "unit": "元", "year": 2028}
    money = {"lang": "zh", "kind": "targets-task", "status": "answered", "expect": {"targets": [goal]}}
    assert judging.fault(money, answer(answers=[{"value": 200, "unit": "亿元", "year": 2028}]), docs) is None
    assert judging.fault(money, answer(answers=[{"value": 200, "unit": "亿元", "year": 2030}]), docs)


def test_a_number_beside_the_wrong_agency_is_seen(docs: reading.Documents) -> None:
    counts = [{"name": ["市民政局"], "value": [7]}, {"name": ["市卫生健康委"], "value": [4]}]
    beside = {"lang": "zh", "kind": "beside", "status": "answered", "expect": {"counts": counts}}
    right = [{"name": "市民政局", "value": 7}, {"name": "市卫生健康委", "value": 4}]
    swapped = [{"name": "市民政局", "value": 4}, {"name": "市卫生健康委", "value": 7}]
    assert judging.fault(beside, answer(answers=right), docs) is None
    assert judging.fault(beside, answer(answers=swapped), docs)
    assert judging.fault(beside, answer(answers=right[:1]), docs)


def test_the_paraphrases_were_answered_from_the_documents_alone() -> None:
    expected = [one for line in lines("paraphrases.jsonl") for one in expectations(line)]
    assert not any("call" in one for one in expected)
