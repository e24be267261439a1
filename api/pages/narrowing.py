"""What a page is narrowed to, as it stands in addresses and in the lists to choose from.

>>> kept(document="2d69", agency=None, offset=0)
'document=2d69'
"""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BeforeValidator

from graph import Store
from graph.documents import documents

# A form sends what is left empty as an empty parameter.
OrNone = BeforeValidator(lambda given: None if given == "" else given)
Words = Annotated[str | None, Query(max_length=500), OrNone]


# As many choices as a page can bear.
_MOST: Final = 1000
# Of more documents than these a page shows the first until one is chosen, or all.
FEW: Final = 20


def document_choices(store: Store) -> list[tuple[str, str]]:
    """The documents to choose from, by id and title; of very many the first, for the others can be linked to."""
    return [(it.iri.rpartition("/")[2], it.title) for it in documents(store)[:_MOST]]


def kept(**parameters: str | int | None) -> str:
    """The parameters that are given, as the query of an address."""
    return urlencode({name: value for name, value in parameters.items() if value not in (None, "", 0)})
