"""Chinese numerals below one thousand, and two of them that mean "the one or the other" (三五天)."""

import re

_CHINESE_DIGITS = {
    c: d
    for d, chars in enumerate(("〇零○Oo", "一壹", "二两俩贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for c in chars
}
_TENS = str.maketrans({"廿": "二十", "卅": "三十", "拾": "十"})


def chinese_number(numeral: str) -> int:
    """The number that a numeral of Chinese characters stands for: 二十一 and 廿一 are 21, 一百二十 is 120; without 十 and 百 digit by
    digit, 二〇 is 20. Raises ValueError for what is none.
    """
    plain = numeral.translate(_TENS)
    try:
        if "百" not in plain and "十" not in plain:
            return int("".join(str(_CHINESE_DIGITS[character]) for character in plain))
        hundreds, hundred, rest = plain.rpartition("百")
        tens, ten, ones = rest.rpartition("十")
        number = 100 * (_CHINESE_DIGITS[hundreds] if hundreds else 1) if hundred else 0
        number += 10 * (_CHINESE_DIGITS[tens.lstrip("零") or "一"]) if ten else 0
        return number + (_CHINESE_DIGITS[ones.lstrip("零")] if ones.lstrip("零") else 0)
    except KeyError:
        raise ValueError(f"{numeral} is no Chinese numeral") from None


_NEIGHBOURS = re.compile(r"([二两三四五六七八九十廿卅百]*?)([一二两三四五六七八])([二两三四五六七八九])(十?)")


def chinese_range(numeral: str) -> tuple[int, int]:
    """The lower and the upper number that a numeral leaves open: 两三 is 2 and 3, 三五 3 and 5, 十五六 15 and 16, 二三十 20 and 30;
    the same number twice where it names one only.
    """
    found = _NEIGHBOURS.fullmatch(numeral)
    if found and (not found.group(1) or found.group(1)[-1] in "十廿卅百"):
        front, lower, upper, ten = found.groups()
        if _CHINESE_DIGITS[lower] < _CHINESE_DIGITS[upper]:
            return chinese_number(front + lower + ten), chinese_number(front + upper + ten)
    number = chinese_number(numeral)
    return number, number
