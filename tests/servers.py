"""SPARQL servers for the tests: Oxigraph's own, as PyPI ships it, on a free port of this machine."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx

OXIGRAPH = Path(sys.executable).with_name("oxigraph")


@contextmanager
def oxigraph_server(*options: str) -> Iterator[str]:
    """An Oxigraph server with its data in memory, or where `options` say; gives its URL."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    serving = subprocess.Popen(
        [OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(trust_env=False) as client:
            for _ in range(200):
                assert serving.poll() is None, "the server ended"
                try:
                    client.get(f"{url}/query")
                    break
                except httpx.HTTPError:
                    time.sleep(0.05)
            else:
                raise AssertionError("the server does not answer")
        yield url
    finally:
        serving.kill()
        serving.wait()


def emptied(url: str) -> str:
    """The server at `url`, with nothing in it."""
    headers = {"Content-Type": "application/sparql-update"}
    with httpx.Client(trust_env=False) as client:
        client.post(f"{url}/update", content="CLEAR ALL", headers=headers).raise_for_status()
    return url
