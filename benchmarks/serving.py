"""What a server bears: many clients at once on mixed requests, its latency for one, and its memory meanwhile.

    python benchmarks/serving.py [--documents 300] [--clients 200] [--seconds 60] [--seed 7] [--json]

A generated corpus is loaded, and `zhengtu serve` started on it with its defaults. One client asks some of each kind of
request, in turn: a first page, tasks, agencies, documents, lists with filters, a search, the matrix, the network page
and its drawing, figures, downloads, the API, questions in Chinese and English, SPARQL, static files, and what is not
there. Then wrk (see serving.lua) has so many clients ask them mixed, each one after another without a pause, a tenth of
each kind nearly half of the times as people do, and once more while `zhengtu load` adds a tenth of the documents to the
store served. Each answer must have the status that was meant and come within 60 s, all else is an error; after the load
the server must show its documents. Memory is that of the server and all its processes (PSS), and flat where the last
quarter of a run takes at most 1.1 times what the second quarter does. The exit
code is 1 if there was an error or a new document was not shown.
"""

import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2 as httpx
from rich.console import Console
from rich.table import Table

# This folder has files with the names of packages, and Python looks in a script's own folder first.
ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)
from benchmarks.ask import KINDS as QUESTIONS  # noqa: E402
from benchmarks.corpus import corpus, write  # noqa: E402
from benchmarks.store import free_port  # noqa: E402
from ontology.terms import DATA_BASE  # noqa: E402

ZHENGTU = (sys.executable, "-m", "api.cli")
# As long as k6 waits unless told otherwise; browsers wait longer.
PATIENCE = 60
GROWTH = 1.1
# As many different requests as a share of a hundred is multiplied by.
OF_EACH = 10
KEPT = "/%:()~,;=@!$&*+"
SOCKET = ("connect", "read", "write", "no answer in time")
# How many of a hundred requests are of each kind, and what they ask for; names in braces are filled in from the store.
KINDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "first page": (6, ("/", "/?lang=en")),
    "task page": (12, ("{task}",)),
    "agency page": (8, ("{agency}",)),
    "document page": (6, ("{doc}",)),
    "zone page": (2, ("{zone}",)),
    "list page": (
        10,
        (
            "/documents",
            "/agencies",
            "/agencies?name={word}",
            "/agencies?document={document}",
            "/targets?year={year}",
            "/targets?document={document}&sort=-value",
            "/targets?indicator={word}",
            "/zones?kind=functional&offset={page}",
            "/zones?document={document}",
        ),
    ),
    "matrix page": (
        5,
        ("/matrix?document={document}", "/matrix?agency={agency_iri}", "/matrix?document={document}&role=lead"),
    ),
    "search": (4, ("/matrix?text={word}", "/api/v1/who?text={word}", "/api/v1/tasks?text={word}&offset={page}")),
    "network page": (3, ("/network", "/network?document={document}&view=agencies")),
    "drawing": (2, ("/network/drawing?document={document}",)),
    "figure": (2, ("/network/figure.svg?document={document}&view=agencies",)),
    "download": (
        3,
        (
            "/download/documents.csv",
            "/download/responsibilities.csv?document={document}",
            "/download/targets.csv?agency={agency_iri}",
            "/download/tables.xlsx?document={document}",
            "/download/statements.trig?document={document}",
        ),
    ),
    "API list": (
        9,
        (
            "/api/v1/tasks?document={document}",
            "/api/v1/tasks?limit=100&offset={page}",
            "/api/v1/responsibilities?agency={agency_iri}",
            "/api/v1/responsibilities?role=lead&offset={page}",
            "/api/v1/targets?year={year}",
            "/api/v1/leads?agency={agency_iri}",
            "/api/v1/documents/{document}/text",
            "/api/v1/queries/agency-leads?agency={agency_iri}",
        ),
    ),
    "question": (9, ("/api/v1/ask",)),
    "SPARQL": (9, ("/sparql?query={sparql}",)),
    "static file": (7, ("/static/zhengtu.css", "/static/zhengtu.js", "/static/icon.svg", "/openapi.json")),
    "not found": (3, ("/nothing/{city}", "/id/doc/{nobody}", "/api/v1/documents/{nobody}")),
}
SPARQL = (
    "SELECT ?task {{ <{agency_iri}> zt:leads ?task }}",
    "ASK {{ <{agency_iri}> zt:participatesIn ?task }}",
    "SELECT ?name (COUNT(DISTINCT ?task) AS ?n) {{ ?agency zt:leads ?task ; skos:prefLabel ?name }} GROUP BY ?name"
    " ORDER BY DESC(?n) LIMIT {few}",
    "SELECT ?indicator ?value {{ ?t zt:dueYear {year} ; zt:indicator ?indicator ; zt:value ?value }} LIMIT {few}",
    "SELECT ?task ?heading {{ ?task prov:wasDerivedFrom <{document_iri}> ; rdfs:label ?heading }} ORDER BY ?heading",
    "CONSTRUCT {{ <{task_iri}> ?p ?o }} WHERE {{ <{task_iri}> ?p ?o }}",
    "SELECT ?name {{ ?zone a zt:DemonstrationZone ; skos:prefLabel ?name }} OFFSET {few} LIMIT 50",
)

_WORD = re.compile("[\u4e00-\u9fff]{3}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a kind, and the status that its answer must have."""

    kind: str
    path: str
    body: str = ""

    @property
    def method(self) -> str:
        return "POST" if self.body else "GET"

    @property
    def accept(self) -> str:
        data = self.path.startswith(("/api/", "/sparql", "/download/")) and self.kind != "not found"
        return "*/*" if data else "text/html,application/xhtml+xml,*/*;q=0.8"

    @property
    def status(self) -> int:
        return 404 if self.kind == "not found" else 200

    def line(self) -> str:
        return "\t".join((self.kind, str(self.status), self.method, self.path, self.accept, self.body))


class Held:
    """What there is in the store to ask about, as the server's own lists tell it."""

    def __init__(self, client: httpx.Client) -> None:
        def items(path: str) -> list[dict[str, Any]]:
            return list(client.get(f"/api/v1/{path}").raise_for_status().json()["items"])

        self.documents = [it for it in items("documents?limit=1000") if it["responsibilities"]]
        self.tasks = [
            it for document in self.documents for it in items(f"tasks?limit=100&kind=task&document={document['id']}")
        ]
        self.agencies = [it["iri"] for it in items("agencies?limit=1000")]
        self.zones = [it["iri"] for it in items("zones?limit=200")]
        self.cities = sorted({(it["jurisdiction"] or "").removesuffix("市") for it in self.documents} - {""})

    def asked(self, kind: str, chance: random.Random) -> Asked:
        """A request of that kind, about anything that there is."""
        document, task = chance.choice(self.documents), chance.choice(self.tasks)
        agency, zone = chance.choice(self.agencies), chance.choice(self.zones)
        values = {
            "city": chance.choice(self.cities),
            "word": next(iter(_WORD.findall(task["heading"])), "实施"),
            "year": str(chance.randint(2026, 2030)),
            "page": str(100 * chance.randrange(10)),
            "few": str(chance.randint(10, 60)),
            "nobody": f"{chance.getrandbits(64):016x}",
            "document": document["id"],
            "document_iri": document["iri"],
            "agency_iri": agency,
            "task_iri": task["iri"],
        }
        things = {
            name: iri.removeprefix(DATA_BASE)
            for name, iri in (("task", task["iri"]), ("agency", agency), ("zone", zone))
        }
        values |= {name: f"/id/{quote(below, safe=KEPT)}" for name, below in things.items()}
        values |= {"doc": f"/id/doc/{document['id']}", "sparql": quote(chance.choice(SPARQL).format(**values), safe="")}
        values["agency_iri"] = quote(agency, safe="")
        path = quote(chance.choice(KINDS[kind][1]).format(**values), safe=f"{KEPT}?")
        question = chance.choice(QUESTIONS).format(city=values["city"])
        return Asked(kind, path, json.dumps({"question": question}) if kind == "question" else "")


def mixed(held: Held, seed: int) -> list[Asked]:
    chance = random.Random(seed)
    return [held.asked(kind, chance) for kind, (share, _) in KINDS.items() for _ in range(share * OF_EACH)]


class Memory(threading.Thread):
    """The memory of a process with all below it, in MB, once a second while the block runs."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._over = threading.Event()
        self.taken: list[float] = []

    def __enter__(self) -> "Memory":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.wait(1):
            self.taken.append(memory(self._pid))

    def told(self) -> dict[str, Any]:
        """At the start, at most, at the end, and how much the last quarter has more than the second."""
        quarter = max(1, len(self.taken) // 4)
        growth = statistics.mean(self.taken[-quarter:]) / statistics.mean(self.taken[quarter : 2 * quarter])
        return {"start": self.taken[0], "most": max(self.taken), "end": self.taken[-1], "growth": growth}


def memory(pid: int) -> float:
    """The MB of a process and all below it; what they share is counted once."""
    taken = 0.0
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                taken += int(line.split()[1]) / 1e3
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            taken += sum(memory(int(child)) for child in children.read_text().split())
    return taken


@contextmanager
def serving(store: Path) -> Iterator[tuple[httpx.Client, int]]:
    """A client of `zhengtu serve` on the store, and the server's process."""
    port = free_port()
    server = subprocess.Popen(
        [*ZHENGTU, "serve", "--store", store, "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=120) as client:
            for _ in range(300):
                with suppress(httpx.ConnectError):
                    client.get("/about")
                    break
                time.sleep(0.1)
            yield client, server.pid
    finally:
        server.terminate()
        server.wait()


def alone(client: httpx.Client, requests: list[Asked], each: int) -> list[dict[str, Any]]:
    """What one client waits for each kind: for the first that it asks, and for what it asks then."""
    rows = []
    for kind in KINDS:
        taken = []
        for asked in islice((it for it in requests if it.kind == kind), each):
            begun = time.perf_counter()
            headers = {"Accept": asked.accept, "Content-Type": "application/json"}
            answer = client.request(asked.method, asked.path, content=asked.body, headers=headers)
            taken.append((time.perf_counter() - begun) * 1e3)
            if answer.status_code != asked.status:
                print(f"{asked.path}: {answer.status_code} {answer.text[:200]}", file=sys.stderr)
        rows.append({"kind": kind, "first_ms": taken[0], **spread(taken[1:])})
    return rows


def spread(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {f"p{part}_ms": ordered[min(len(ordered) - 1, len(ordered) * part // 100)] for part in (50, 95, 99)}


def under_load(address: str, requests: Path, clients: int, seconds: int, seed: int) -> dict[str, Any]:
    """What so many clients got: answers a second, errors, and how long they waited, for all and for each kind."""
    answers = requests.with_name("answers")
    options = ("-t", str(clients), "-c", str(clients), "-d", f"{seconds}s", "--timeout", f"{PATIENCE}s")
    script = Path(__file__).with_name("serving.lua")
    run = subprocess.run(
        ["wrk", *options, "-s", script, address, "--", requests, answers, str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    taken: dict[str, list[float]] = defaultdict(list)
    wrong: Counter[str] = Counter()
    for kind, *fields in (line.split("\t") for line in answers.read_text().splitlines()):
        if kind == "errors":
            wrong.update({name: int(count) for name, count in zip(SOCKET, fields, strict=True) if count != "0"})
            continue
        status, meant, waited = fields
        taken[kind].append(float(waited))
        if status != meant:
            wrong[f"{kind}: {status}"] += 1
    every = [waited for waits in taken.values() for waited in waits]
    return {
        "requests": len(every),
        "per_s": len(every) / seconds,
        "errors": dict(wrong),
        **spread(every),
        "most_ms": max(every),
        "kinds": [{"kind": kind, "requests": len(taken[kind]), **spread(taken[kind])} for kind in KINDS if taken[kind]],
    }


class Adding(threading.Thread):
    """`zhengtu load` of more documents into the store served, and how long after it the server shows them."""

    def __init__(self, files: Path, store: Path, address: str, known: int) -> None:
        super().__init__()
        self._command = [*ZHENGTU, "load", files, "--store", store, "--processes", "1"]
        self._address = address
        self._known = known
        self.told: dict[str, Any] = {}

    def run(self) -> None:
        begun = time.monotonic()
        loading = subprocess.run(self._command, cwd=ROOT, capture_output=True, text=True, check=False)
        loaded = time.monotonic()
        with httpx.Client(base_url=self._address, trust_env=False, timeout=60) as client:
            shown = client.get("/api/v1/documents?limit=1").json()["total"] - self._known
            seen = time.monotonic()
        self.told = {
            "exit_code": loading.returncode,
            "load_s": loaded - begun,
            "shown": shown,
            "shown_s": seen - loaded,
        }


def measured(documents: int, clients: int, seconds: int, seed: int, folder: Path) -> dict[str, Any]:
    more = max(1, documents // 10)
    generated = corpus(documents + more, seed=seed)
    size = write(folder / "first", islice(generated, documents))
    write(folder / "more", generated)
    subprocess.run(
        [*ZHENGTU, "load", folder / "first", "--store", folder / "store"], cwd=ROOT, check=True, capture_output=True
    )
    with serving(folder / "store") as (client, pid):
        at_start = memory(pid)
        held = Held(client)
        requests = mixed(held, seed)
        file = folder / "requests"
        random.Random(seed).shuffle(requests)
        file.write_text("".join(f"{asked.line()}\n" for asked in requests), encoding="utf-8")
        told = {
            "documents": documents,
            "bytes": size,
            "different_requests": len({(it.path, it.body) for it in requests}),
        }
        told |= {"memory_at_start_mb": at_start, "one_client": alone(client, requests, 6)}
        address = str(client.base_url)
        with Memory(pid) as taken:
            told["load"] = under_load(address, file, clients, seconds, seed)
        told["load"]["memory_mb"] = taken.told()
        adding = Adding(
            folder / "more", folder / "store", address, client.get("/api/v1/documents?limit=1").json()["total"]
        )
        with Memory(pid) as taken:
            adding.start()
            told["load_while_adding"] = under_load(address, file, clients, seconds, seed + 1)
            adding.join()
        told["load_while_adding"] |= {"memory_mb": taken.told(), "adding": {"documents": more, **adding.told}}
    return told


def show(result: dict[str, Any], clients: int, seconds: int) -> None:
    console = Console()
    size = f"{result['documents']} documents, {result['bytes'] / 1e6:.1f} MB"
    console.print(f"{size}; {result['different_requests']:,} different requests")
    table = Table("one client, ms", "the first", "p50", "p95")
    for row in result["one_client"]:
        table.add_row(row["kind"], *(f"{row[name]:,.0f}" for name in ("first_ms", "p50_ms", "p95_ms")))
    console.print(table)
    for name, words in (("load", ""), ("load_while_adding", ", while documents are added")):
        run = result[name]
        table = Table(f"{clients} clients for {seconds} s{words}, ms", "requests", "p50", "p95", "p99")
        for row in [*run["kinds"], {"kind": "all", **run}]:
            table.add_row(row["kind"], f"{row['requests']:,}", *(f"{row[f'p{part}_ms']:,.0f}" for part in (50, 95, 99)))
        console.print(table)
        console.print(
            f"{run['per_s']:,.0f} requests/s, errors: {run['errors'] or 'none'} (goal: none), the longest answer "
            f"{run['most_ms']:,.0f} ms"
        )
        held = run["memory_mb"]
        console.print(
            f"memory: {held['start']:.0f} MB at first, {held['most']:.0f} MB at most, {held['end']:.0f} MB at the end; "
            f"the last quarter has {held['growth']:.2f} times the second (goal: at most {GROWTH})"
        )
    console.print(f"memory of the server when started: {result['memory_at_start_mb']:.0f} MB")
    added = result["load_while_adding"]["adding"]
    console.print(
        f"{added['documents']} documents were added in {added['load_s']:.0f} s; {added['shown']} of them were shown "
        f"{added['shown_s']:.1f} s after that"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        print("wrk: not found; install it (apt-get install wrk, brew install wrk)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        result = measured(options.documents, options.clients, options.seconds, options.seed, Path(name))
    if options.json:
        print(json.dumps(result, indent=1))
    else:
        show(result, options.clients, options.seconds)
    runs = result["load"], result["load_while_adding"]
    adding = runs[1]["adding"]
    return int(any(run["errors"] for run in runs) or adding["exit_code"] != 0 or adding["shown"] != adding["documents"])


if __name__ == "__main__":
    sys.exit(main())
