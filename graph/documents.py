"""Which stored document a person means: by words of its title, its file's name, the start of its hash, or its IRI.

find_document(store, "养老服务 分工表").title    # '衡澜市2026年基本养老服务体系建设重点任务分工表'
find_document(store, "3f9a0c51")                # two versions bear one title; the hash tells them apart
"""

import re
from dataclasses import dataclass
from pathlib import PurePath

import pyoxigraph as ox

from graph.errors import Ambiguous, NotFound
from graph.kept import kept, stays
from graph.names import nearest, tidy
from graph.search import rows_of
from graph.store import Store

_HASH = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document with the IRI of its named graph; `hash` is the SHA-256 of its text, `source` where it was loaded from.

    `number` and `date` are None where the document has none.
    """

    iri: str
    graph: str
    title: str
    hash: str
    number: str | None
    date: str | None
    source: str | None

    def __str__(self) -> str:
        """As it is told from others: 3f9a0c51《…实施意见》2026-05-20 (意见.txt)."""
        name = f" ({PurePath(self.source).name})" if self.source else ""
        return f"{self.hash[:8]}《{self.title}》{self.date or ''}{name}"


def documents(store: Store, **bound: ox.NamedNode) -> tuple[StoredDocument, ...]:
    """All documents of the store, by title, or the one that `document` binds to."""
    return _documents(store, **bound) if bound else _all(store)


@kept
def _all(store: Store) -> tuple[StoredDocument, ...]:
    return _documents(store)


def _documents(store: Store, **bound: ox.NamedNode) -> tuple[StoredDocument, ...]:
    return tuple(
        StoredDocument(
            iri=row["document"],
            graph=row["graph"],
            title=row["title"],
            hash=row["hash"],
            number=row["number"] or None,
            date=row["date"] or None,
            source=row["source"] or None,
        )
        for row in rows_of(store, "identities", **bound)
    )


def find_documents(store: Store, typed: str) -> tuple[StoredDocument, ...]:
    """The documents that `typed` can mean, by title.

    The first of these that finds any decides: an IRI, a file's path or name, the start of a hash (four digits or more),
    a whole title, words parted by spaces that the title or the document number holds, and such words of the file's
    name. Raises NotFound.
    """
    iri = typed.removesuffix("/graph")
    if stays(store):
        found = tuple(it for it in documents(store) if it.iri == iri)
    else:
        found = documents(store, document=ox.NamedNode(iri)) if is_iri(typed) else ()
    if found:
        return found
    known = documents(store)
    name = tidy(typed)
    words = [tidy(word) for word in typed.split()]
    finders = (
        lambda it: it.source is not None and typed in (it.source, PurePath(it.source).name),
        lambda it: _HASH.fullmatch(typed.lower()) is not None and it.hash.startswith(typed.lower()),
        lambda it: name == tidy(it.title),
        lambda it: bool(name) and all(word in f"{tidy(it.title)}\n{it.number or ''}" for word in words),
        lambda it: bool(name) and all(word in tidy(PurePath(it.source or "").stem) for word in words),
    )
    for means in finders:
        if found := tuple(it for it in known if means(it)):
            return found
    raise NotFound("document", typed, nearest(typed, (it.title for it in known)))


def is_iri(typed: str) -> bool:
    """Whether that can be the IRI of a document.

    >>> is_iri("https://w3id.org/zhengtu/id/doc/2d69adfe20e3c06b"), is_iri("https://a b"), is_iri("养老服务")
    (True, False, False)
    """
    try:
        return ":" in ox.NamedNode(typed).value
    except ValueError:
        return False


def find_document(store: Store, typed: str) -> StoredDocument:
    """The one document that `typed` means; raises Ambiguous, which lists them, where it can mean several."""
    found = find_documents(store, typed)
    if len(found) > 1:
        raise Ambiguous(typed, tuple(map(str, found)))
    return found[0]
