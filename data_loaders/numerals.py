"""Chinese numerals below one hundred."""

import re

_CHINESE_DIGITS = {
    c: d for d, chars in enumerate(("〇零○", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in chars
}


def arabic(text: str) -> str:
    """Chinese numerals below one hundred, and years digit by digit, as Arabic ones: 二〇二〇年十二月三十一日 → 2020年12月31日."""
    return re.sub(r"[〇零○一二两三四五六七八九十]+", lambda found: str(chinese_number(found.group())), text)


def chinese_number(numeral: str) -> int:
    """The number that a numeral of Chinese characters stands for: 二十一 is 21; without 十 digit by digit, 二〇 is 20."""
    if "十" not in numeral:
        return int("".join(str(_CHINESE_DIGITS[character]) for character in numeral))
    tens, _, ones = numeral.partition("十")
    return (_CHINESE_DIGITS[tens[-1]] if tens else 1) * 10 + (_CHINESE_DIGITS[ones[-1]] if ones else 0)
