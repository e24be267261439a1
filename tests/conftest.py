"""The places that a store can be in. What is tested of a store is tested of each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import remote
from tests.servers import emptied, oxigraph_server

PLACES = ("folder", "server", "standard server")


@pytest.fixture(scope="session")
def oxigraph() -> Iterator[str]:
    """The URL of an Oxigraph server that all tests share; see `place` for one with nothing in it."""
    with oxigraph_server() as url:
        yield url


@pytest.fixture(scope="module", params=("folder", "server"))
def module_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path | str:
    """A folder and a server, empty when the first test of a module asks for them."""
    if request.param == "folder":
        return tmp_path_factory.mktemp("库") / "store"
    return emptied(request.getfixturevalue("oxigraph"))


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path | str:
    """A folder, a server, and a server that is asked with no more than the standard has; each of them empty."""
    if request.param == "folder":
        return tmp_path / "store"
    monkeypatch.setattr(remote, "_known", {})
    if request.param == "standard server":
        monkeypatch.setattr(remote, "_UNIONS", ())
    return emptied(request.getfixturevalue("oxigraph"))
