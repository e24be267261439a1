"""How large a document may be, in each way that a file can be made to grow; a larger one is refused (OversizedFile).

They lie far above what policy documents have; who means one that is larger gives the part that is needed.
"""

from typing import Final

# Bytes of a file; of all that a Word or Excel file unpacks to, and of its parts that are XML; and how many parts.
LARGEST: Final = 200_000_000
MOST_UNPACKED: Final = 300_000_000
MOST_XML: Final = 100_000_000
MOST_PARTS: Final = 10_000
# Tags in the parts of a Word or Excel file.
MOST_TAGS: Final = 5_000_000
# Cells that are looked at to know which of them the merged ranges of a sheet hide; how far a cell of a Word file or a
# web page may reach.
MOST_CELLS: Final = 5_000_000
WIDEST_CELL: Final = 100
TALLEST_CELL: Final = 1_000
MOST_PAGES: Final = 3_000
# Signs of a text as it is written down, where one passage of a file may stand in it several times.
MOST_SIGNS: Final = 20_000_000
