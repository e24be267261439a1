"""A table of comma- or tab-separated values becomes text, every cell with its place: C5 is the fifth row's third.

>>> read("重点任务,牵头单位\\n建设算力中心,市数据局\\n".encode(), "a.csv").text
'重点任务\\t牵头单位\\n建设算力中心\\t市数据局\\n'
"""

import csv
import io

from extract.encodings import decode
from extract.errors import DamagedFile
from extract.formats.grid import GridCell, write_table
from extract.places import Reading, Transcript


def read(data: bytes, name: str) -> Reading:
    """The table's lines; what parts its cells is the sign that its first lines hold most of."""
    text = decode(data, name).removeprefix("\ufeff")
    sign = max(",\t;，", key=lambda sign: text[:4000].count(sign) * (0.5 if sign == "，" else 1))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error as error:
        raise DamagedFile(f"{name}: is no table of values ({error}); save it as .xlsx or as .txt") from error
    transcript = Transcript()
    write_table(
        transcript,
        [
            GridCell(row, column, words, cell=f"{_letters(column)}{row + 1}")
            for row, cells in enumerate(rows)
            for column, words in enumerate(cells)
            if words.strip()
        ],
    )
    return transcript.reading()


def _letters(column: int) -> str:
    """The column's letters as spreadsheets count them.

    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)
