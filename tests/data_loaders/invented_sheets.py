"""Sheets that nobody would invent on purpose, with what is right about them: titles, labels, group rows, blank rows, repeated headings,
subtotals, footers, notes at the side, and lists above and beside each other, level or not.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from data_loaders.reading.workbook import Cell

DISTRICTS = ["滨江街道", "东山镇", "城关镇", "北河乡"]
UNITS = ["县城管局", "县公安局", "县住建局", "县生态环境局"]
SIDE_NOTES = ["照片见附件", "此处有变动", "注：重点盯办"]
_ROADS = [
    "人民",
    "解放",
    "建设",
    "中山",
    "和平",
    "新华",
    "文化",
    "滨河",
    "东风",
    "北环",
    "南门",
    "西关",
    "朝阳",
    "长江",
    "黄河",
    "青年",
    "育才",
    "民主",
    "光明",
    "胜利",
]
_WRONG = [
    "垃圾未清理",
    "路灯不亮",
    "井盖缺失",
    "车辆乱停放",
    "墙面污损",
    "占道经营",
    "绿化带缺株",
    "公示栏脱落",
    "消防通道堵塞",
    "雨篦子堵塞",
    "电线杂乱",
    "路面坑洼",
    "小广告未清除",
    "公厕有异味",
    "沟渠淤积",
]
_HEADINGS: Mapping[str, Sequence[str]] = {
    "serial": ["序号"], "district": ["镇区", "属地"], "site": ["点位名称", "点位"], "problem": ["存在问题", "问题描述"],
    "units": ["责任单位"], "due": ["整改时限"], "found_on": ["检查日期"], "progress": ["整改情况"], "grid": ["网格员"], "remark": ["备注"],
}  # fmt: skip
_USUAL = (("found_on", 0.3), ("district", 0.5), ("site", 1), ("problem", 1), ("units", 0.6), ("due", 0.4), ("grid", 0.15), ("remark", 0.2))  # fmt: skip
_COUNT = "一二三四"


@dataclass(frozen=True)
class Invented:
    """A problem on such a sheet. row: as Excel counts. values: field → what is right."""

    row: int
    text: str
    values: Mapping[str, Cell]


class _Taken(Exception):
    """Two things were to be put into one cell: another sheet must do."""


@dataclass
class InventedSheet:
    """The cells of a sheet, what is merged on it, its problems, and the kinds of mess that it has."""

    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    problems: list[Invented] = field(default_factory=list)
    mess: set[str] = field(default_factory=set)

    def put(self, row: int, column: int, value: Cell) -> None:
        """Write a cell."""
        while len(self.rows) <= row:
            self.rows.append([])
        line = self.rows[row]
        line.extend([None] * (column + 1 - len(line)))
        if line[column] is not None:
            raise _Taken
        line[column] = value

    def put_line(self, row: int, left: int, values: Sequence[Cell]) -> None:
        """Write the cells of a line that hold something."""
        for column, value in enumerate(values, left):
            if value is not None:
                self.put(row, column, value)


def invented(seed: int) -> InventedSheet:
    """The sheet of this number, always the same."""
    while True:
        try:
            return _Maker(seed).made()
        except _Taken:
            seed = seed * 31 + 7


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.sheet = InventedSheet()

    def maybe(self, mess: str, share: float) -> bool:
        """Whether this kind of mess comes here."""
        hit = self.random.random() < share
        if hit:
            self.sheet.mess.add(mess)
        return hit

    def made(self) -> InventedSheet:
        at = 0
        for band in range(self.random.choice([1, 1, 2, 2, 3])):
            if band and self.random.random() < 0.7:
                at += self.random.randrange(1, 3)
            if self.maybe("beside", 0.3):
                at = self.beside(at)
            else:
                at = self.alone(at, titled=band == 0 or self.maybe("title below", 0.5))
        return self.sheet

    def alone(self, top: int, *, titled: bool) -> int:
        """A list of its own; gives the row behind it."""
        fields = self.fields()
        heads = self.heads(fields)
        at, above = self.list(top, 0, fields, heads, titled=titled)
        if self.maybe("goes on with a new column", 0.15):
            new = self.random.choice(
                [name for name in ("progress", "grid", "remark", "due") if name not in fields] or ["progress"]
            )
            more, blank = [*fields, new], self.random.randrange(0, 2)
            at, _ = self.list(at + blank, 0, more, [*heads, *self.heads([new])], titled=False, above=above)
        if self.maybe("side note", 0.15):
            width = max(map(len, self.sheet.rows[top:at]))
            column = width + self.random.randrange(0, 2)
            self.sheet.put(self.random.randrange(top, at), column, self.random.choice(SIDE_NOTES))
        return at

    def beside(self, top: int) -> int:
        """Two or three lists beside each other, others below them; gives the row behind all."""
        fields = self.fields()
        if self.maybe("narrow", 0.5):
            fields = [name for name in fields if name in ("serial", "site", "problem")]
        heads, same, gap = (
            self.heads(fields),
            not self.maybe("other headings beside", 0.35),
            self.random.choice([0, 1, 1, 2]),
        )
        gap = max(gap, 0 if same else 1)
        left, ends = 0, []
        for number in range(self.random.choice([2, 2, 3])):
            own = fields if same or not number else self.fields()
            lower = 1 + self.random.randrange(2) if number and gap and self.maybe("lower beside", 0.12) else 0
            end, _ = self.list(top + lower, left, own, heads if same or not number else self.heads(own), titled=False)
            if self.maybe("another list below one of them", 0.3):
                other = [*own, "progress"] if gap and self.maybe("with a new column", 0.4) else self.fields()
                if len(other) > len(own) + gap - 1 and number < 2:
                    other = [name for name in own if name != "remark"]
                end, _ = self.list(end + self.random.randrange(0, 2), left, other, self.heads(other), titled=False)
            ends.append(end)
            left += len(own) + gap
        at = max(ends)
        if self.maybe("a wide list below", 0.3):
            fields = self.fields()
            titled = self.maybe("title below", 0.3)
            at, _ = self.list(at + self.random.randrange(0, 2), 0, fields, self.heads(fields), titled=titled)
        return at

    def fields(self) -> list[str]:
        serial = ["serial"] if self.random.random() < 0.7 else []
        return serial + [name for name, share in _USUAL if self.random.random() < share]

    def heads(self, fields: Sequence[str]) -> list[str]:
        return [self.random.choice(_HEADINGS[name]) for name in fields]

    def list(
        self,
        top: int,
        left: int,
        fields: Sequence[str],
        heads: Sequence[str],
        *,
        titled: bool,
        above: Mapping[str, Cell] | None = None,
    ) -> tuple[int, Mapping[str, Cell]]:
        """One list; gives the row behind it, and what labels say of all its rows."""
        said = dict(above or {})
        at = self.title(top, left, fields, said) if titled else top
        at, two_lines = self.headings(at, left, fields, heads)
        if len(fields) > 2 and self.maybe("column numbers", 0.07):
            self.sheet.put_line(at, left, list(range(1, len(fields) + 1)))
            at += 1
        rows = self.random.randrange(1, 6)
        names = self.random.sample(DISTRICTS, len(DISTRICTS))
        grouped = "district" not in fields and "district" not in said and self.maybe("group rows", 0.35)
        how = self.random.choice(["over all", "first", "problem", "numbered", "site"])
        for number in range(rows):
            if grouped and names and (not number or self.random.random() < 0.3):
                said["district"] = names.pop()
                self.group(at, left, fields, str(said["district"]), how, len(DISTRICTS) - len(names))
                at += 1
            self.row(at, left, fields, number + 1, said)
            at += 1
            if number == rows - 1:
                break
            at += self.maybe("blank row", 0.08)
            if not two_lines and self.maybe("repeated headings", 0.05):
                self.sheet.put_line(at, left, heads)
                at += 1
            if len(fields) > 2 and self.maybe("subtotal", 0.06):
                self.sheet.put(at, left, "小计")
                self.sheet.put(at, left + len(fields) - 1, f"{number + 1}处")
                at += 1
        if self.maybe("footer", 0.3):
            ends = ["制表人：张三", "合计", f"共 {rows} 条", "备注：本表一式两份", "审核人：李四"]
            self.sheet.put(at, left, self.random.choice(ends))
            at += 1
        return at, said if not grouped else {}

    def title(self, at: int, left: int, fields: Sequence[str], said: dict[str, Cell]) -> int:
        start, last = at, left + len(fields) - 1
        if self.maybe("title", 0.6):
            self.sheet.put(at, left, self.random.choice(["创建问题清单", "云河县检查问题台账", "（一）城区问题"]))
            if len(fields) > 1 and self.maybe("merged title", 0.5):
                self.sheet.merges.append((at, left, at, last))
            at += 1
        labels = self.labels(fields) if self.maybe("labels", 0.3) else {}
        if labels and self.maybe("labels in one cell", 0.4):
            self.sheet.put(at, left, "  ".join(text for text, _ in labels.values()))
        else:
            labels = dict(list(labels.items())[: len(fields)])
            self.sheet.put_line(at, left, [text for text, _ in labels.values()])
        said.update({name: value for name, (_, value) in labels.items()})
        at += bool(labels)
        return at + (at > start and self.maybe("blank row below the title", 0.2))

    def labels(self, fields: Sequence[str]) -> dict[str, tuple[str, Cell]]:
        day, place, unit = self.day(1, 6), self.random.choice(DISTRICTS), self.random.choice(UNITS)
        labels: dict[str, tuple[str, Cell]] = {
            "district": (f"镇区：{place}", place),
            "found_on": (f"检查日期：{day.year}年{day.month}月{day.day}日", day),
            "units": (f"责任单位：{unit}", unit),
        }
        return {name: one for name, one in labels.items() if name not in fields and self.maybe(f"label {name}", 0.5)}

    def headings(self, at: int, left: int, fields: Sequence[str], heads: Sequence[str]) -> tuple[int, bool]:
        last = len(fields) - 1
        if len(fields) < 4 or not self.maybe("headings in two lines", 0.1):
            self.sheet.put_line(at, left, heads)
            return at + 1, False
        self.sheet.put_line(at, left, [*heads[: last - 1], "其他情况"])
        self.sheet.put_line(at + 1, left + last - 1, heads[last - 1 :])
        self.sheet.merges.append((at, left + last - 1, at, left + last))
        self.sheet.merges += [(at, left + column, at + 1, left + column) for column in range(last - 1)]
        return at + 2, True

    def group(self, at: int, left: int, fields: Sequence[str], name: str, how: str, number: int) -> None:
        self.sheet.mess.add(f"group rows: {how}")
        numbered = how == "numbered" or (how == "problem" and self.random.random() < 0.5)
        column = fields.index(how) if how in ("problem", "site") else 0
        self.sheet.put(at, left + column, f"{_COUNT[number - 1]}、{name}" if numbered else name)
        if how == "over all":
            self.sheet.merges.append((at, left, at, left + len(fields) - 1))

    def row(self, at: int, left: int, fields: Sequence[str], serial: int, said: Mapping[str, Cell]) -> None:
        self.count += 1
        wrong = _WRONG[(self.count * 7 + self.random.randrange(3)) % len(_WRONG)]
        text = f"{wrong}{self.random.choice(['', '，影响通行', '、无人管理'])}（第{self.count}号杆旁）"
        values: dict[str, Cell] = {
            "site": f"{_ROADS[self.count % len(_ROADS)]}路{10 + self.count}号",
            "problem": text,
            "district": self.random.choice(DISTRICTS),
            "units": self.random.choice(UNITS),
            "due": self.day(20, 28),
            "found_on": self.day(1, 6),
            "progress": self.random.choice(["正在整改", "已整改到位", "已安排清理"]),
            "grid": self.random.choice(["张三", "李四"]),
            "remark": self.random.choice([None, "急", "已拍照"]),
        }
        self.sheet.put_line(at, left, [serial if name == "serial" else values[name] for name in fields])
        own = {name: value for name, value in values.items() if name in fields}
        self.sheet.problems.append(Invented(at + 1, text, {**said, **own}))

    def day(self, first: int, last: int) -> date:
        return date(2020, 7, first) + timedelta(self.random.randrange(last - first + 1))
