"""Documents as others name them, and what one document says of others and of itself, as RDF.

A document that is named has an IRI whether or not its text is loaded: `…/id/document/国发〔2019〕4号` by its number or,
where none says which it is, `…/id/document/医疗废物管理条例` by its title. A loaded text says by `dcterms:isFormatOf`
under which of these it is known, so that a reference leads to it:

    ?reader dcterms:references ?named . ?text dcterms:isFormatOf ?named .
"""

from collections.abc import Generator, Iterator
from typing import Final

import pyoxigraph as ox

from extract.document_numbers import identifies, spelt
from extract.facts import Attachment, Document, Extraction, Reference, Validity
from extract.references import spelt_title
from graph.iris import DCTERMS, FOAF, PROV, ZT, A, Iris, segment
from graph.literals import day, duration, zh
from ontology.terms import Relation

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]

# The short statement beside each reference; all of them are dcterms:references too.
_RELATIONS: Final[dict[Relation, ox.NamedNode]] = {
    "basis": ZT["basedOn"],
    "implements": ZT["implements"],
    "abolishes": DCTERMS["replaces"],
    "promulgates": ZT["promulgates"],
    "forwards": ZT["forwards"],
}


def named_iri(title: str | None, number: str | None, base: str) -> str:
    """The IRI of the document of that number and title.

    >>> named_iri("国家职业教育改革实施方案", "国发〔2019〕4号", "https://example.org/id/")
    'https://example.org/id/document/国发〔2019〕4号'
    >>> named_iri("中华人民共和国预算法", "主席令第12号", "https://example.org/id/")
    'https://example.org/id/document/中华人民共和国预算法'
    """
    words = number if number and (title is None or identifies(number)) else title
    return f"{base}document/{segment(words or '')}"


def named_triples(extraction: Extraction, iris: Iris) -> Iterator[Triple]:
    """The document's own names, its references, its attachments and how long it holds."""
    found = dict.fromkeys(
        (
            *_own_names(extraction.document, iris),
            *_validity(extraction.document, extraction.validity, iris),
            *(triple for attachment in extraction.attachments for triple in _attachment(attachment, iris)),
            *(triple for reference in extraction.references for triple in _reference(reference, iris)),
        )
    )
    yield from found


def _own_names(document: Document, iris: Iris) -> Iterator[Triple]:
    number, title = spelt(document.number) if document.number else None, spelt_title(document.title)
    for name in ((title, number), (title, None)):
        it = yield from _named(*name, iris)
        yield iris.document, DCTERMS["isFormatOf"], it


def _named(title: str | None, number: str | None, iris: Iris) -> Generator[Triple, None, ox.NamedNode]:
    it = ox.NamedNode(named_iri(title, number, iris.base))
    yield it, A, ZT["NamedDocument"]
    yield it, A, FOAF["Document"]
    if title:
        yield it, DCTERMS["title"], zh(title)
    if number:
        yield it, ZT["documentNumber"], ox.Literal(number)
    return it


def _reference(reference: Reference, iris: Iris) -> Iterator[Triple]:
    named = yield from _named(reference.title, reference.number, iris)
    it = ox.NamedNode(f"{iris.home}/reference/{reference.start}-{reference.end}")
    yield it, A, ZT["Reference"]
    yield it, PROV["wasDerivedFrom"], iris.document
    yield it, ZT["refersTo"], named
    yield it, ZT["relation"], iris.concept("Relation", reference.relation)
    yield it, ZT["citation"], iris.citation(reference.start, reference.end)
    yield it, ZT["rule"], ox.Literal(reference.rule)
    if reference.task:
        yield it, ZT["task"], iris.units[reference.task]
    yield iris.document, DCTERMS["references"], named
    if reference.relation in _RELATIONS:
        yield iris.document, _RELATIONS[reference.relation], named


def _attachment(attachment: Attachment, iris: Iris) -> Iterator[Triple]:
    it = ox.NamedNode(f"{iris.home}/attachment/{attachment.start}-{attachment.end}")
    yield iris.document, ZT["attachment"], it
    yield it, A, ZT["Attachment"]
    yield it, A, FOAF["Document"]
    yield it, PROV["wasDerivedFrom"], iris.document
    yield it, DCTERMS["title"], zh(attachment.title)
    yield it, ZT["citation"], iris.citation(attachment.start, attachment.end)
    if attachment.number:
        yield it, DCTERMS["identifier"], ox.Literal(attachment.number)


def _validity(document: Document, said: tuple[Validity, ...], iris: Iris) -> Iterator[Triple]:
    if document.in_force_from:
        yield iris.document, ZT["inForceFrom"], day(document.in_force_from)
    if document.valid_until:
        yield iris.document, ZT["validUntil"], day(document.valid_until)
    if document.valid_for:
        yield iris.document, ZT["validFor"], duration(document.valid_for)
    for words in said:
        yield iris.document, ZT["validityClause"], iris.citation(words.start, words.end)
