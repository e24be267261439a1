"""A policy document becomes facts: `read` a file, `extract` its facts, `as_json` them.

>>> found = extract("一、主要任务\\n（一）做强平台。建设算力中心。（市数据局牵头，市财政局配合）")
>>> [(r.task, r.mention, r.role) for r in found.responsibilities]
[('1.1', '市数据局', 'lead'), ('1.1', '市财政局', 'participant')]
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

from extract.attachments import read_attachments
from extract.bearers import Bearer, bearer_of, stated_role
from extract.clauses import Clause, other_fields, read_clauses
from extract.conventions import Convention, read_conventions
from extract.deadlines import year_of_work, year_written, years_planned
from extract.document import read_document
from extract.encodings import decode
from extract.facts import Extraction
from extract.indicators import read_indicator_tables
from extract.mentions import split_mentions
from extract.outline import OPENING, Enclosing, read_outline, units_of_status, with_opening
from extract.places import Reading, place_at
from extract.reading import SUFFIXES, UNREAD, read
from extract.references import read_references
from extract.roles import settle
from extract.roster import enrol
from extract.spans import Spans
from extract.tables import Table, read_tables
from extract.targets import read_targets
from extract.time_limits import said_limits, set_limits, years_set
from extract.validity import period, read_validity
from extract.zones import place_length, read_zones

__all__ = ["SUFFIXES", "UNREAD", "Extraction", "Reading", "as_json", "decode", "extract", "place_at", "read"]


def extract(source: str | Reading, name: str | None = None) -> Extraction:
    """The facts of a document's text, or of a file as it was read; a pure function, offsets in code points of the text.

    `name` stands for the title of a document whose text has none. Of a Reading the document keeps the places.
    """
    text, places = (source, ()) if isinstance(source, str) else (source.text, source.places)
    conventions = tuple(read_conventions(text))
    tables = read_tables(text)
    inside = Spans((t.start, t.end) for t in tables)
    clauses = sorted(
        [c for c in read_clauses(text) if c.start not in inside] + list(_rows(text, tables)), key=lambda c: c.start
    )
    document = replace(read_document(text, conventions, name), places=places)
    written = year_written(document)
    indicators = read_indicator_tables(text, written, tables)
    outline = read_outline(text, clauses, tables, indicators)
    validity = read_validity(text, document.date)
    holds = period(validity)
    document = replace(document, in_force_from=holds.begins, valid_until=holds.ends, valid_for=holds.term)
    attachments = read_attachments(text, document.title)
    duties = settle(outline, clauses, conventions)
    enclosing = Enclosing(outline.units)

    def task_at(position: int) -> str | None:
        unit = enclosing.at(position)
        return unit.id if unit else None

    first = min((unit.start for unit in outline.units), default=len(text))

    def task_or_opening(position: int) -> str | None:
        return OPENING if position < first else task_at(position)

    matter = _without_clauses(text, clauses, conventions, tables)
    year = year_of_work(document)
    limits = set_limits(text, outline, clauses, tables, year)
    years = years_set(limits)
    told = units_of_status(outline.units)
    targets = [
        replace(t, year=years[t.task]) if t.year is None and t.period is None and t.task in years else t
        for t in read_targets(matter, task_or_opening, written, indicators, years_planned(document))
        if t.task not in told
    ]
    taken = Spans([*((c.start, c.end) for c in clauses if c.closing), *((t.start, t.end) for t in limits)])
    limits = (*limits, *said_limits(text, outline, taken, targets, written, year))
    zones = read_zones(matter, task_or_opening, document.jurisdiction)
    # What words before the first heading name counts where no unit speaks of it; whose document it is goes without.
    spoken_of = {z.zone for z in zones if z.task != OPENING} | {document.jurisdiction}
    zones = tuple(z for z in zones if z.task != OPENING or (z.zone not in spoken_of and _in_sentence(text, z.start)))
    groups = {b.mention for c in clauses for b in c.bearers if b.group}
    responsibilities, agencies = enrol(duties, groups, document.jurisdiction, written)
    units = with_opening(
        text,
        outline.units,
        [*(t.start for t in targets if t.task == OPENING), *(z.start for z in zones if z.task == OPENING)],
    )
    return Extraction(
        document,
        units,
        tuple(responsibilities),
        tuple(targets),
        zones,
        agencies,
        validity,
        attachments,
        read_references(text, document.title, document.number, attachments, task_at),
        tuple(sorted(limits, key=lambda it: (it.start, it.end))),
    )


def as_json(extraction: Extraction) -> dict[str, Any]:
    """The extraction as one JSON object, with the length of the text and its bare spans.

    A record's `place` says where in the file it begins, `{"page": 3}` or `{"sheet": "分工", "cell": "C5"}`, or is None.
    """
    places = extraction.document.places
    document = replace(extraction.document, places=())
    result = asdict(replace(extraction, document=document))
    del result["document"]["places"]
    result["document"]["length"] = len(document.text)
    for kind in result.keys() - {"document", "agencies"}:
        for record in result[kind]:
            place = place_at(places, record["start"])
            at = {"page": place.page, "sheet": place.sheet, "cell": place.cell} if place else {}
            record["place"] = {key: value for key, value in at.items() if value is not None} or None
    return result


def _without_clauses(
    text: str, clauses: Sequence[Clause], conventions: Sequence[Convention], tables: Sequence[Table]
) -> str:
    """The text at its own offsets, a sentence's end standing for each sign of conventions and of closing clauses.

    What a clause says beside its bearers stays (适用范围：云岭自贸试验区), what stands between those of a table's row,
    and places that bear (岚川县人民政府).
    """
    # Between the bearers of a row may stand its goals, or those of the line below that goes on with it.
    between = {
        row.bearers[0].start: [(a.end, b.start) for a, b in pairwise(row.bearers)]
        for table in tables
        for row in table.rows
        if row.bearers
    }
    parts, at = [], 0
    for clause in clauses:
        if not clause.closing:
            continue
        stays = [(start, end) for _, start, end in other_fields(text, clause)]
        stays += [(b.start, b.start + length) for b in clause.bearers if (length := place_length(b.mention))]
        stays += between.get(clause.start, ()) if clause.form == "table" else ()
        for start, end in [*sorted(stays), (clause.end, clause.end)]:
            begin = max(at, clause.start)
            if start < begin:
                continue
            parts += [text[at:begin], "。" * (start - begin), text[start:end]]
            at = end
    matter = "".join([*parts, text[at:]])
    parts, at = [], 0
    for convention in conventions:
        begin, end = max(at, convention.start), max(at, convention.end)
        parts += [matter[at:begin], "。" * (end - begin)]
        at = end
    return "".join([*parts, matter[at:]])


def _in_sentence(text: str, at: int) -> bool:
    """True in a line of sentences, not in a title or an issuer's name."""
    end = text.find("\n", at)
    return "。" in text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]


def _rows(text: str, tables: Sequence[Table]) -> Iterator[Clause]:
    """The clause of each row of a task table, read from its bearer columns."""
    for table in tables:
        for row in table.rows:
            bearers: list[Bearer] = []
            for cell in row.bearers:
                role = stated_role(cell.role)
                bearers += [bearer_of(m, role, cell.label) for m in split_mentions(text, cell.start, cell.end)]
            if bearers:
                start, end = min(c.start for c in row.bearers), max(c.end for c in row.bearers)
                yield Clause(start, end, tuple(bearers), "table")
