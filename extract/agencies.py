"""Whether a name is that of a particular office, by its shape: a place's or level's prefix, a body, an office's ending.

>>> identify("市科技局"), identify("企业自行"), identify("发挥市科技委员会")
('市科技局', None, None)
"""

import re

from extract.lexicons import alternation, entries, patterns

_PREFIX = r"(?:国家|中央|国务院|省|市|县|区|州)?"
_OFFICE = re.compile(rf"{_PREFIX}[一-鿿（）]{{1,18}}{alternation(entries('office_endings.txt'))}$")
_NOT_A_NAME = patterns("not_names.txt")
_NOT_AN_OFFICE = patterns("not_offices.txt")


def identify(name: str) -> str | None:
    """The name itself where it is shaped like one office's name, else None."""
    return name if _OFFICE.fullmatch(name) and not (phrase(name) or _NOT_AN_OFFICE.search(name)) else None


def phrase(name: str) -> bool:
    """True where the name holds words of a sentence.

    >>> phrase("本预案的学习培训"), phrase("市财政局")
    (True, False)
    """
    return _NOT_A_NAME.search(name) is not None
