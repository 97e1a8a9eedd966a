"""What the words of a row say of it: a line of totals, a signature, a note below the table; or something that only data says."""

import re
from collections.abc import Collection, Sequence

_TOTAL_WORD = r"(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计)"
TOTAL = re.compile(rf"\s*{_TOTAL_WORD}")
TOTAL_WORD = re.compile(rf"{_TOTAL_WORD}|合计|共计?")
_TOTAL_CELL = re.compile(
    rf"[^\s:：，,。]{{0,12}}{_TOTAL_WORD}\s*[:：]?\s*(?:[(（].{{0,12}}[)）])?\s*(?:[\d,.]+\s*[%条项页个件处起次宗]?\S{{0,4}})?\s*|"
    r"[本全][页县市区镇周月期]\S{0,4}(?:合计|共计?)\S{0,12}"
)
_COUNTED = re.compile(
    r"(?:[共累总合小计已未均全约其中:：、，,；;\s]|整改|完成|问题|销号|办结|点位|单位|率)*[\d,.]+\s*(?:%|％|[个处条件项起次家户宗页人天名座辆]|$)\S{0,24}"
)
_LABEL_WORDS = (
    r"制\s*表|填\s*表|审\s*核|审\s*批|审\s*定|复核|校\s*对|负责|联系|经办|单位负责|分管领导|主要领导|分管负责|签\s*[字名]|盖\s*章|公\s*章|填\s*报|报\s*送|上\s*报|统\s*计|抄\s*送|"
    r"记\s*录|检\s*查|陪\s*同|日\s*期|时\s*间|电\s*话"
)
_SIGNED = re.compile(rf"\s*(?:\S{{0,6}}?(?:{_LABEL_WORDS})\S{{0,6}})\s*(?:[(（][^)）]{{0,10}}[)）])?\s*[:：]")
_SIGNED_ALONE = re.compile(
    rf"\s*(?:说\s*明|备\s*注|附\s*[注件]|注|(?:{_LABEL_WORDS})\s*(?:人|员|者|单\s*位|部\s*门|日\s*期|时\s*间|领\s*导|电\s*话)?\s*(?:[(（][^)）]{{0,10}}[)）])?)\s*"
)
NOTES = re.compile(
    r"\s*(?:[※*＊★]*\s*)(?:填\s*[表报写]\s*(?:说\s*明|要\s*求|须\s*知)|(?:情况)?说\s*明|备\s*注|附\s*[注件]?|注\s*意?(?:事项)?|备)\s*\d?\s*[:：]|\s*注\s*\d|\s*填\s*[表报]\s*说\s*明"
)
_OTHER_ENDS = re.compile(
    r"\s*(?:共\s*\d+\s*[条项页个件](?:问题|记录)?\s*(?:[,，。].*)?$|第\s*\d+\s*页\s*(?:[,，/共].*)?$|[-—]\s*\d+\s*[-—]\s*$|[※＊*]|[(（]?\s*以下(?:空白|无正文)|以上(?:共|合计)|其\s*中\s*[:：])"
)
WEAK = re.compile(
    rf"\s*(?:{_LABEL_WORDS}|说\s*明|备\s*注|附\s*件|附\s*注|{_TOTAL_WORD}|共\s*\d+\s*[条项页个件]|第\s*\d+\s*页|以上|以下)"
)
"""Words that footers begin with, and many problems and places as well: 负责人不在岗, 审批大厅, 说明牌破损."""


_FIRST_LETTERS = frozenset(word[0] for word in _LABEL_WORDS.split("|")) | frozenset(
    "说备附合小总共累第以计已未均全约其中整完问销办点单率"
)
"""The letters with which what `WEAK` and `is_count` know can begin; before them stand signs and digits only."""


def may_begin_footer(text: str) -> bool:
    """A quick look at the first sign of a cell: whether it can be one that `WEAK` or `is_count` knows, or one with a dash in front."""
    return not text[:1].isalpha() or text[0] in _FIRST_LETTERS


def is_total(text: str) -> bool:
    """Whether a cell is the word of a line of totals: 合计, 滨江街道小计, 总计：2."""
    return _TOTAL_CELL.fullmatch(text.strip()) is not None


def is_count(text: str) -> bool:
    """Whether a cell of a line of totals counts something: 2, 50%, 2处, 共2个问题, 已整改1个，整改率50%."""
    return _COUNTED.fullmatch(text.strip()) is not None


def is_signed(text: str) -> bool:
    """Whether a cell is the label of a signature, with or without what it labels: 制表人：张三, 单位（盖章）：."""
    return _SIGNED.match(text) is not None


def is_label(text: str) -> bool:
    """Whether a cell is nothing but a label: 审核人, 填报日期：, 备注："""
    return text.rstrip().endswith(("：", ":")) or _SIGNED_ALONE.fullmatch(text) is not None or is_signed(text)


def is_end(text: str) -> bool:
    """Whether a text can only end a table: a signature, a note with its colon, the number of a page, 共 2 条."""
    return is_signed(text) or NOTES.match(text) is not None or _OTHER_ENDS.match(text) is not None


def are_totals(texts: Sequence[str], names: Collection[str]) -> bool:
    """Whether the different cells of a row are a line of totals: one says so, the others count.

    names: cells that only name what is counted, such as the district or the unit of a subtotal.
    """
    at = next((place for place, text in enumerate(texts) if is_total(text)), None)
    if at is None:
        return False
    rest = [text for place, text in enumerate(texts) if place != at]
    return all(is_count(text) or text in names or is_total(text) for text in rest)
