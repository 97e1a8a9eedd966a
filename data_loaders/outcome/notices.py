"""What a person must know of a file before it is imported (先要知道): what was not understood, and what that does to the figures."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, NamedTuple

from data_loaders.import_options import ImportOptions

EXAMPLES = 3
BY_SHEET = "按本表截至日当天完成计（见设置）"
"""What becomes of completions without a day where the office has chosen so."""


class NoticeKind(NamedTuple):
    """What notices of one kind say. effect: what happens to the figures. moves: whether a figure is other than it would be had
    everything been understood; such a notice must be acknowledged.
    """

    name: str
    unit: str
    effect: str
    moves: bool


KINDS: Mapping[str, NoticeKind] = {
    "refused": NoticeKind("拒收", "行", "没有导入，不计入任何指标，可以更正", True),
    "as_of": NoticeKind("没有写截至日的表", "张", "按导入当天作截至日，超期和完成都照它计，不对请改“本表截至日”", True),
    "progress": NoticeKind("看不出改没改完的整改情况", "行", "按未整改计，已有的问题保持原来的状态", True),
    "unused": NoticeKind(
        "是否完成栏空着、整改情况另有说法", "行", "以是否完成栏为准，按未整改计，请补填是否完成", True
    ),
    "states": NoticeKind("另一栏状态说法不同", "行", "以读作“是否完成”的一栏为准，请核对哪一栏算数", True),
    "against": NoticeKind("填了完成时间、文字却说没有完成", "行", "按没有完成计", True),
    "left": NoticeKind("没有读取的工作表里", "行", "与其他工作表不是同一类，没有导入，请另存为单独的文件再上传", True),
    "outside": NoticeKind("不在任何表里的内容", "行", "没有读取；如果是问题，请移到表里再上传", True),
    "due": NoticeKind("看不出日期的时限", "行", "按无时限计，不会算超期", True),
    "undated_done": NoticeKind("写了完成、没写哪天完成", "行", "计入整改率，不计入按期整改率，直到知道是哪天", True),
    "undated_found": NoticeKind("没有检查日期的新问题", "行", "按本表截至日当天发现计", True),
    "folded": NoticeKind("并入同一文件的另一行", "行", "与那一行算同一件，不另计", True),
    "parted": NoticeKind("问题栏分条写了几个问题", "行", "每条各算一件", True),
    "unparted": NoticeKind("问题栏有编号分条、看不出每条都是问题", "行", "按一件计，可以改为每条各算一件", True),
    "alone": NoticeKind("只写了问题、其他栏都空着", "行", "各算一件；如果是上一行没写完的，请并到上一行再上传", True),
    "sound": NoticeKind("写明没有问题、检查合格", "行", "不是问题，没有计入，可以在账目里取回", True),
    "grouped": NoticeKind("问题栏里单独一格、像是分组名称", "行", "当作下面各行的分组，没有当作问题，可以取回", True),
    "reused": NoticeKind("编号重复使用", "处", "编号相同、说的不是同一个问题：各算一件", True),
    "apart": NoticeKind(
        "别的表里只写了编号的行", "行", "有了本表，这些编号指几件问题：那些行转为拒收，撤销本表后恢复", True
    ),
    "damaged": NoticeKind("损坏的编号", "行", "Excel 存成了近似数：不按编号认，按点位和内容认", True),
    "districts": NoticeKind("没写镇区、按同一点位补上", "行", "计入补上的那个镇区", True),
    "above": NoticeKind("照表头上方的文字填写", "行", "表里没有这一列，按表头上方写的计", True),
    "doubtful": NoticeKind("疑似重复", "对", "没有决定以前各算一件", True),
    "due_past": NoticeKind("时限早于检查日期", "行", "一发现就算超期，请核对年份和月份", False),
    "open_ended": NoticeKind("长期坚持一类的时限", "行", "没有期限，不会算超期", False),
    "running": NoticeKind("只是行号的编号", "行", "不当作问题的编号", False),
    "skipped": NoticeKind("导入人选择不导入", "行", "不计入任何指标", False),
}
"""Every kind of notice, in the order in which they are told; those that move figures come first."""


class Example(NamedTuple):
    """A row that a notice is about, and what stands there. row: 0 where it is about the whole sheet."""

    sheet: str
    row: int
    text: str

    @property
    def said(self) -> str:
        """Where and what, in words."""
        place = f"{self.sheet} 第 {self.row} 行" if self.row else self.sheet
        return f"{place} {self.text}".strip()


@dataclass(frozen=True)
class Notice:
    """One thing to know of a file, in the words in which it was told. mark: of all its cases; it is another one when they are others."""

    key: str
    count: int
    name: str
    unit: str
    effect: str
    moves: bool
    mark: str
    examples: tuple[Example, ...] = ()

    @property
    def said(self) -> str:
        """The notice in one sentence, without an end mark."""
        return f"{self.name} {self.count:,} {self.unit}，{self.effect}"

    @property
    def place(self) -> tuple[bool, int]:
        """Where it stands among others: what moves figures first, then as in KINDS."""
        order = list(KINDS)
        return not self.moves, order.index(self.key) if self.key in order else len(order)


def notice(key: str, cases: Sequence[Example], *, count: int | None = None, effect: str | None = None) -> Notice:
    """The notice of a kind about these cases, one example for each different text. count: where a case is not one of its unit.
    effect: where it is another one than usual.
    """
    mark = hashlib.sha256(json.dumps(cases).encode()).hexdigest()[:16]
    shown: dict[str, Example] = {}
    for case in cases:
        shown.setdefault(case.text, case)
        if len(shown) == EXAMPLES:
            break
    kind = KINDS[key] if effect is None else KINDS[key]._replace(effect=effect)
    return Notice(key, len(cases) if count is None else count, *kind, mark, tuple(shown.values()))


def ordered(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """The notices in the order in which they are told; those about nothing are left out."""
    return tuple(sorted((said for said in notices if said.count), key=attrgetter("place")))


def is_acknowledged(said: Notice, choices: ImportOptions) -> bool:
    """Whether a person has said of exactly these cases that he knows of them."""
    return choices.acknowledged.get(said.key) == said.mark


def still_open(notices: Iterable[Notice], choices: ImportOptions) -> list[Notice]:
    """The notices that move figures and that nobody has acknowledged: while there are any, the file is not to be imported."""
    return [said for said in notices if said.moves and not is_acknowledged(said, choices)]


def acknowledged(choices: ImportOptions, notices: Iterable[Notice], *, known: bool = True) -> ImportOptions:
    """The choices with these notices acknowledged; known=False takes that back."""
    marks = dict(choices.acknowledged)
    for said in notices:
        marks.pop(said.key, None)
        if known:
            marks[said.key] = said.mark
    return replace(choices, acknowledged=marks)


def plain(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """The notices as plain values for JSON."""
    return [{**vars(said), "examples": [list(example) for example in said.examples]} for said in notices]


def from_plain(values: Iterable[Mapping[str, Any]]) -> tuple[Notice, ...]:
    """The inverse of `plain`."""
    return tuple(Notice(**{**said, "examples": tuple(Example(*e) for e in said["examples"])}) for said in values)
