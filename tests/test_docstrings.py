"""The examples in docstrings hold."""

import doctest
import importlib
import pkgutil

import pytest

import api
import extract
import graph
import ontology

MODULES = [
    name
    for package in (ontology, extract, graph, api)
    for _, name, _ in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


def test_every_room_has_modules_to_read() -> None:
    assert {name.split(".")[0] for name in MODULES} == {"ontology", "extract", "graph", "api"}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name: str) -> None:
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0
