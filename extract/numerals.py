"""Chinese numerals as they number headings, dates and ranks.

>>> han_value("二十一"), han_value("百"), han_value("一百零三")
(21, 100, 103)
"""

_DIGITS = "一二三四五六七八九"
_POWERS = {"十": 10, "百": 100, "千": 1000}


def han_value(number: str) -> int:
    """The value of a numeral below ten thousand; signs that are no numeral count as nothing."""
    total, digit = 0, 0
    for sign in number:
        if sign in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[sign], 0
        elif sign not in "零〇":
            digit = _DIGITS.find(sign) + 1
    return total + digit
