"""What the documentation has from the program itself, put in when it is built: a hook of MkDocs.

A line `{{ commands }}` in a page stands for all commands as click knows them, and so with the other names of PARTS.
The figures of docs/figures and the pictures of docs/pages are put beside them.
"""

import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

import click
import rdflib
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS

from api.app import application
from api.cli import main
from extract import as_json, extract, facts, read
from extract.annotations import parse
from extract.evaluation import average, score
from graph.catalogue import named_queries
from ontology import vocabulary
from ontology.terms import NAMESPACE

DOCS: Final = Path(__file__).parent
ROOT: Final = DOCS.parent


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' event: the figures and the pictures of pages stand among the files of the site."""
    for folder in ("figures", "pages"):
        for picture in sorted((DOCS / folder).iterdir()):
            files.append(File.generated(config, f"{folder}/{picture.name}", abs_src_path=str(picture)))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """MkDocs' event: each line that names a part becomes that part. Raises KeyError for a name that is none."""
    return re.sub(r"^\{\{ (\w+) \}\}$", lambda named: PARTS[named[1]](), markdown, flags=re.MULTILINE)


# ---- the commands


@cache
def _commands() -> str:
    return "\n\n".join(_command(name, command) for name, command in main.commands.items())


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"zhengtu {name}", max_content_width=100, terminal_width=100)
    return f"## zhengtu {name}\n\n{_fenced(command.get_help(context), 'text')}"


def _settings() -> str:
    """The options that a variable of the environment gives, and the commands that have them."""
    found: dict[str, tuple[click.Option, list[str]]] = {}
    for name, command in main.commands.items():
        for option in command.params:
            if isinstance(option, click.Option) and isinstance(option.envvar, str):
                found.setdefault(option.envvar, (option, []))[1].append(name)
    return _table(
        ("variable", "option", "default", "meaning", "commands"),
        (
            (f"`{variable}`", f"`{option.opts[0]}`", _default(option), option.help or "", ", ".join(commands))
            for variable, (option, commands) in found.items()
        ),
    )


def _default(option: click.Option) -> str:
    return f"`{option.default}`" if isinstance(option.default, str | int | float) else ""


# ---- the JSON of an extraction

_JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
_KINDS = {
    "document": facts.Document,
    "tasks": facts.OutlineUnit,
    "responsibilities": facts.Responsibility,
    "targets": facts.Target,
    "zones": facts.Zone,
    "agencies": facts.Agency,
    "validity": facts.Validity,
    "attachments": facts.Attachment,
    "references": facts.Reference,
    "time_limits": facts.TimeLimit,
}


@cache
def _json_format() -> str:
    assert [field.name for field in fields(facts.Extraction)] == list(_KINDS)
    example = _example()
    return "\n\n".join(_kind(key, kind, example[key]) for key, kind in _KINDS.items())


def _kind(key: str, kind: type, example: Any) -> str:
    many = isinstance(example, list | tuple)
    shown = _shortened((example or ({},))[0] if many else example)
    return "\n\n".join(
        (
            f"## `{key}`",
            "A list of records." if many else "One object.",
            # Where passages stood in the file is said of each record instead.
            re.sub(r"\n\n`places` .*?(?=\n\n)", "", inspect.cleandoc(kind.__doc__ or ""), flags=re.DOTALL),
            _table(("field", "type"), ((f"`{name}`", typed) for name, typed in _types(kind, shown))),
            *((_fenced(json.dumps(shown, ensure_ascii=False, indent=1), "json"),) if shown else ()),
        )
    )


def _types(kind: type, shown: Any) -> Iterator[tuple[str, str]]:
    """The fields of the JSON with their types, what it adds to a record too."""
    typed = inspect.get_annotations(kind)
    for name in shown or (*typed, "place"):
        yield name, _type(typed[name]) if name in typed else {"length": "integer", "place": "object or null"}[name]


def _type(annotation: Any) -> str:
    """A type of Python as one of JSON.

    >>> _type(int | None), _type(tuple[str, ...]), _type(Literal["=", ">="])
    ('integer or null', 'list of string', '"=" or ">="')
    """
    parts = get_args(annotation)
    if get_origin(annotation) is tuple:
        return f"list of {_type(parts[0])}"
    if get_origin(annotation) is Literal:
        return " or ".join(f'"{part}"' for part in parts)
    return " or ".join(map(_type, parts)) if parts else _JSON_TYPES[annotation]


@cache
def _example() -> dict[str, Any]:
    path = ROOT / "examples" / "汀岚市绿色制造行动方案.txt"
    return as_json(extract(read(path), path.stem))


def _shortened(record: Any) -> Any:
    """The record with long texts cut, for showing."""
    return {
        key: f"{value[:40]}…" if isinstance(value, str) and len(value) > 80 else value for key, value in record.items()
    }


# ---- the named queries


def _queries() -> str:
    def one(query: Any) -> Iterator[str]:
        yield f"## {query.name}"
        yield f"{query.question.zh}  \n{query.question.en}"
        yield _table(
            ("参数 parameter", "所指 names", "必填 required", "例 example"),
            (
                (f"`{p.name}`", p.kind, "是 yes" if p.required else "", f"`{p.name}={p.example}`")
                for p in query.parameters
            ),
        )
        yield f"返回 returns: {query.returns}"
        yield _fenced(query.sparql.strip(), "sparql")

    return "\n\n".join(part for query in named_queries() for part in one(query))


# ---- the HTTP API


def _api() -> str:
    described = application(ROOT / "no-store").openapi()
    operations: dict[str, list[str]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            tag = operation["tags"][0]
            operations.setdefault(tag, []).append(_operation(method.upper(), path, operation))
    parts = [f"## {tag}\n\n" + "\n\n".join(found) for tag, found in operations.items()]
    schemas = (_schema(name, schema) for name, schema in sorted(described["components"]["schemas"].items()))
    return "\n\n".join([*parts, "## Schemas", *schemas])


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    answer = operation["responses"]["200" if "200" in operation["responses"] else "204"]
    returned = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return "\n\n".join(
        filter(
            None,
            (
                f"### `{method} {path}`",
                operation.get("description") or operation["summary"],
                _table(
                    ("parameter", "in", "type", "meaning"),
                    (
                        (f"`{p['name']}`", p["in"], _schema_type(p["schema"]), p.get("description", ""))
                        for p in operation.get("parameters", ())
                    ),
                ),
                f"Returns {_schema_type(returned)}." if returned else "",
                "Statuses: " + ", ".join(sorted(operation["responses"])) + ".",
            ),
        )
    )


def _schema(name: str, schema: dict[str, Any]) -> str:
    needed = schema.get("required", ())
    return f"### {name} {{ #{_anchor(name)} }}\n\n" + _table(
        ("field", "type", "always there", "meaning"),
        (
            (f"`{field}`", _schema_type(of), "yes" if field in needed else "", of.get("description", ""))
            for field, of in schema.get("properties", {}).items()
        ),
    )


def _schema_type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{_anchor(name)})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_schema_type, schema["anyOf"])))
    if "enum" in schema:
        return " ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_schema_type(schema.get('items', {}))}"
    default = f", `{schema['default']}` unless given" if schema.get("default") is not None else ""
    return f"{schema.get('type', 'any')}{default}"


def _anchor(name: str) -> str:
    return f"schema-{name.lower()}"


# ---- the ontology


def _ontology() -> str:
    graph = rdflib.Graph().parse(data=vocabulary().read_bytes(), format="turtle")
    sections = {
        "类 Classes": (OWL.Class,),
        "属性 Properties": (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
    }
    parts = []
    for heading, kinds in sections.items():
        found = sorted({t for kind in kinds for t in graph.subjects(RDF.type, kind) if str(t).startswith(NAMESPACE)})
        parts += [f"## {heading}", *(_term(graph, term) for term in found)]
    parts.append("## 取值 Concepts")
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        concepts = sorted(graph.subjects(SKOS.inScheme, scheme))
        parts.append(f"### {_words(graph, scheme, (SKOS.prefLabel, RDFS.label, DCTERMS.title))}")
        parts.append(
            _table(
                ("IRI", "名称 label", "定义 definition"),
                (
                    (
                        f"`{_short(graph, concept)}`",
                        _words(graph, concept, (SKOS.prefLabel, RDFS.label)),
                        _words(graph, concept, (SKOS.definition,), " — "),
                    )
                    for concept in concepts
                ),
            )
        )
    return "\n\n".join(parts)


def _term(graph: rdflib.Graph, term: rdflib.term.Node) -> str:
    relations = {
        "上位 subclass of": RDFS.subClassOf,
        "上位 subproperty of": RDFS.subPropertyOf,
        "定义域 domain": RDFS.domain,
        "值域 range": RDFS.range,
        "逆 inverse of": OWL.inverseOf,
    }
    name = str(term).removeprefix(NAMESPACE)
    said = [
        f"{label}: {', '.join(found)}"
        for label, relation in relations.items()
        if (found := sorted(_linked(graph, o) for o in graph.objects(term, relation) if isinstance(o, rdflib.URIRef)))
    ]
    definitions = (_words(graph, term, (of,), "  \n") for of in (SKOS.definition, SKOS.editorialNote, SKOS.scopeNote))
    heading = f"### `zt:{name}` {_words(graph, term, (RDFS.label,))} {{ #{name} }}"
    return "\n\n".join(filter(None, (heading, *definitions, " · ".join(said))))


def _linked(graph: rdflib.Graph, term: rdflib.URIRef) -> str:
    name = str(term).removeprefix(NAMESPACE)
    listed = set(graph.objects(term, RDF.type)) & {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty}
    return f"[`zt:{name}`](#{name})" if listed and str(term).startswith(NAMESPACE) else f"`{_short(graph, term)}`"


def _short(graph: rdflib.Graph, term: rdflib.term.Node) -> str:
    return term.n3(graph.namespace_manager) if isinstance(term, rdflib.URIRef) else str(term)


def _words(graph: rdflib.Graph, term: rdflib.term.Node, of: Iterable[rdflib.URIRef], between: str = " ") -> str:
    for predicate in of:
        words = {w.language: str(w) for w in graph.objects(term, predicate) if isinstance(w, rdflib.Literal)}
        if words:
            return between.join(words[language] for language in ("zh", "en") if language in words)
    return ""


# ---- the scores


@cache
def _scores() -> str:
    reports = []
    for path in sorted((ROOT / "tests" / "gold").glob("*.gold.json")):
        document = next((ROOT / "examples").glob(f"{path.name.removesuffix('.gold.json')}.*"))
        gold = parse(path.read_bytes(), path.name)
        reports.append(score(gold, as_json(extract(read(document), document.stem))))
    return _table(
        ("row", "precision", "recall", "F1", "gold", "predicted", "same"),
        (
            (row.name, *(f"{share:.3f}" for share in (row.precision, row.recall, row.f1)), *map(str, counts))
            for row in average(reports)
            for counts in ((row.gold, row.predicted, row.same),)
        ),
    )


# ---- Markdown


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table, or nothing where there are no rows."""
    lines = ["| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in row) + " |" for row in rows]
    head = tuple(columns)
    return "\n".join((f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines)) if lines else ""


def _fenced(text: str, language: str) -> str:
    return f"```{language}\n{text}\n```"


PARTS: Final[dict[str, Callable[[], str]]] = {
    "commands": _commands,
    "settings": _settings,
    "json_format": _json_format,
    "queries": _queries,
    "api": _api,
    "ontology": _ontology,
    "scores": _scores,
}
