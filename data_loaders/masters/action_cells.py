"""Cells that name a special action: its id, or what a person has to say about it."""

import re

from data_loaders.cells.cells import Wrong
from data_loaders.cells.dataset_cells import parse_plain
from data_loaders.masters.name_lookup import NameLookup, action_key
from data_loaders.reading.workbook import Cell
from domain.directory import BLANKS

LONGEST_ACTION = 40
"""Longer texts in a column of special actions are sentences."""
NO_ACTION = frozenset((BLANKS["action"], "无"))
"""In a column of special actions: none."""

_ENDING = re.compile(r"(?:综合|专项|集中)?(?:整治|治理|提升|攻坚|清理|净化|优化|创建)+$")


def read_action(value: Cell, register: NameLookup) -> int | Wrong | None:
    """The id of the special action in a cell; None where it names none; Wrong for one that nobody has explained yet."""
    text = parse_plain(value)
    if text is None or text in NO_ACTION:
        return None
    if len(text) > LONGEST_ACTION or "。" in text:
        return Wrong("这一格写的是一句话，不是专项行动的名称。", "请改填专项行动的名称；不属于任何行动的，这一格空着。")
    found = register.action(text)
    if found is not None:
        return found
    return Wrong(
        f"专项行动“{text}”不在已登记的专项行动中。",
        "请在导入页确认它是哪一项（记住以后不再问），或在表中改为规范名称。",
        asks=(("action", text),),
    )


def action_if_known(value: Cell, register: NameLookup) -> int | None:
    """The same where it is no matter for the row: what nobody has explained is asked about and counts as not said."""
    found = read_action(value, register)
    if not isinstance(found, Wrong):
        return found
    register.new_words.update(dict.fromkeys(found.asks, 0))
    return None


def subject_of(action: str) -> str:
    """What an action is about, 市容秩序 of 市容秩序综合整治专项行动: by the ending every one would be similar to every other."""
    key = action_key(action)
    return _ENDING.sub("", key) or key
