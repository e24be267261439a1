"""What a page is narrowed to, as it stands in addresses and in the lists to choose from.

>>> kept(document="2d69", agency=None, offset=0)
'document=2d69'
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BeforeValidator

from graph import Store
from graph.answers import known_agencies
from graph.lists import Narrowing, list_documents

# A form sends what is left empty as an empty parameter.
OrNone = BeforeValidator(lambda given: None if given == "" else given)
Words = Annotated[str | None, Query(max_length=500), OrNone]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be narrowed to: documents by id and title, and the names of agencies."""

    documents: tuple[tuple[str, str], ...]
    agencies: tuple[str, ...]


def choices(store: Store) -> Choices:
    """All documents and agencies of the store."""
    documents = list_documents(store, Narrowing(), limit=10**9, offset=0).items
    names = sorted({name for agency in known_agencies(store) for name in (agency.name, *agency.aliases)})
    return Choices(tuple((line.id, line.title) for line in documents), tuple(names))


def kept(**parameters: str | int | None) -> str:
    """The parameters that are given, as the query of an address."""
    return urlencode({name: value for name, value in parameters.items() if value not in (None, "", 0)})
