"""What is installed with the project is looked at before it is taken, and the wheel comes with a list of it."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
UV = ROOT / ".uv" / "bin" / "uv"


def locked() -> dict[str, str]:
    """The versions of all that the project and its extras need, on any system."""
    packages = {it["name"]: it for it in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]}
    found: dict[str, str] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()

    def follow(name: str, extras: tuple[str, ...]) -> None:
        package: dict[str, Any] = packages[name]
        lists = [package.get("dependencies", []), *(package["optional-dependencies"][extra] for extra in extras)]
        for needed in (it for them in lists for it in them):
            key = (needed["name"], tuple(needed.get("extra", ())))
            found[needed["name"]] = packages[needed["name"]]["version"]
            if key not in seen:
                seen.add(key)
                follow(*key)

    follow("zhengtu", tuple(packages["zhengtu"]["optional-dependencies"]))
    return found


def reviewed() -> dict[str, tuple[str, str]]:
    """The version and the licence of each package that was looked at."""
    lines = (ROOT / "docs" / "dependencies.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {name: (version, licence) for name, version, licence, _ in rows}


def test_every_version_was_looked_at() -> None:
    assert {name: version for name, (version, _) in reviewed().items()} == locked()


def test_every_licence_lets_everybody_use_it() -> None:
    allowed = re.compile(r"Apache|MIT|BSD|ISC|PSF|W3C|in browsers alone")
    assert [name for name, (_, licence) in reviewed().items() if not allowed.search(licence) or "GPL" in licence] == []


@pytest.mark.skipif(not UV.exists() or shutil.which("make") is None, reason="needs make and its uv")
def test_the_wheel_has_a_list_of_what_it_needs(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    subprocess.run(["make", "--silent", "sbom", f"SBOM={file}"], cwd=ROOT, check=True, capture_output=True)
    listed = json.loads(file.read_text(encoding="utf-8"))
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.5")
    assert listed["metadata"]["component"]["name"] == "zhengtu"
    components = {it["name"]: it for it in listed["components"] if it["name"] != "zhengtu"}
    assert {name: it["version"] for name, it in components.items()} == locked()
    assert all(it["purl"] == f"pkg:pypi/{name}@{it['version']}" for name, it in components.items())
    known = {it["bom-ref"] for it in (*listed["components"], listed["metadata"]["component"])}
    assert all({it["ref"], *it.get("dependsOn", ())} <= known for it in listed["dependencies"])
