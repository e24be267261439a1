"""The places that a store can be in, and a browser. What is tested of a store is tested of each place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from extract import extract, read
from graph import Store, remote
from tests.browsing import Open, chromium, opening
from tests.questions.reading import EXAMPLES
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


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The documents of the examples, open for reading, for what is asked of them."""
    folder = tmp_path_factory.mktemp("库") / "store"
    with Store(folder) as writing:
        for path in sorted(EXAMPLES.glob("*.txt")):
            writing.load(extract(read(path), path.stem), source=str(path))
    with Store(folder, read_only=True) as found:
        yield found


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path | str:
    """A folder, a server, and a server that is asked with no more than the standard has; each of them empty."""
    if request.param == "folder":
        return tmp_path / "store"
    monkeypatch.setattr(remote, "_known", {})
    if request.param == "standard server":
        monkeypatch.setattr(remote, "_UNIONS", ())
    return emptied(request.getfixturevalue("oxigraph"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for the tests of a module: while it is there, no event loop can be run beside its own."""
    with chromium() as found:
        yield found


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a page, see tests.browsing.opening."""
    with opening(browser, tmp_path) as open_page:
        yield open_page
