"""What can go wrong with the store and with questions put to it, each with one sentence that says what to do.

    extract.errors.ZhengtuError
    ├── StoreError              the store cannot be opened, read or written
    │   ├── StoreMissing        there is no store to read
    │   ├── NotAStore           the path is a file, or a folder of other things
    │   ├── StoreHeld           another process holds it
    │   ├── StoreForbidden      its files may not be read or written by this user
    │   ├── StoreDamaged        its files are broken
    │   └── StoreUnreachable    its server does not answer
    ├── QueryError              the query is no SPARQL that can be answered
    │   ├── UpdateRefused       it would change the store
    │   └── ParameterError      a named query's parameter is missing, unknown or of another kind
    ├── BackupError             a backup cannot be written, read or restored
    ├── SparkError              a corpus cannot be extracted on Spark
    ├── ViewError               a view of the network lacks what it is made of, or cannot be drawn so
    ├── Ambiguous               several documents bear that name
    └── NotFound                nothing in the store bears that name

>>> str(NotFound("agency", "市科枝局", ("市科技局",)))
'没有找到单位“市科枝局” no agency matches; 相近的有 nearest: 市科技局'
"""

from typing import Self

from extract.errors import ZhengtuError


class StoreError(ZhengtuError):
    """The store cannot be opened, read or written."""


class StoreMissing(StoreError):
    """There is no store to read."""


class NotAStore(StoreError):
    """The path is a file, or a folder of other things, and nothing was written to it."""


class StoreHeld(StoreError):
    """Another process holds the store."""


class StoreForbidden(StoreError):
    """The store's files may not be read, or not be written, by this user."""


class StoreDamaged(StoreError):
    """The store's files are broken."""


class StoreUnreachable(StoreError):
    """The store's server does not answer, or not in time."""


class QueryError(ZhengtuError):
    """The query is no SPARQL that can be answered."""


class UpdateRefused(QueryError):
    """The query would change the store."""


class QueryTimeout(QueryError):
    """The query ran longer than a query may, and was ended."""


class QueryCrashed(QueryError):
    """The process that answered the query ended before its answer did."""


class Busy(ZhengtuError):
    """More is asked at once than can be answered."""


class ParameterError(QueryError):
    """A named query's parameter is missing, unknown, or no value of its kind."""


class BackupError(ZhengtuError):
    """A backup cannot be written, is none or is damaged, or does not go into the store."""


class SparkError(ZhengtuError):
    """A corpus cannot be extracted on Spark: it, Java, the input or the place of the output is not as it must be."""


class ViewError(ZhengtuError):
    """A view of the network lacks what it is made of, or cannot be drawn in that form."""


class Ambiguous(ZhengtuError):
    """Several documents can be meant; `candidates` tell them apart."""

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        self.name, self.candidates = name, candidates
        listed = "、".join(candidates[:10]) + (" …" if len(candidates) > 10 else "")
        super().__init__(f"“{name}”可指 {len(candidates)} 份文件 can mean {len(candidates)} documents: {listed}")

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[str, ...]]]:
        """As it comes from the process that met it."""
        return type(self), (self.name, self.candidates)


_SOUGHT = {
    "agency": "单位",
    "document": "文件",
    "query": "查询",
    "responsibility": "责任",
    "section": "章节",
    "target": "目标",
    "task": "任务",
    "zone": "区域",
}


class NotFound(ZhengtuError):
    """Nothing in the store bears that name; `nearest` are names that do exist, the likeliest first."""

    def __init__(self, what: str, name: str, nearest: tuple[str, ...] = ()) -> None:
        self.what, self.name, self.nearest = what, name, nearest
        hint = f"; 相近的有 nearest: {'、'.join(nearest)}" if nearest else ""
        super().__init__(f"没有找到{_SOUGHT[what]}“{name}” no {what} matches{hint}")

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, tuple[str, ...]]]:
        """As it comes from the process that met it."""
        return type(self), (self.what, self.name, self.nearest)
