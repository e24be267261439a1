"""What holds for every text, also for one that is cut, garbled or no policy at all.

Texts are built from the words that the rules look for, from pieces of the examples, and from signs of every kind.
"""

import json
from pathlib import Path

import jieba
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import Extraction, as_json, extract, read, segment

EXAMPLES = [read(path).text for path in sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))]
FRAGMENTS = (
    *(
        "一、",
        "（一）",
        "(二)",
        "1.",
        "２．",
        "（1）",
        "1）",
        "①",
        "第一章 ",
        "第二条 ",
        "第三编 总则",
        "Ⅱ.",
        "十一、",
        "第一节",
    ),
    *("总体要求", "保障措施", "主要目标", "附件：1.清单", "附件1", "附则\n", "2026年5月20日", "二〇二六年五月二十日"),
    *(
        "云澜市人民政府办公室",
        "云政发〔2026〕3号",
        "索引号：",
        "标题：",
        "（征求意见稿）",
        "关于推进科技创新的实施意见",
    ),
    *(
        "（",
        "）",
        "(",
        ")",
        "【",
        "】",
        "〔",
        "〕",
        "[",
        "]",
        "“",
        "”",
        "《",
        "》",
        "、",
        "，",
        "。",
        "；",
        "：",
        ":",
        ",",
        "|",
    ),
    *(
        "\n",
        "\r\n",
        "\t",
        "　",
        " ",
        "\u00a0",
        "\ufeff",
        "\u200b",
        "\u2028",
        "\x00",
        "\x1b",
        "\x85",
        "\U00020bb7",
    ),
    *(
        "牵头单位：",
        "责任单位:",
        "配合单位：",
        "完成时限：2027年6月底前",
        "适用范围：云岭新区",
        "【责任单位】",
        "牵头：",
        "牵头单位为",
    ),
    *(
        "市数据局",
        "市财政局",
        "各县（市、区）人民政府",
        "各县市区",
        "有关部门和单位",
        "移动",
        "市文化和旅游局（市文物局）",
    ),
    *(
        "牵头",
        "负责",
        "配合",
        "会同",
        "等部门",
        "按职责分工负责",
        "参与",
        "由",
        "（牵头）",
        "由市水利局牵头制定",
        "分别",
        "和",
        "及",
    ),
    *("排名第一的为牵头单位，下同", "注：本表各项任务排在第一位的为牵头单位", "以下均需各县区负责，不再列出"),
    *(
        "到2030年，",
        "2027年底前",
        "“十五五”末",
        "三年内",
        "每年",
        "年均",
        "明年",
        "2025—2027年",
        "截至2024年底",
        "已建成",
    ),
    *(
        "建成省级创新平台20家以上",
        "达到1,500万元",
        "百分之二十",
        "三分之二",
        "1500-2000亿元",
        "翻一番",
        "全覆盖",
        "进入全国前50位",
    ),
    *(
        "打造千亿级产业集群",
        "公路、水路货运量分别增长5%和8%",
        "城市、农村供水普及率均达到98%",
        "从20家增加到50家",
        "9" * 400,
    ),
    *(
        "云岭新区",
        "中国（云岭）自由贸易试验区",
        "中国—东盟示范区",
        "长三角",
        "岚川县",
        "国家级示范区",
        "一二三四五六七八九十",
        "百千万亿",
    ),
    *(
        "序号\t重点任务\t牵头单位\t配合单位\n",
        "1\t建设算力中心\t市数据局\t市财政局\n",
        "| 任务 | 责任单位 |\n|---|---|\n",
        "| 建平台 | 市数据局 |\n",
    ),
)
fragments = st.sampled_from(FRAGMENTS)
# Many lines of spaces and a few words are left out: a signature is sought in them for a time that doubles by the line.
in_line = fragments.filter(lambda words: "\n" not in words)
signs = st.characters(exclude_categories=["Cs"])
built = st.lists(st.one_of(fragments, fragments, st.text(signs, max_size=6)), max_size=60).map("".join)
anything = st.text(signs, max_size=200)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A piece of an example, with cuts, insertions, doublings and one change of signs over all of it."""
    whole = draw(st.sampled_from(EXAMPLES))
    begin = draw(st.integers(0, len(whole) - 1))
    text = whole[begin : begin + draw(st.integers(1, 1500))]
    for _ in range(draw(st.integers(0, 6))):
        a = draw(st.integers(0, len(text)))
        b = draw(st.integers(a, min(len(text), a + 80)))
        change = draw(st.sampled_from(("cut", "insert", "double")))
        middle = {"cut": "", "insert": draw(fragments), "double": text[a:b] * 2}[change]
        text = text[:a] + middle + text[b if change != "insert" else a :]
    every = draw(st.sampled_from(("", "\n", "（", "）", "。", "full")))
    if every == "full":
        return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    return text.replace(every, "") if every else text


texts = st.one_of(built, mutated(), anything)
modest = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@modest
@given(texts)
def test_every_fact_cites_its_characters(text: str) -> None:
    found = extract(text)
    assert found.document.text == text
    spans = [(r.start, r.end, r.mention) for r in found.responsibilities]
    spans += [(t.start, t.end, t.text) for t in found.targets]
    spans += [(z.start, z.end, z.mention) for z in found.zones]
    spans += [(t.start, t.end, t.text) for t in found.time_limits]
    about = found.document
    if about.lead_convention is not None:
        assert about.lead_convention_start is not None
        assert about.lead_convention_end is not None
        spans.append((about.lead_convention_start, about.lead_convention_end, about.lead_convention))
    for start, end, words in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == words
    for r in found.responsibilities:
        assert 0 <= r.clause_start <= r.start < r.end <= r.clause_end <= len(text)


@modest
@given(texts)
def test_the_outline_is_a_tree_over_the_text(text: str) -> None:
    found = extract(text)
    units = {unit.id: unit for unit in found.tasks}
    assert len(units) == len(found.tasks)
    assert len({unit.start for unit in found.tasks}) == len(found.tasks)
    assert [unit.start for unit in found.tasks] == sorted(unit.start for unit in found.tasks)
    for unit in found.tasks:
        assert 0 <= unit.start < unit.end <= len(text)
        at = text.index(unit.heading, unit.start)
        assert at + len(unit.heading) <= unit.end
        # A table's row begins with its number; its heading stands in a cell behind.
        assert at == unit.start or "\t" in text[unit.start : at] or "|" in text[unit.start : at]
        if unit.parent is not None:
            parent = units[unit.parent]
            assert parent.start < unit.start
            assert unit.end <= parent.end
    for fact in (*found.responsibilities, *found.targets, *found.zones, *found.time_limits):
        assert fact.task in units
    for fact in (*found.targets, *found.zones, *found.time_limits):
        assert units[fact.task].start <= fact.start < units[fact.task].end


@modest
@given(texts)
def test_the_same_text_gives_the_same_json(text: str) -> None:
    first, second = extract(text), extract(text)
    assert isinstance(first, Extraction)
    assert first == second
    assert json.loads(json.dumps(as_json(first), ensure_ascii=True, allow_nan=False))["document"]["text"] == text


@settings(deadline=None, max_examples=20)
@given(in_line, in_line, st.integers(1, 300))
def test_what_is_said_many_times_is_read(one: str, other: str, times: int) -> None:
    text = (one + other) * times
    extract(text[:2000])


@modest
@given(texts)
def test_words_are_those_that_jieba_cuts_by_the_same_dictionary(text: str) -> None:
    tokenizer = jieba.Tokenizer()
    known = segment.dictionary()
    tokenizer.FREQ = {word: known.frequencies[kind] for below in known.words.values() for word, kind in below.items()}
    tokenizer.total, tokenizer.initialized = sum(tokenizer.FREQ.values()), True
    found = segment.words(text)
    assert [word.text for word in found] == [*tokenizer.cut(text, HMM=False)]
    assert all(text[word.start : word.end] == word.text for word in found)


def test_half_a_surrogate_pair_is_read() -> None:
    text = "一、重点任务\n（一）支持云岭新区\ud800发展。（市数据局负责）"
    assert [r.mention for r in extract(text).responsibilities] == ["市数据局"]
