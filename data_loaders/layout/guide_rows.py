"""Rows between the headings and the data that tell how to fill in a form: column numbers, an example, hints."""

import re
from collections.abc import Sequence

NUMBERS, EXAMPLE, HINTS = GUIDES = "列号行", "示例行", "填写提示"

_SERIES = (
    "甲乙丙丁戊己庚辛壬癸",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
)
_CHINESE = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_EXAMPLE = re.compile(
    r"(?:填\s*[写报表]|录入)?(?:示\s*例|样\s*例|范\s*例|举\s*例|样\s*[表本]|模\s*[板版]|例\s*子|例\s*如|例|如|e\.?g\.?|[Ee]xample|[Ss]ample)\s*(?:\d{0,2}|行|数据)?"
)
_EXAMPLE_OF = re.compile(
    r"[(（\[【]?\s*(?:填\s*[写报])?(?:示\s*例|样\s*例|范\s*例|例\s*如|例)\s*[\d一二三]?\s*[)）\]】]?\s*[:：]|[(（\[【](?:示例|样例|范例|例)[)）\]】]|"
    r"(?:示例|样例|范例|例如|例|如)\s*[:：]\s*\d*\s*$|.*[(（\[【]\s*(?:填\s*[写报])?(?:示\s*例|样\s*例|范\s*例|例|仅供参考)\s*\d?\s*[)）\]】]\s*$"
)
_EXAMPLE_BEHIND = re.compile(
    r"[(（]?(?:这是|此为|本行为?)?(?:一个)?(?:填写)?(?:示例|样例|范例|举例|例子|(?i:example|sample))(?:行|数据)?[)）]?"
)
"""What a last cell, as that of 备注, says of an example."""
_HINT = re.compile(
    r"[(（]?\s*(?:必\s*填|选\s*填|必\s*选|可\s*选|可\s*不填|非\s*必填|自动(?:生成|计算|编号)|系统(?:生成|自动)|无需填写|不用填写?|单选|多选|文本|文字|数字|数值|日期|日期格式|"
    r"请?(?:填\s*写|输\s*入|选\s*择|下拉)|下拉|格式|从下拉|按.{0,10}填[写报]|参照|参考|详见|不(?:超过|少于|得超过|得少于)\s*\d+|限\s*\d+\s*字|最多\s*\d+|"
    r"(?:例如?|如|形如)\s*[:：]|[yY]{4}.?[mM]{1,2}.?[dD]{1,2}|年\s*[/.-]\s*月\s*[/.-]\s*日|×+年×+月|X+年X+月)"
)


def guide_in(texts: Sequence[str], fewest: int) -> str | None:
    """Why a row directly below the headings is none of data, or None.

    texts: its different cells from left to right. fewest: how many cells can be column numbers.
    """
    if not texts:
        return None
    if len(texts) >= fewest and are_numbers(texts):
        return NUMBERS
    if _EXAMPLE.fullmatch(texts[0]) or any(_EXAMPLE_OF.match(text) for text in texts) or _has_example_number(texts):
        return EXAMPLE
    if len(texts) > 2 and _EXAMPLE_BEHIND.fullmatch(texts[-1]):
        return EXAMPLE
    hints = sum(_HINT.match(text) is not None for text in texts)
    return HINTS if hints >= 2 and hints * 2 >= len(texts) else None


def _has_example_number(texts: Sequence[str]) -> bool:
    """Whether one of the first cells is a number of an example: W-示例."""
    return any(len(text) <= 12 and re.search(r"(?:示例|样例|范例)\W?\d*$", text) for text in texts[:3])


def are_numbers(texts: Sequence[str]) -> bool:
    """Whether the texts count the columns: 1 2 3, (1) (2) (3), 甲 乙 丙, A B C, 甲 乙 1 2 3; 栏次 may stand in front."""
    plain = [re.sub(r"[\s()（）\[\]【】.．、第栏列]", "", text) for text in texts]
    if plain and plain[0] in ("次", "号", "序号", "序", "编号", ""):
        plain = plain[1:]
    counted = 0
    before: tuple[int, int] | None = None
    for text in plain:
        now = _place(text)
        if now is None:
            return False
        follows = before is not None and now == (before[0], before[1] + 1)
        if not follows and (now[1] != 1 or (before is not None and now[0] == before[0])):
            return False
        before = now
        counted += 1
    return counted >= 2


def _place(text: str) -> tuple[int, int] | None:
    """Which series a column number is of, and its place in it; a formula such as 3=1+2 counts by what it gives."""
    number = re.fullmatch(r"(\d{1,3})(?:=[\d+*/%×÷-]+)?", text)
    if number:
        return 0, int(number[1])
    for kind, series in enumerate(_SERIES, 1):
        if len(text) == 1 and text.upper() in series:
            return kind, series.index(text.upper()) + 1
    return (9, _CHINESE.index(text)) if text in _CHINESE[1:] else None
