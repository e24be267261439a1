"""The vocabulary of Zhengtu: what can be said of a policy document, and which graphs say it properly.

`zhengtu.ttl` is the OWL ontology with its closed lists, `shapes.ttl` the SHACL shapes that a document's graph must
conform to, `context.jsonld` the JSON-LD context of the data, and `ontology.terms` the closed lists for Python code.

>>> vocabulary().name
'zhengtu.ttl'
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["context", "shapes", "vocabulary"]


def context() -> Traversable:
    """The JSON-LD context, which ontology.jsonld makes from the vocabulary.

    >>> context().name
    'context.jsonld'
    """
    return files("ontology") / "context.jsonld"


def vocabulary() -> Traversable:
    """The OWL ontology in Turtle, wherever the package is installed.

    >>> vocabulary().read_text("utf-8").splitlines()[0]
    '# Zhengtu 政图: the vocabulary of who leads what in Chinese policy documents.'
    """
    return files("ontology") / "zhengtu.ttl"


def shapes() -> Traversable:
    """The SHACL shapes in Turtle.

    >>> shapes().is_file()
    True
    """
    return files("ontology") / "shapes.ttl"
