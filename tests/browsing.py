"""A browser for tests: Debian's Chromium, which asks nobody for anything by itself, and what is asked of its pages."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typst
from playwright.sync_api import Browser, Page, sync_playwright

from graph.svg import FONTS

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Open = Callable[..., Page]

# Figures for print have their letters within.
needs_font = pytest.mark.skipif(
    not set(FONTS) & set(typst.Fonts().families()) and os.environ.get("CI") != "true",
    reason="no Chinese font is installed",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; tests that need it are skipped where it is not installed, but not in CI."""
    if not CHROMIUM.exists() and os.environ.get("CI") != "true":
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield found
        found.close()


@contextmanager
def opening(browser: Browser, folder: Path) -> Iterator[Open]:
    """Opens a page from its file, or at its address, with no network but that address; at the end nothing else was
    asked for and nothing complained."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def record(page: Page, home: str) -> None:
        page.on("request", lambda r: None if r.url.startswith(home) else complaints.append(f"request {r.url[:200]}"))
        page.on("console", lambda message: complaints.append(f"{message.type} {message.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))

    def open_page(html: str, width: int = 1600, height: int = 1000, home: str | None = None) -> Page:
        served = html.startswith("http://127.0.0.1:")
        if not served:
            (folder / "network.html").write_text(html, encoding="utf-8")
        address = html if served else (folder / "network.html").as_uri()
        context = browser.new_context(viewport={"width": width, "height": height}, offline=not served)
        contexts.append(context)
        tab = context.new_page()
        record(tab, home or address)
        tab.goto(address)
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def click_edge(tab: Page, edge: str) -> None:
    """Click where the line can be hit and no node stands upon it."""
    point = tab.evaluate(
        """id => {
          const edge = edges.get(id), a = network.getPosition(edge.from), b = network.getPosition(edge.to);
          const box = document.getElementById("network").getBoundingClientRect();
          for (let t = 0.3; t < 0.7; t += 0.01) {
            const at = network.canvasToDOM({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });
            if (network.getNodeAt(at) === undefined && network.getEdgeAt(at) === id) {
              return { x: at.x + box.x, y: at.y + box.y };
            }
          }
        }""",
        edge,
    )
    tab.mouse.click(point["x"], point["y"])


def overlapping(tab: Page) -> list[list[str]]:
    """The pairs of nodes, labels included, that lie upon each other as drawn."""
    found: list[list[str]] = tab.evaluate(
        """() => {
          // Only what has been drawn within the window has a box.
          network.fit();
          network.redraw();
          const seen = nodes.get({ filter: node => !node.hidden });
          const boxes = seen.map(node => [node.name, network.getBoundingBox(node.id)]);
          const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
          return boxes.flatMap(([name, a], i) =>
            boxes.slice(i + 1).filter(([, b]) => meet(a, b)).map(([other]) => [name, other]));
        }"""
    )
    return found
