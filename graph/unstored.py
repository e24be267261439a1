"""One document as a load would store it, and its tables as a store that holds it has them, with no store at hand.

    made = unstored(extraction, "/home/li/意见.txt", "", "2026-05-20T08:00:00Z")
    for sheet in made.tables:
        print(sheet.name, len(sheet.rows))

Tasks, responsibilities, targets, time limits and zones are those of graph.sheets, and the document's own row is that of
graph.inventory. To put the facts into a store only to ask for them again would take longer than to read the document.
"""

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Final, get_type_hints

import pyoxigraph as ox

from extract.facts import Extraction, OutlineUnit
from graph.answers import Citation, Duty, TargetLine, unit_notations
from graph.fingerprint import Fingerprint
from graph.inventory import Entry
from graph.iris import Iris
from graph.literals import day
from graph.prepared import n_quads, prepared
from graph.records import record, versions
from graph.search import Row
from graph.sheets import responsibilities_sheet, targets_sheet, tasks_sheet, time_limits_sheet, zones_sheet
from graph.tables import Column, Sheet
from graph.time_limits import TimeLimitLine
from graph.triples import ZONE_CLASSES, graph_iri, issuers_of, last_day
from graph.wording import own_words_in
from ontology.terms import DATA_BASE, NAMESPACE

_LEVEL: Final = 3


@dataclass(frozen=True, slots=True)
class Unstored:
    """A document that goes elsewhere than into a store.

    `packed` are the quads of its `graph` and the record of its load as a gzip file of N-Quads, `content` is their
    fingerprint, and `tables` are the facts once more.
    """

    graph: str
    packed: bytes
    content: Fingerprint
    tables: tuple[Sheet, ...]


def unstored(extraction: Extraction, source: str, file: str, loaded: str) -> Unstored:
    """The document as loaded from `source` at that time; `file` is as in graph.prepared."""
    made = prepared(extraction, source, file)
    told = n_quads(record(ox.NamedNode(made.graph), made.hash, source, made.facts, file, loaded))
    content = Fingerprint(made.written.count(b"\n"), int(made.facts, 16))
    content.add(told.splitlines())
    packed = gzip.compress(made.written + told, _LEVEL, mtime=0)
    return Unstored(made.graph, packed, content, sheets_of(extraction, source, loaded))


def sheets_of(extraction: Extraction, source: str, loaded: str) -> tuple[Sheet, ...]:
    """The document as loaded from `source` at that time, its tasks, responsibilities, targets, limits and zones."""
    told = _Told(extraction, Iris(extraction, DATA_BASE), {unit.id: unit for unit in extraction.tasks})
    duties, goals, limits, zones = list(told.duties()), list(told.goals()), list(told.limits()), list(told.zones())
    units = own_words_in(extraction.document.text, [told.unit(unit) for unit in extraction.tasks])
    return _sheets([_entry(extraction, source, loaded)], units, duties, goals, limits, zones)


def no_sheets() -> tuple[Sheet, ...]:
    """The same without a row."""
    return _sheets((), (), (), (), (), ())


def _sheets(
    documents: Iterable[Entry],
    units: Iterable[tuple[Row, str, int]],
    duties: Sequence[Duty],
    goals: Sequence[TargetLine],
    limits: Sequence[TimeLimitLine],
    zones: Sequence[Row],
) -> tuple[Sheet, ...]:
    columns = tuple(Column(name, name, kind=kind) for name, kind in get_type_hints(Entry).items())
    return (
        Sheet("documents", "文件", columns, [astuple(document) for document in documents]),
        tasks_sheet(units, duties, goals, limits, zones),
        responsibilities_sheet(duties),
        targets_sheet(goals),
        time_limits_sheet(limits),
        zones_sheet(zones),
    )


def _entry(extraction: Extraction, source: str, loaded: str) -> Entry:
    document, iris = extraction.document, Iris(extraction, DATA_BASE)
    tool, lexicons = versions()
    return Entry(
        title=document.title,
        issuer="、".join(dict.fromkeys(issuer.name for issuer in issuers_of(document))),
        number=document.number or "",
        date=day(document.date).value if document.date else "",
        status=_status(iris, document.status) if document.status else "",
        hash=document.id,
        loaded=loaded,
        tool=tool,
        lexicons=lexicons,
        source=source,
        document=iris.document.value,
        graph=graph_iri(document),
        units=len(extraction.tasks),
        agencies=len({iris.agencies[duty.agency] for duty in extraction.responsibilities}),
        responsibilities=len(extraction.responsibilities),
        leads=sum(duty.role == "lead" for duty in extraction.responsibilities),
        targets=len(extraction.targets),
        zones=len({iris.zone(zone) for zone in extraction.zones}),
    )


def _status(iris: Iris, written: str) -> str:
    """As inventory.rq has it: the document's own word, or the name of the vocabulary's concept."""
    it = iris.concept("Status", written).value
    return written if it.startswith(iris.base) else re.sub("^.*[/#]", "", it)


@dataclass(frozen=True, slots=True)
class _Told:
    """The facts as the store's questions answer them, in the same order."""

    extraction: Extraction
    iris: Iris
    units: Mapping[str, OutlineUnit]

    def duties(self) -> Iterator[Duty]:
        """The rows of responsibilities.rq."""
        text = self.extraction.document.text
        groups = {agency.name for agency in self.extraction.agencies if agency.group}
        places = {unit.id: place for place, unit in enumerate(self.extraction.tasks, 1)}
        found = (
            Duty(
                agency=self.iris.agencies[duty.agency].value,
                name=duty.agency,
                group=duty.agency in groups,
                mention=text[duty.start : duty.end],
                role=duty.role,
                basis=duty.basis,
                mention_start=duty.start,
                mention_end=duty.end,
                citation=self._citation(duty.task, duty.clause_start, duty.clause_end),
                order=places[duty.task],
            )
            for duty in self.extraction.responsibilities
        )
        yield from sorted(found, key=lambda d: (d.order, d.citation.start, d.mention_start, d.agency))

    def goals(self) -> Iterator[TargetLine]:
        """The rows of targets.rq."""
        for target in self.extraction.targets:
            yield TargetLine(
                indicator=target.indicator,
                operator=target.operator,
                value=target.value,
                upper=target.upper,
                unit=self._notation("Unit", target.unit) or target.unit,
                year=target.year,
                period=self._notation("Period", target.period) if target.period else None,
                citation=self._citation(target.task, target.start, target.end),
            )

    def limits(self) -> Iterator[TimeLimitLine]:
        """The rows of time-limits.rq."""
        for limit in self.extraction.time_limits:
            yield TimeLimitLine(
                bound=limit.bound,
                year=limit.year,
                month=limit.month,
                by=last_day(limit.year, limit.month, limit.day) if limit.year is not None else None,
                citation=self._citation(limit.task, limit.start, limit.end),
            )

    def zones(self) -> Iterator[Row]:
        """The rows of zones.rq."""
        text, title = self.extraction.document.text, self.extraction.document.title
        found = (
            {
                "zone": self.iris.zone(zone).value,
                "name": zone.zone,
                "kind": ZONE_CLASSES[zone.kind].value,
                "code": zone.code or "",
                "mention": text[zone.start : zone.end],
                "title": title,
                "task": self.iris.units[zone.task].value,
                "path": zone.task,
                "heading": self.units[zone.task].heading,
                "start": str(zone.start),
                "end": str(zone.end),
            }
            for zone in self.extraction.zones
        )
        yield from sorted(found, key=lambda row: row["name"])

    def unit(self, unit: OutlineUnit) -> Row:
        """A row of outline.rq."""
        return {
            "title": self.extraction.document.title,
            "task": self.iris.units[unit.id].value,
            "path": unit.id,
            "kind": f"{NAMESPACE}{unit.kind.capitalize()}",
            "number": unit.number or "",
            "heading": unit.heading,
            "start": str(unit.start),
            "end": str(unit.end),
        }

    def _citation(self, task: str, start: int, end: int) -> Citation:
        document = self.extraction.document
        unit = self.units[task]
        return Citation(
            document=self.iris.document.value,
            title=document.title,
            task=self.iris.units[task].value,
            path=task,
            kind=unit.kind,
            number=unit.number,
            heading=unit.heading,
            words=document.text[start:end],
            start=start,
            end=end,
        )

    def _notation(self, kind: str, written: str) -> str | None:
        """A unit or period as the vocabulary writes it; several of its words can mean the same."""
        return unit_notations().get(self.iris.concept(kind, written).value)
