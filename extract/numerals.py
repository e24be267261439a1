"""Numbers as policy documents write them: Arabic, Han, per cent, fractions, with 万 and 亿.

>>> han_value("二十一"), han_value("百"), han_value("一万二千")
(21, 100, 12000)
>>> figure_value("1,500", "万"), figure_value("五十", None), figure_value("百分之二十点五", None)
(15000000.0, 50.0, 20.5)
"""

_DIGITS = "一二三四五六七八九"
_POWERS = {"十": 10, "百": 100, "千": 1000}
MULTIPLES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8}
MULTIPLES |= {"十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12}

HAN = "[一二两三四五六七八九十百千万亿零〇]"
# 1,500 · 0.8 · 五十
NUMBER = rf"(?:\d{{1,3}}(?:[,，]\d{{3}}){{1,6}}(?!\d)(?:[.．]\d+)?|\d+(?:[.．]\d+)?|(?!零){HAN}{{1,16}}+)"
# 百分之二十 · 百分之三点五 · 三分之二 · 一半
SHARE = (
    rf"(?:百分之(?:{HAN}+(?:点{HAN}+)?|\d+(?:\.\d+)?)|[二三四五六七八九十]分之[一二三四五六七八九]|(?<!另)一半|半数)"
)


def han_value(number: str) -> int:
    """The value of a Han numeral; signs that are no numeral count as nothing."""
    total = section = digit = 0
    for sign in number:
        if sign in _POWERS:
            section, digit = section + (digit or 1) * _POWERS[sign], 0
        elif sign in "万亿":
            total, section, digit = (total + section + digit or 1) * (10**4 if sign == "万" else 10**8), 0, 0
        elif sign not in "零〇":
            digit = 2 if sign == "两" else _DIGITS.find(sign) + 1
    return total + section + digit


def figure_value(number: str, multiple: str | None) -> float:
    """The value of a match of NUMBER or SHARE with the multiple behind it; per cent and fractions are in per cent."""
    if number in ("一半", "半数"):
        return 50.0
    if number.startswith("百分之"):
        return _decimal(number[3:])
    if "分之" in number:
        parts, share = number.split("分之")
        return 100.0 * han_value(share) / han_value(parts)
    # 2.3亿 is 230000000, not 229999999.99999997.
    return round(_decimal(number) * MULTIPLES[multiple], 4) if multiple else _decimal(number)


def _decimal(number: str) -> float:
    if number[0].isdigit():
        return float(number.replace(",", "").replace("，", "").replace("．", "."))
    whole, _, fraction = number.partition("点")
    digits = "".join(str(max(0, _DIGITS.find(sign) + 1)) for sign in fraction)
    return float(f"{han_value(whole)}.{digits or 0}")
