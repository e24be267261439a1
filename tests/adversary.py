"""Every regular expression of the project with how it is used, and texts made from its own pieces to wear it out.

    for expression in expressions(): ...
    shapes(re.compile(r"(a+)+b"))     # ("", "a", "\\0"): "a" many times over, before a sign that it does not expect

An expression wears out where what it repeats can be read in two ways, or where a search begins anew at each place of
what it has repeated. So for each part that repeats there are its own signs many times over, behind the shortest text
that leads up to it; and all signs that it names, alone and in each other's company.
"""

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

ROOMS = ("ontology", "extract", "graph", "api")
_METHODS = frozenset(["search", "finditer", "findall", "sub", "subn", "split", "match", "fullmatch"])
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
_CATEGORIES = {
    "CATEGORY_DIGIT": "1",
    "CATEGORY_SPACE": " \n　",
    "CATEGORY_WORD": "a一1",
    "CATEGORY_NOT_DIGIT": "a",
    "CATEGORY_NOT_SPACE": "a一",
    "CATEGORY_NOT_WORD": " ，",
}
# What [^…] may stand for.
_ANY = ' \t\n　a1一市，。、（-:|<"%'


@dataclass(frozen=True, slots=True)
class Expression:
    """A pattern, where it was first compiled, and the methods that it is used by; unknown use is a search."""

    pattern: re.Pattern[Any]
    place: str
    methods: frozenset[str]


def expressions() -> list[Expression]:
    """All that the modules of the project hold, and all that stand in their functions."""
    found: dict[tuple[Any, int], tuple[str, set[str]]] = {}
    used = _use()

    def add(pattern: re.Pattern[Any], place: str, methods: set[str]) -> None:
        found.setdefault((pattern.pattern, pattern.flags), (place, set()))[1].update(methods)

    for module in _modules():
        for name, value in vars(module).items():
            for pattern in value if isinstance(value, tuple | list) else (value,):
                if isinstance(pattern, re.Pattern):
                    seen = used.get((module.__name__ if name.startswith("_") else "", name), {"search"})
                    add(pattern, f"{module.__name__}.{name}", seen)
        for pattern, line, method in _written(module):
            add(pattern, f"{module.__name__}:{line}", {method})
    return [
        Expression(re.compile(source, flags), place, frozenset(methods))
        for (source, flags), (place, methods) in found.items()
    ]


def _modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        package = importlib.import_module(room)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            yield importlib.import_module(found.name)


def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))


def _use() -> dict[tuple[str, str], set[str]]:
    """By a pattern's module and name the methods that are called on it; a public name's in any module, under ""."""
    used: dict[tuple[str, str], set[str]] = {}
    for module in _modules():
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _METHODS:
                private = node.value.id.startswith("_")
                used.setdefault((module.__name__ if private else "", node.value.id), set()).add(node.attr)
    return used


def _written(module: ModuleType) -> Iterator[tuple[re.Pattern[Any], int, str]]:
    """The patterns that stand in calls of `re` and of `patterns`, in functions too."""
    for node in ast.walk(_tree(module)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function = node.func
        if isinstance(function, ast.Name) and function.id == "patterns" and isinstance(node.args[0], ast.Constant):
            yield vars(sys.modules["extract.lexicons"])["patterns"](node.args[0].value), node.lineno, "search"
        if (
            isinstance(function, ast.Attribute)
            and getattr(function.value, "id", "") == "re"
            and function.attr in _METHODS
        ):
            try:
                source, *flags = (eval(ast.unparse(it), vars(module)) for it in (node.args[0], *_flags(node)))
            except NameError:
                continue  # made of what the function is given
            yield re.compile(source, *flags), node.lineno, function.attr


def _flags(call: ast.Call) -> list[ast.expr]:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return [it for it in given if isinstance(it, ast.Attribute) and getattr(it.value, "id", "") == "re"]


def shapes(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """What leads up, what is repeated, and what comes behind, each shape once."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(source, pattern.flags)
    whole, signs = _shortest(tree), list(dict.fromkeys(_signs(tree)))[:40]
    made = []
    for lead, texts in _repeated(tree, ""):
        for text in texts[:12]:
            made += [(lead, text), ("", lead + text)]
        made += [(lead, one + other) for one, other in combinations(texts[:8], 2)]
    made += [(lead, text) for text in (*signs, whole, whole[:-1], whole[1:]) for lead in ("", whole)]
    made += [("", one + other) for one, other in combinations(signs[:14], 2)]
    for lead, text in dict.fromkeys(made):
        if text:
            yield lead, text, "\0"


def _shortest(tree: Any) -> str:
    """The shortest text that the expression takes, but for what its looks about ask for."""
    text = ""
    for op, value in tree:
        match op:
            case ops.LITERAL:
                text += chr(value)
            case ops.NOT_LITERAL | ops.ANY | ops.IN:
                text += _choices(op, value)[0]
            case ops.BRANCH:
                text += min(map(_shortest, value[1]), key=len)
            case ops.SUBPATTERN:
                text += _shortest(value[3])
            case ops.ATOMIC_GROUP:
                text += _shortest(value)
            case _ if op in _REPEATS:
                text += _shortest(value[2]) * value[0]
    return text


def _choices(op: Any, value: Any) -> list[str]:
    """Signs that one place of the expression may stand for."""
    if op is ops.LITERAL:
        return [chr(value)]
    if op is ops.ANY:
        return list(_ANY)
    if op is ops.NOT_LITERAL:
        return [sign for sign in _ANY if sign != chr(value)]
    named = "".join(
        chr(it) if kind is ops.LITERAL else chr(it[0]) + chr(it[1]) if kind is ops.RANGE else _CATEGORIES[str(it)]
        for kind, it in value
        if kind is not ops.NEGATE
    )
    if value[0][0] is ops.NEGATE:
        return [sign for sign in _ANY if sign not in named] or ["\1"]
    return list(named)


def _inside(op: Any, value: Any) -> list[Any]:
    """The parts of a part."""
    match op:
        case ops.BRANCH:
            return list(value[1])
        case ops.SUBPATTERN:
            return [value[3]]
        case ops.ATOMIC_GROUP:
            return [value]
        case ops.ASSERT | ops.ASSERT_NOT:
            return [value[1]]
    return [value[2]] if op in _REPEATS else []


def _signs(tree: Any) -> Iterator[str]:
    for op, value in tree:
        if op in (ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN):
            yield from _choices(op, value)[:4]
        for part in _inside(op, value):
            yield from _signs(part)


def _repeated(tree: Any, lead: str) -> Iterator[tuple[str, list[str]]]:
    """For each part that repeats often, the text that leads up to it and texts that it takes."""
    for op, value in tree:
        if op in _REPEATS and value[1] >= 8:
            yield lead, list(dict.fromkeys(filter(None, _texts(value[2]))))
        for part in _inside(op, value):
            yield from _repeated(part, lead)
        lead += _shortest([(op, value)])


def _texts(tree: Any) -> Iterator[str]:
    yield _shortest(tree)
    if len(tree) > 1:
        yield "".join(_shortest(v[2]) * max(1, v[0]) if o in _REPEATS else _shortest([(o, v)]) for o, v in tree)
        return
    for op, value in tree:
        if op in (ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN):
            yield from _choices(op, value)
        for part in _inside(op, value):
            yield from _texts(part)
