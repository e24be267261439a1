"""What a document says of itself and of others: issuers, number, dates, standing, attachments, and what it cites.

Each document is invented, and written as such documents are.
"""

from importlib.resources import files

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from extract import as_json, extract
from graph.triples import PREFIXES, to_graph, to_quads
from ontology import shapes, vocabulary
from ontology.terms import DATA_BASE, NAMESPACE, RELATIONS

JOINT = """\
索 引 号：
014203/2026-00117
主题分类：
农业、林业、水利\\\\林业
发文机关：
云澜市林业局
成文日期：
2026年03月16日
标　　题：
云澜市林业局 云澜市农业农村局 云澜市财政局关于印发《云澜市乡村绿化补助资金管理办法》的通知
发文字号：
云林规〔2026〕2号
发布日期：
2026年03月20日
云澜市林业局　云澜市农业农村局　云澜市财政局
关于印发《云澜市乡村绿化补助资金管理办法》的通知
云林规〔2026〕2号
各县（市、区）林业局、农业农村局、财政局：
为落实《云澜市乡村振兴促进条例》，根据《江岭省林业改革发展资金管理办法》（江财农〔2024〕31号，以下简称《资金办法》）、\
《江岭省造林补助规程》和国发〔2025〕6号文件精神，我们制定了《云澜市乡村绿化补助资金管理办法》，现印发给你们，请遵照执行。
附件：1.补助对象和标准
　　　2.云澜市乡村绿化补助资金
　　　　申报表
　　　3.绩效目标（略）

云澜市林业局
云澜市农业农村局
云澜市财政局
2026年3月16日
（此件公开发布）
云澜市乡村绿化补助资金管理办法
第一章　总则
第一条　为规范资金使用，依照《中华人民共和国预算法》制定本办法。\
资金分配按照《资金办法》执行，典型做法由《云澜日报》刊发。
第二章　附则
第二条　林木良种生产许可证有效期5年，自发证之日起施行不得涂改。
第三条　本办法自2026年5月1日起施行，有效期三年。《云澜市村庄绿化奖补办法》（云林规〔2021〕1号）、\
云林发〔2019〕40号同时废止。
"""

ORDER = """\
云澜市人民政府令
第37号
《云澜市户外广告设施管理办法》已经2026年1月9日市人民政府第58次常务会议审议通过，现予公布，自公布之日起30日后施行。
市　长　　陈望舒
2026年1月20日
云澜市户外广告设施管理办法
（2019年6月3日云澜市人民政府令第21号公布　2026年1月9日市人民政府第58次常务会议修订通过）
第一条　根据《中华人民共和国广告法》《城市市容和环境卫生管理条例》等法律、法规，制定本办法。
第二条　国家对设施设置另有规定的，从其规定。
"""

REPLY = """\
江岭省人民政府关于云澜市国土空间总体规划（2021—2035年）的批复
江政函〔2025〕88号
云澜市人民政府：
你市《关于报请批准〈云澜市国土空间总体规划（2021—2035年）〉的请示》（云政〔2025〕12号）收悉。现批复如下：
一、原则同意《云澜市国土空间总体规划（2021—2035年）》（以下简称《规划》）。《规划》实施要严守耕地红线。
二、各级各部门要维护《规划》的严肃性，《规划》不得随意修改。
江岭省人民政府
二〇二五年十月二十八日
"""

FORWARD = """\
云澜市人民政府办公室转发市民政局
关于加强社区食堂建设工作意见的通知
云政办发〔2026〕8号
各县区人民政府，市政府各部门：
市民政局《关于加强社区食堂建设的工作意见》已经市人民政府同意，现转发给你们，请认真贯彻执行。
云澜市人民政府办公室
2026年2月6日
关于加强社区食堂建设的工作意见
市民政局
2026年1月15日
一、工作目标
（一）方便就餐。到2028年，全市建成社区食堂120家。（市民政局牵头）
"""

DATABASE = """\
    【法宝引证码】 CLI.12.9000001
原文链接：https://example.org/lar/9000001.html
云澜市教育局、云澜市公安局等三部门关于加强校车安全管理的通知
各县区教育局、公安局：
　　为保障学生安全，现就有关事项通知如下。
　　一、下列文件自本通知印发之日起停止执行：
　　1.《云澜市校车管理暂行规定》（云教发〔2015〕3号）
　　2.《关于校车驾驶人审验的通知》（云公交〔2016〕9号）
　　二、本通知有效期至2030年12月31日。
云澜市教育局 云澜市公安局 云澜市交通运输局
　　2025年12月1日
【文号】 云教发〔2025〕44号
【颁布时间】 20251201
【实施时间】 20260101
【时效性】 已废止
"""

SIGNED_ON_ONE_LINE = """\
关于公布第三批社区工坊名单的公告
2026年第5号
经评审，现将名单公布如下。
附件1：第三批社区工坊名单
附件2：云澜市社区工坊认定办法（试行）.docx
云澜市妇女联合会　　2026年4月2日
"""

# issuers, number, date, status, in force from, valid until, valid for
ABOUT = [
    (
        JOINT,
        "云澜市林业局、云澜市农业农村局、云澜市财政局",
        ("云林规〔2026〕2号", "2026-03-16", None, "2026-05-01", "2029-04-30", "P3Y"),
    ),
    (ORDER, "云澜市人民政府", ("云澜市人民政府令第37号", "2026-01-20", None, "2026-02-19", None, None)),
    (REPLY, "江岭省人民政府", ("江政函〔2025〕88号", "2025-10-28", None, None, None, None)),
    (FORWARD, "云澜市人民政府办公室", ("云政办发〔2026〕8号", "2026-02-06", None, None, None, None)),
    (
        DATABASE,
        "云澜市教育局、云澜市公安局、云澜市交通运输局",
        ("云教发〔2025〕44号", "2025-12-01", "废止", "2026-01-01", "2030-12-31", None),
    ),
    (SIGNED_ON_ONE_LINE, "云澜市妇女联合会", (None, "2026-04-02", None, None, None, None)),
]
TITLES = [
    "云澜市林业局云澜市农业农村局云澜市财政局关于印发《云澜市乡村绿化补助资金管理办法》的通知",
    "云澜市户外广告设施管理办法",
    "江岭省人民政府关于云澜市国土空间总体规划（2021—2035年）的批复",
    "云澜市人民政府办公室转发市民政局关于加强社区食堂建设工作意见的通知",
    "云澜市教育局、云澜市公安局等三部门关于加强校车安全管理的通知",
    "关于公布第三批社区工坊名单的公告",
]

PLAN = "云澜市国土空间总体规划（2021—2035年）"
MEASURE = "云澜市乡村绿化补助资金管理办法"
FUNDS = ("江岭省林业改革发展资金管理办法", "江财农〔2024〕31号")
# relation, title, number: what the text says, in its order, each once
REFERENCES = [
    (
        JOINT,
        [
            ("promulgates", MEASURE, None),
            ("implements", "云澜市乡村振兴促进条例", None),
            ("basis", *FUNDS),
            ("basis", "江岭省造林补助规程", None),
            ("basis", None, "国发〔2025〕6号"),
            ("basis", "中华人民共和国预算法", None),
            ("abolishes", "云澜市村庄绿化奖补办法", "云林规〔2021〕1号"),
            ("abolishes", None, "云林发〔2019〕40号"),
        ],
    ),
    (
        ORDER,
        [
            ("cites", None, "云澜市人民政府令第21号"),
            ("basis", "中华人民共和国广告法", None),
            ("basis", "城市市容和环境卫生管理条例", None),
        ],
    ),
    (REPLY, [("cites", f"关于报请批准〈{PLAN}〉的请示", "云政〔2025〕12号"), ("cites", PLAN, None)]),
    (FORWARD, [("forwards", "关于加强社区食堂建设的工作意见", None)]),
    (
        DATABASE,
        [
            ("abolishes", "云澜市校车管理暂行规定", "云教发〔2015〕3号"),
            ("abolishes", "关于校车驾驶人审验的通知", "云公交〔2016〕9号"),
        ],
    ),
    (SIGNED_ON_ONE_LINE, []),
]

ATTACHMENTS = [
    (JOINT, [("1", "补助对象和标准"), ("2", "云澜市乡村绿化补助资金申报表"), ("3", "绩效目标")]),
    (SIGNED_ON_ONE_LINE, [("1", "第三批社区工坊名单"), ("2", "云澜市社区工坊认定办法（试行）")]),
    (
        "关于做好秋收的通知\n附件：秋收进度表\n云澜市农业农村局\n2026年9月1日\n附件\n秋收进度表\n",
        [(None, "秋收进度表")],
    ),
    (
        "关于做好秋收的通知\n特此通知。\n2026年9月1日\n附件1\n秋收机具清单\n附件2\n秋收进度表\n",
        [("1", "秋收机具清单"), ("2", "秋收进度表")],
    ),
    ("附件\n云澜市秋收工作方案\n一、工作目标\n（一）颗粒归仓。\n", []),
    ("关于做好秋收的通知\n一、备足机具（见附件）。\n附：5G农机联系人名单\n", [(None, "5G农机联系人名单")]),
    (REPLY, []),
]

# What a sentence at a document's end says: in force from, until, and for how long.
VALIDITY = [
    ("本办法自2026年3月1日起施行，有效期5年。", ("2026-03-01", "2031-02-28", "P5Y")),
    ("本意见自印发之日起施行，有效期至2028年12月31日。", ("2026-01-15", "2028-12-31", None)),
    ("本规定自公布之日起满三十日后正式实施。", ("2026-02-14", None, None)),
    ("上述规定，自二〇二六年四月一日起执行。", (None, None, None)),
    ("自2026年4月1日起执行。", ("2026-04-01", None, None)),
    ("本措施自2026年2月1日起至2027年1月31日止施行。", ("2026-02-01", "2027-01-31", None)),
    ("本细则试行期为6个月，自2026年8月31日起施行。", ("2026-08-31", "2027-02-27", "P6M")),
    ("本政策有效期自2026年1月1日至2026年12月31日。", ("2026-01-01", "2026-12-31", None)),
    ("取水许可证有效期为5年。", (None, None, None)),
    ("《云澜市节水条例》自2024年1月1日起施行。", (None, None, None)),
    ("自本通知印发之日起，《云澜市节水办法》停止执行。", (None, None, None)),
    ("新建项目自2026年4月1日起执行新标准。", (None, None, None)),
]

STANDING = [
    ("云澜市养犬管理办法\n（征求意见稿）\n", "征求意见稿"),
    ("云澜市养犬管理办法（试行）\n", "试行"),
    ("云澜市养犬管理办法（已废止）\n", "废止"),
    ("时效性：失效\n标题：云澜市养犬管理办法（试行）\n", "失效"),
    ("时效性：现行有效\n标题：云澜市养犬管理办法\n", None),
]

NO_DOCUMENTS = [
    "《云澜日报》",
    "《红楼梦》",
    "《孙子兵法》",
    "《环境影响评价报告》",
    "《营业执照》",
    "《办法》",
    "《求是》",
]


@pytest.mark.parametrize(("text", "issuer", "rest"), ABOUT, ids=[title[-12:] for title in TITLES])
def test_a_document_says_who_issued_it_and_when(text: str, issuer: str, rest: tuple[str | None, ...]) -> None:
    about = extract(text).document
    assert about.issuer == issuer
    assert about.issuers == tuple(issuer.split("、"))
    assert rest == (
        *(about.number, about.date, about.status),
        *(about.in_force_from, about.valid_until, about.valid_for),
    )


def test_titles_are_whole() -> None:
    assert [extract(text).document.title for text, _, _ in ABOUT] == TITLES


@pytest.mark.parametrize(("text", "expected"), REFERENCES, ids=[title[-12:] for title in TITLES])
def test_the_documents_that_a_document_names(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    found = extract(text).references
    distinct = dict.fromkeys((r.relation, r.title, r.number) for r in found)
    # 《资金办法》 is the short name of one that is the basis already.
    assert list(distinct) == expected
    assert all(text[r.start : r.end] == r.mention for r in found)


def test_a_short_name_stands_for_the_whole() -> None:
    short = [r for r in extract(JOINT).references if r.mention == "《资金办法》"]
    assert [(r.title, r.number) for r in short] == [FUNDS]
    again = [r for r in extract(REPLY).references if r.mention == "《规划》"]
    assert [r.title for r in again] == [PLAN] * 3


def test_a_reference_belongs_to_the_unit_that_it_stands_in() -> None:
    text = "一、主要任务\n（一）加强监管。落实《云澜市节水条例》，建立台账。（市水利局负责）\n"
    (reference,) = extract(text).references
    assert (reference.task, reference.relation) == ("1.1", "implements")


@pytest.mark.parametrize("mark", NO_DOCUMENTS)
def test_books_newspapers_and_forms_are_no_documents(mark: str) -> None:
    assert extract(f"一、宣传引导\n（一）加强宣传。用好{mark}等载体。\n").references == ()


@pytest.mark.parametrize("number", ["国发〔2025〕6号", "国发[2025]6号", "国发（2025）6 号", "国发【2025】06号"])
def test_a_number_has_one_spelling(number: str) -> None:
    (reference,) = extract(f"一、总体要求\n（一）提高站位。按照{number}要求推进。\n").references
    assert (reference.number, reference.mention) == ("国发〔2025〕6号", number)


@pytest.mark.parametrize(("text", "expected"), ATTACHMENTS)
def test_attachments(text: str, expected: list[tuple[str | None, str]]) -> None:
    found = extract(text).attachments
    assert [(a.number, a.title) for a in found] == expected
    assert all("".join(text[a.start : a.end].split()) == a.title for a in found)


@pytest.mark.parametrize(("sentence", "expected"), VALIDITY)
def test_from_when_and_how_long_a_document_holds(sentence: str, expected: tuple[str | None, ...]) -> None:
    found = extract(f"云澜市节约用水规定\n成文日期：2026年1月15日\n一、总体要求\n（一）节水优先。\n{sentence}\n")
    about = found.document
    assert (about.in_force_from, about.valid_until, about.valid_for) == expected
    assert all(about.text[v.start : v.end] in sentence for v in found.validity)


@pytest.mark.parametrize(("text", "status"), STANDING)
def test_a_documents_standing(text: str, status: str | None) -> None:
    assert extract(f"{text}一、总体要求\n（一）文明养犬。\n").document.status == status


def test_the_json_has_all_of_it() -> None:
    found = as_json(extract(JOINT))
    assert found["document"]["issuers"] == ("云澜市林业局", "云澜市农业农村局", "云澜市财政局")
    assert found["document"]["in_force_from"] == "2026-05-01"
    assert [a["title"] for a in found["attachments"]][:1] == ["补助对象和标准"]
    assert {"title", "number", "relation", "mention", "task", "start", "end"} <= found["references"][0].keys()
    assert len(found["validity"]) == 2


# ── As RDF ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def store(*texts: str) -> ox.Store:
    found = ox.Store()
    for text in texts:
        found.extend(to_quads(extract(text)))
    return found


def rows(found: ox.Store, query: str) -> list[tuple[str | None, ...]]:
    answer = found.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    return sorted((tuple(row[v].value if row[v] else None for v in answer.variables) for row in answer), key=str)


@pytest.mark.parametrize("text", [JOINT, FORWARD], ids=["references", "forwarded"])
def test_the_graph_conforms(text: str) -> None:
    graph = to_graph(extract(text))
    conforms, _, said = pyshacl.validate(
        graph, shacl_graph=rdflib.Graph().parse(data=shapes().read_bytes(), format="turtle"), allow_warnings=True
    )
    assert conforms, said
    again = rdflib.Graph().parse(data=graph.serialize(format="nt11"), format="nt11")
    assert set(again) == set(graph)


def test_what_is_said_short_is_said() -> None:
    found = rows(
        store(JOINT),
        """SELECT ?old ?from ?until ?term {
            ?document dcterms:replaces ?old ; zt:inForceFrom ?from ; zt:validUntil ?until ; zt:validFor ?term
        }""",
    )
    assert [(old.rpartition("/")[2], *rest) for old, *rest in found if old] == [
        ("云林发〔2019〕40号", "2026-05-01", "2029-04-30", "P3Y"),
        ("云林规〔2021〕1号", "2026-05-01", "2029-04-30", "P3Y"),
    ]


@pytest.mark.parametrize(
    "cited",
    [
        "云林规〔2026〕2号文件",
        "《云澜市乡村绿化补助资金管理办法》（云林规〔2026〕2号）",
        "《云澜市乡村绿化补助资金管理办法》",
        "《云澜市林业局等关于印发〈云澜市乡村绿化补助资金管理办法〉的通知》（云林规[2026]2号）",
    ],
)
def test_a_reference_leads_to_the_loaded_document(cited: str) -> None:
    reader = f"云澜市2027年林业工作要点\n一、重点任务\n（一）抓好绿化。根据{cited}兑现补助。\n"
    query = (
        "SELECT ?number { ?reader zt:basedOn ?named . ?text dcterms:isFormatOf|zt:promulgates ?named ;"
        " zt:documentNumber ?number . FILTER(?reader != ?text) }"
    )
    assert ("云林规〔2026〕2号",) in rows(store(JOINT, reader), query)


def test_the_query_lists_what_a_document_cites_with_its_text_where_it_is_loaded() -> None:
    reader = "云澜市林业工作要点\n一、重点任务\n（一）抓好绿化。按照云林规〔2026〕2号和《云澜市节水条例》推进。\n"
    query = files("graph").joinpath("queries", "references.rq").read_text(encoding="utf-8")
    found = [row for row in rows(store(JOINT, reader), query) if row[1] == "云澜市林业工作要点"]
    assert [(row[5], row[3] and row[3].rpartition("/")[2], row[7]) for row in found] == [
        ("云林规〔2026〕2号", "云林规〔2026〕2号", "云林规〔2026〕2号"),
        (None, "云澜市节水条例", "《云澜市节水条例》"),
    ]
    assert [bool(row[6]) for row in found] == [True, False]
    assert {row[2] for row in found} == {f"{NAMESPACE}asBasis"}


def test_one_document_has_one_iri_in_all_that_cite_it() -> None:
    texts = [f"云澜市{n}工作要点\n一、重点任务\n（一）抓好落实。依据国发[2025]6号{n}。\n" for n in ("节水", "绿化")]
    found = rows(store(*texts), "SELECT DISTINCT ?named { ?document zt:basedOn ?named }")
    assert found == [(f"{DATA_BASE}document/国发〔2025〕6号",)]


def test_orders_that_are_counted_anew_are_known_by_title() -> None:
    text = "一、依法行政\n（一）严格执法。依照《中华人民共和国广告法》（主席令第22号）查处。\n"
    found = rows(store(text), "SELECT ?named ?number { ?d zt:basedOn ?named . ?named zt:documentNumber ?number }")
    assert found == [(f"{DATA_BASE}document/中华人民共和国广告法", "主席令第22号")]


def test_each_reference_cites_its_words() -> None:
    found = rows(
        store(FORWARD),
        """SELECT ?words ?relation ?title {
            ?reference a zt:Reference ; zt:relation ?relation ; zt:refersTo/dcterms:title ?title ;
                zt:citation/oa:hasSelector/oa:exact ?words
        }""",
    )
    title = "关于加强社区食堂建设的工作意见"
    assert found == [(f"《{title}》", f"{NAMESPACE}asForwarded", title)]


def test_attachments_and_joint_issuers_are_in_the_graph() -> None:
    found = store(JOINT)
    listed = rows(found, "SELECT ?n ?title { ?d zt:attachment ?a . ?a dcterms:title ?title ; dcterms:identifier ?n }")
    assert [n for n, _ in listed] == ["1", "2", "3"]
    issuers = rows(found, "SELECT ?name { ?document dcterms:publisher/skos:prefLabel ?name }")
    assert issuers == [("云澜市农业农村局",), ("云澜市林业局",), ("云澜市财政局",)]


def test_the_relations_are_those_of_the_code() -> None:
    found = ox.Store()
    found.load(vocabulary().read_bytes(), ox.RdfFormat.TURTLE)
    listed = rows(
        found,
        """SELECT ?notation ?zh ?en { ?it a zt:Relation ; skos:notation ?notation ; skos:prefLabel ?zh, ?en
            FILTER(LANG(?zh) = "zh" && LANG(?en) = "en") }""",
    )
    assert listed == sorted((key, *labels) for key, labels in RELATIONS.items())
