"""Days as official documents write them: 2026年5月20日 and 二〇〇五年六月十一日 (GB/T 9704-2012, 7.3.5).

>>> iso(DAY.search("2026年5月20日")), iso(HAN_DAY.search("二〇〇五年六月十一日"))
('2026-05-20', '2005-06-11')
"""

import re
from datetime import date

from extract.numerals import han_value

_HAN_DIGIT = "[一二三四五六七八九〇○Ｏ零]"
_HAN_COUNT = "[一二三四五六七八九十]"
DAY = re.compile(r"(?P<y>(?:19|20)\d{2})[ \t]*年[ \t]*(?P<m>\d{1,2})[ \t]*月[ \t]*(?P<d>\d{1,2})[ \t]*日")
HAN_DAY = re.compile(rf"(?P<y>{_HAN_DIGIT}{{4}})年(?P<m>{_HAN_COUNT}{{1,2}})月(?P<d>{_HAN_COUNT}{{1,3}})日")
# Either, to stand inside larger patterns.
ANY_DAY = "(?:" + "|".join(re.sub(r"\?P<[ymd]>", "?:", day.pattern) for day in (DAY, HAN_DAY)) + ")"

# As tables and databases write days: 2026-05-20 · 2026.5.20 · 20260520.
_TABLE_DAY = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<by>[-./]?)(?P<m>\d{1,2})(?P=by)(?P<d>\d{1,2})(?!\d)")


def field_day(value: str) -> str | None:
    """The day in a field of a header table, as ISO 8601.

    >>> field_day("2026-5-20 00:00"), field_day("20260520"), field_day("2021-2023年期间")
    ('2026-05-20', '2026-05-20', None)
    """
    return next((day for form in (DAY, HAN_DAY, _TABLE_DAY) if (day := iso(form.search(value)))), None)


def iso(match: re.Match[str] | None) -> str | None:
    """The day of a match as ISO 8601; None for no match and for a day that no calendar has."""
    if match is None:
        return None
    words = match.group("y"), match.group("m"), match.group("d")
    if words[0].isdigit():
        year, month, day = (int(word) for word in words)
    else:
        year = int("".join(str("一二三四五六七八九".find(sign) + 1) for sign in words[0]))
        month, day = han_value(words[1]), han_value(words[2])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
