"""The vocabulary's closed lists, under the names that code, RDF, JSON and documentation share.

>>> ROLES["lead"]
('牵头单位', 'lead agency')

Each key is the local name in JSON; the value gives the Chinese and the English label of the `skos:Concept` of that
name in `zhengtu.ttl`.
"""

from typing import Final, Literal

Role = Literal["lead", "participant", "responsible"]
Basis = Literal["explicit", "convention", "inherited"]
UnitKind = Literal["section", "task", "subtask", "measure"]
ZoneKind = Literal["demonstration", "functional", "region", "division"]
Level = Literal["national", "provincial", "municipal", "county", "township"]
Relation = Literal["basis", "implements", "abolishes", "promulgates", "forwards", "cites"]
Operator = Literal["=", ">=", ">", "<=", "<", "~", "range"]
Bound = Literal["<=", "=", "ongoing"]

NAMESPACE: Final = "https://w3id.org/zhengtu/ontology#"
DATA_BASE: Final = "https://w3id.org/zhengtu/id/"
# The jurisdiction of what is national.
NATION: Final = "中华人民共和国"

ROLES: Final[dict[Role, tuple[str, str]]] = {
    "lead": ("牵头单位", "lead agency"),
    "participant": ("配合单位", "participant"),
    "responsible": ("责任单位", "responsible agency"),
}

BASES: Final[dict[Basis, tuple[str, str]]] = {
    "explicit": ("原文写明", "stated in the clause"),
    "convention": ("依排序约定", "by the document's stated convention"),
    "inherited": ("承自上级条目", "inherited from the enclosing unit"),
}

UNIT_KINDS: Final[dict[UnitKind, tuple[str, str]]] = {
    "section": ("章节", "section"),
    "task": ("任务", "task"),
    "subtask": ("子任务", "subtask"),
    "measure": ("保障措施", "measure"),
}

ZONE_KINDS: Final[dict[ZoneKind, tuple[str, str]]] = {
    "demonstration": ("示范区", "demonstration zone"),
    "functional": ("功能区", "functional zone"),
    "region": ("区域", "region"),
    "division": ("行政区划", "administrative division"),
}

# How a time limit bounds what is to be done: done by then, done in that time, or kept up without an end.
BOUNDS: Final[dict[Bound, tuple[str, str]]] = {
    "<=": ("期限之前", "by then"),
    "=": ("期间之内", "in that time"),
    "ongoing": ("长期推进", "ongoing"),
}

STATUSES: Final[dict[str, tuple[str, str]]] = {
    "draft": ("草案", "draft"),
    "draftForComment": ("征求意见稿", "draft for comment"),
    "draftForApproval": ("送审稿", "draft for approval"),
    "draftForDiscussion": ("讨论稿", "draft for discussion"),
    "revisionDraft": ("修订稿", "draft revision"),
    "trial": ("试行", "for trial implementation"),
    "provisional": ("暂行", "provisional"),
    "revised": ("修订", "revised"),
    "repealed": ("废止", "repealed"),
    "lapsed": ("失效", "lapsed"),
}

LEVELS: Final[dict[Level, tuple[str, str]]] = {
    "national": ("国家级", "national"),
    "provincial": ("省级", "provincial"),
    "municipal": ("市级", "municipal"),
    "county": ("县级", "county"),
    "township": ("乡级", "township"),
}

RELATIONS: Final[dict[Relation, tuple[str, str]]] = {
    "basis": ("作为依据", "as its basis"),
    "implements": ("予以落实", "as what it implements"),
    "abolishes": ("予以废止", "as abolished by it"),
    "promulgates": ("予以印发", "as promulgated by it"),
    "forwards": ("予以转发", "as forwarded by it"),
    "cites": ("引用", "as cited"),
}
