"""The pictures of the pages in docs/pages/, taken anew from the examples: python -m docs.screenshots"""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from api.app import application
from api.service import Settings
from extract import extract, read
from graph import Store
from tests.browsing import chromium
from tests.serving import served

ROOT = Path(__file__).parents[1]
PLAN = "关于印发汀岚市制造业绿色低碳转型行动方案"


def main() -> None:
    """Serve the examples and look at each page as a reader has it."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        with Store(Path(folder, "store")) as store:
            for file in sorted((ROOT / "examples").glob("*.txt")):
                store.load(extract(read(file), file.stem), source=file.name)
        with served(application(Path(folder, "store"), Settings(own_machine=True))) as address:
            tab = browser.new_context(base_url=address, viewport={"width": 1280, "height": 860}).new_page()
            [plan] = tab.request.get("/api/v1/documents", params={"title": PLAN}).json()["items"]
            for name, path, click in (
                ("ask", "/ask?q=汀岚市工业和信息化局牵头哪些任务？", None),
                ("document", f"/id/doc/{plan['id']}#3.4", ".policy a.mark:has-text('市水利局') >> nth=1"),
                ("matrix", f"/matrix?document={plan['id']}", None),
                ("agency", "/id/agency/汀岚市工业和信息化局", None),
                ("targets", "/targets", None),
                ("network", f"/network?view=agencies&document={plan['id']}", None),
            ):
                tab.goto(path, wait_until="networkidle")
                if click:
                    tab.locator(click).click()
                tab.wait_for_timeout(1500)
                (ROOT / "docs" / "pages" / f"{name}.png").write_bytes(_small(tab.screenshot()))


def _small(png: bytes) -> bytes:
    """The picture in 64 colours, a third of its size."""
    written = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(64).save(written, "PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    main()
