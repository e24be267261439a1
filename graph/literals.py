"""The literals of RDF, in the canonical forms that Oxigraph and rdflib both leave as they are.

>>> str(zh("平江市")), str(integer(7)), str(duration("P12M"))
('"平江市"@zh', '"7"^^<http://www.w3.org/2001/XMLSchema#integer>', '"P1Y"^^<http://www.w3.org/2001/XMLSchema#duration>')
"""

from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from graph.iris import XSD


def zh(text: str) -> ox.Literal:
    return ox.Literal(text, language="zh")


def integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=XSD["integer"])


def number(value: float) -> ox.Literal:
    """A whole number or a decimal.

    >>> number(5e9).value, number(3.5).value, number(1e-05).value
    ('5000000000', '3.5', '0.00001')
    """
    if value.is_integer():
        return integer(int(value))
    return ox.Literal(format(Decimal(repr(value)), "f"), datatype=XSD["decimal"])


def day(written: str) -> ox.Literal:
    """A date where it is one; anything else stays a string, which the shapes report."""
    try:
        return ox.Literal(date.fromisoformat(written).isoformat(), datatype=XSD["date"])
    except ValueError:
        return ox.Literal(written)


def duration(written: str) -> ox.Literal:
    """An ISO 8601 duration of one unit, twelve months as a year."""
    count = int(written[1:-1]) if written[1:-1].isdecimal() else 0
    if written.endswith("M") and count >= 12:
        years, months = divmod(count, 12)
        written = f"P{years}Y" + (f"{months}M" if months else "")
    return ox.Literal(written, datatype=XSD["duration"])
