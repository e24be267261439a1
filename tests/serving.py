"""A store of two documents, and a real server over it, for tests that speak HTTP."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from socket import IPPROTO_TCP, TCP_NODELAY, create_server

import uvicorn
from fastapi import FastAPI

from api.connections import Connection
from extract.facts import Extraction
from graph import Store
from graph.triples import graph_iri
from tests.sample import sample


def other() -> Extraction:
    """The sample under another title and with more words, and so another document."""
    document = sample().document
    text = document.text + "抄送：市政协办公室。\n"
    changed = replace(document, id=sha256(text.encode()).hexdigest(), text=text, title="平江市数字创新工作要点")
    return replace(sample(), document=changed)


GRAPHS = (graph_iri(sample().document), graph_iri(other().document))
DOCUMENTS = tuple(graph.removesuffix("/graph") for graph in GRAPHS)


def two_documents(folder: Path) -> Path:
    """A store with both documents in `folder`."""
    with Store(folder) as store:
        for extraction in (sample(), other()):
            store.load(extraction, source=extraction.document.id)
    return folder


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address at which a real server answers with `app`, on a free port of this machine."""
    listening = create_server(("127.0.0.1", 0))
    listening.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    server = uvicorn.Server(uvicorn.Config(app, http=Connection, log_level="critical", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
