"""Tables for spreadsheets: typed columns, and cells that no spreadsheet takes for a formula.

>>> inert("=HYPERLINK(1)"), inert("市科技局"), inert(-3)
("'=HYPERLINK(1)", '市科技局', -3)
"""

from typing import Final

# What begins a formula in Excel, LibreOffice or WPS, full-width signs included; a tab or line end may stand before it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(cell: object) -> object:
    """The cell as it is, or text that would be read as a formula behind an apostrophe, which keeps it text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
