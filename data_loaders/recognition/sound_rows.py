"""Rows in which somebody checked and found nothing wrong: 未发现问题, 合格, 无 where the problem should stand, or a check that was passed
or does not apply.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from data_loaders.cells.cells import is_blank_mark, narrowed, parse_text
from data_loaders.layout.heading_rows import is_blank
from data_loaders.layout.tables import Aside, Table
from data_loaders.reading.workbook import Cell

SOUND = "没有问题"
"""Reason of such a row among those that are set aside."""
LONGEST = 24
"""Characters of the longest text that may say so."""

_TRIMMED = re.compile(r"[\s。.，,；;！!：:（）()“”\"]+")
_NOTHING = re.compile(
    r"(?:(?:本次|现场|经|抽查|此次)?(?:检查|核查|排查|巡查|抽查|测试|验收)?(?:中|时|后|结果|情况)?(?:为|:)?(?:暂时?|均|都|皆|尚)?"
    r"(?:未(?:能)?(?:发现|见|检查?出|查出|存在)|没有?(?:发现)?|不存在|无|暂无)(?:任何|什么|明显|其[他它]|重大|相关|安全|突出|具体|新|存在)*"
    r"(?:问题|隐患|异常|不足|缺陷|情况|事项|不合格项?|不符合项?|现象)?"
    r"|(?:现场|检查|检验|验收|复查|测试|各项|整体|总体)*(?:结果|结论|情况|状况|状态|指标)?(?:为)?(?:均|都|皆|全部|一切|基本|整体|总体|较为?|比较)*"
    r"(?:合格|正常|良好|完好|达标|通过|符合(?:要求|标准|规范|规定)?|满足要求|无误|干净整洁|整洁有序)"
    r"|NONE|NIL|N/?A|OK|PASS(?:ED)?|NORMAL|NO(?:ISSUES?|DEFECTS?|PROBLEMS?|FINDINGS?)(?:FOUND)?|√|✓|✔)"
)
_NEEDS_NOTHING = re.compile(
    r"(?:无|不|毋)[须需用](?:要)?(?:整改|处理|处置|复查)?|不涉及|不适用|无整改(?:内容|事项)?|[是Y]|YES"
)
"""What stands beside 无 in columns on the fix, and says no more than it."""

_PASSES = frozenset(("通过", "合格", "符合", "符合要求", "正常", "良好", "达标", "完好", "PASS", "PASSED", "P", "OK", "√", "✓", "✔", "测试通过", "检查合格", "验收合格"))  # fmt: skip
_FAILS = frozenset(("不通过", "未通过", "没通过", "失败", "不合格", "不符合", "不符合要求", "异常", "不正常", "不达标", "较差", "差", "FAIL", "FAILED", "F", "NG", "×", "✗", "✘", "X", "测试不通过", "检查不合格", "阻塞", "BLOCK", "BLOCKED"))  # fmt: skip
_UNCHECKED = frozenset(("N/T", "NT", "NA", "N/A", "未测", "未测试", "未检查", "未执行", "不适用", "不涉及"))
_YES, _NO = frozenset(("是", "Y", "YES")), frozenset(("否", "N", "NO"))
_ASKS = re.compile(r"是否(?:合格|通过|符合|达标|正常|完好|满足)|(?:合格|通过|达标)与否")
_OF_THE_FIX = re.compile(
    r"整改|复[核查验]|核[查验实]|回头看|回访|验收|销[号项账]|督[导查办]|办[理结]|处[理置]|完成|闭环|关闭"
)
_FIX = ("due", "done_on", "verified_on", "progress", "state", "verdict")
"""Fields that speak of a fix, so that there is a problem."""


_EDGES = ' \t\r\n\u3000\xa0。.，,；;！!：:（）()“”"'
_FIRST = frozenset(
    "本现经抽此检核排巡测验中时后结情为暂均都皆尚未没不无合正良完达通符满干整各总复一全基较比状指NnOoPp√✓✔"
)
_LAST = frozenset("题患常足陷况项象无没有现见出在何么显他它大关全重要体新格好标过合求准范定误洁序EeLlAaKkSsDd√✓✔")
"""With these a text that says so begins and ends: a quick look before the pattern."""


_FIRST_OR_EDGE, _LAST_OR_EDGE = _FIRST.union(_EDGES), _LAST.union(_EDGES)


def that_may_say_so(column: Sequence[object]) -> list[int]:
    """The places in a column whose texts `says_nothing_wrong` is worth asking of, all at one quick look."""
    return [
        n
        for n, text in enumerate(column)
        if text.__class__ is str
        and text
        and text[0] in _FIRST_OR_EDGE
        and text[-1] in _LAST_OR_EDGE
        and may_say_so(text)
    ]


def may_say_so(text: str) -> bool:
    """Whether `says_nothing_wrong` is worth asking."""
    if len(text) > LONGEST:
        return False
    bare = text.strip(_EDGES)
    return bool(bare) and bare[0] in _FIRST and bare[-1] in _LAST


@lru_cache(maxsize=20_000)
def says_nothing_wrong(text: str) -> bool:
    """Whether the text of a problem says that there is none: 无, 未发现问题, 合格, None. A cell that only holds a stroke says nothing."""
    if not may_say_so(text):
        return False
    plain = _TRIMMED.sub("", narrowed(text)).upper()
    return bool(plain) and _NOTHING.fullmatch(plain) is not None


def first_check(table: Table, fields: Mapping[str, int]) -> str | None:
    """The field (verdict or state) whose column tells of each thing that was looked at whether it passed, not how a fix stands:
    是否合格, 检查结果, 测试结论. None where there is none.

    It holds nothing but words for passed and failed (a column of states one passed at least), and no other column speaks of a fix.
    """
    told = [name for name in _FIX if name in fields]
    if len(told) != 1 or told[0] not in ("verdict", "state"):
        return None
    column = fields[told[0]]
    heading = table.headings[column]
    if _OF_THE_FIX.search(heading):
        return None
    yes, no = (_PASSES | _YES, _FAILS | _NO) if _ASKS.search(heading) else (_PASSES, _FAILS)
    said: set[str] = set()
    for value in dict.fromkeys(row[column] for row in table.rows):
        word = _word(value)
        if word and word not in yes and word not in no and word not in _UNCHECKED:
            return None
        said.add(word)
    return told[0] if said & yes or (told[0] == "verdict" and said & no) else None


def without_sound_rows(table: Table, fields: Mapping[str, int], kept: Collection[int]) -> Table:
    """The table with the rows set aside in which nothing was found to be wrong. kept: rows that a person takes back as data.

    A row whose problem says so but that tells of a fix all the same stays: it is refused with that reason.
    """
    problem = fields.get("problem")
    if problem is None or "key" in fields:
        return table
    checked = first_check(table, fields)
    doubtful = range(len(table.rows)) if checked is not None else that_may_say_so([row[problem] for row in table.rows])
    aside = {
        number
        for n in doubtful
        if (number := table.row_numbers[n]) not in kept and _is_sound(table.rows[n], problem, fields, checked)
    }
    if not aside:
        return table if checked is None else replace(table, checked=checked)
    pairs = [(n, number) for n, number in enumerate(table.row_numbers) if number not in aside]
    asides = [
        _aside(table, row, number) for row, number in zip(table.rows, table.row_numbers, strict=True) if number in aside
    ]
    return replace(
        table,
        rows=[table.rows[n] for n, _ in pairs],
        row_numbers=[number for _, number in pairs],
        groups=[table.groups[n] for n, _ in pairs],
        asides=sorted([*table.asides, *asides], key=lambda one: one.row),
        checked=checked,
    )


def _is_sound(row: Sequence[Cell], problem: int, fields: Mapping[str, int], checked: str | None) -> bool:
    value = row[problem]
    if checked is not None:
        passed = _word(row[fields[checked]])
        return passed in _PASSES or passed in _YES or passed in _UNCHECKED
    text = parse_text(value) if isinstance(value, str) else None
    return text is not None and says_nothing_wrong(text) and not speaks_of_a_fix(row, fields)


def speaks_of_a_fix(row: Sequence[Cell], fields: Mapping[str, int]) -> bool:
    """Whether a row whose problem is none tells of a due date, a state or a fix all the same."""
    for name in _FIX:
        text = parse_text(row[fields[name]]) if name in fields else None
        if text is None:
            continue
        plain = narrowed(text)
        if not (is_blank_mark(plain) or says_nothing_wrong(text) or _NEEDS_NOTHING.fullmatch(plain.upper())):
            return True
    return False


def _word(value: Cell) -> str:
    text = parse_text(value)
    return "" if text is None else _TRIMMED.sub("", narrowed(text)).upper()


def _aside(table: Table, row: Sequence[Cell], number: int) -> Aside:
    cells = tuple((column, value) for column, value in zip(table.columns, row, strict=True) if not is_blank(value))
    text = " ".join(dict.fromkeys(shown for _, value in cells if (shown := parse_text(value))))
    return Aside(number, SOUND, text, table.sheet, cells)
