"""How each clerk lays out each sheet: one `SheetForm` per workbook, each with a mess of its own, in order of loading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from domain.ledger.states import State
from sample_data.generator.life.weeks import monday, sunday, workdays

Kind = Literal["inspection", "rectification", "full"]

# The state as the office's own ledger writes it.
PLAIN: Mapping[State, tuple[str, ...]] = {
    State.ASSIGNED: ("已交办",),
    State.IN_PROGRESS: ("整改中",),
    State.REPORTED: ("待复核",),
    State.CLOSED: ("已销号",),
    State.REWORK: ("返工",),
    State.DISPUTED: ("责任待定",),
    State.ON_HOLD: ("挂账",),
    State.REJECTED: ("不予认定",),
}
# The same in the words of many units.
LOOSE: Mapping[State, tuple[str, ...]] = {
    State.ASSIGNED: ("未整改", "已交办", "未整改"),
    State.IN_PROGRESS: ("正在整改", "整改中", "推进中", "部分完成"),
    State.REPORTED: ("已完成", "完成", "已整改", "整改到位", "已整改到位"),
    State.CLOSED: ("已销号", "办结", "销号", "已办结"),
    State.REWORK: ("返工", "整改不到位"),
    State.DISPUTED: ("责任待定", "有异议", "退回", "扯皮"),
    State.ON_HOLD: ("挂账",),
    State.REJECTED: ("不予认定", "非问题"),
}
# A column 是否完成: the check on site stands in columns of its own.
YES_NO: Mapping[State, tuple[str, ...]] = {
    **LOOSE,
    State.ASSIGNED: ("否",),
    State.IN_PROGRESS: ("否",),
    State.REPORTED: ("是",),
    State.CLOSED: ("是",),
    State.REWORK: ("否",),
}
TICKS: Mapping[State, tuple[str, ...]] = {
    **YES_NO,
    State.ASSIGNED: ("×",),
    State.IN_PROGRESS: ("×",),
    State.REPORTED: ("√",),
    State.CLOSED: ("√",),
    State.REWORK: ("×",),
}
# Done or not; the office's verdict decides between 待复核, 已销号 and 返工.
DONE_OR_NOT: Mapping[State, tuple[str, ...]] = {
    **LOOSE,
    State.ASSIGNED: ("未完成",),
    State.IN_PROGRESS: ("未完成",),
    State.REPORTED: ("已完成", "完成"),
    State.CLOSED: ("已完成", "完成"),
    State.REWORK: ("未完成",),
}


@dataclass(frozen=True)
class SheetForm:
    """One workbook's layout.

    columns: 'field:heading' in order, blank-separated. parents: heading above the headings, by field.
    part: "all", "reports" (what units say: progress, done, dispute) or "rest" (what no sheet of the week has
    said). units: only issues led by them. loaded_week: where the file turns up later than the week it
    speaks for. spoil: faults of planted rows. The other fields are the mess.
    """

    week: int
    place: int
    title: str
    mess: str
    kind: Kind
    columns: str
    extension: str = "xlsx"
    encoding: str = "utf-8"
    part: Literal["all", "reports", "rest"] = "all"
    units: tuple[str, ...] = ()
    loaded_week: int = 0
    titles: tuple[str, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    group_by: str = ""
    group_text: str = "{}"
    merge_down: str = ""
    spans: Mapping[str, int] = field(default_factory=dict)
    blank_every: int = 0
    repeat_every: int = 0
    subtotals: bool = False
    footers: tuple[str, ...] = ()
    total: bool = False
    trailing_blank: int = 0
    hide_every: int = 0
    hide_closed: bool = False
    serial: Literal["running", "per group"] = "running"
    dates: str = "excel"
    dues: Literal["said", "date", "before"] = "said"
    names: Literal["full", "short", "any"] = "full"
    joined: bool = False
    states: Mapping[State, tuple[str, ...]] = field(default_factory=lambda: LOOSE)
    dated_states: bool = False
    phones: Literal["text", "number"] = "text"
    wide_digits: bool = False
    formulas: bool = False
    split: Literal["", "hidden sheet", "districts"] = ""
    spoil: tuple[str, ...] = ()

    @property
    def as_of(self) -> date:
        """The day the workbook speaks for: the last working day for inspections, Sunday for the others."""
        if self.kind == "inspection":
            return workdays(self.week)[-1]
        return sunday(monday(self.week))

    @property
    def file(self) -> str:
        """File name; the names in sorted order are the order of loading."""
        week = self.loaded_week or self.week
        return f"2020-W{week}-{self.place}_{self.title}_{self.mess}.{self.extension}"

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(column.split(":")[0] for column in self.columns.split())

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.split(":")[1] for column in self.columns.split())

    def filled(self, text: str) -> str:
        """A title with the week's days in it."""
        first, last = monday(self.week), self.as_of
        return text.format(
            issue=self.week - 12,
            first=f"{first.month}.{first.day}",
            last=f"{last.month}.{last.day}",
            day=f"{last.year}年{last.month}月{last.day}日",
        )


_OFFICE_LINE = "填报单位：云泽县文明城市长效管理办公室    填报时间：{day}"
_LIST = "云泽县文明城市创建检查问题清单（第{issue}期）"
_BACK = "云泽县文明城市创建问题整改情况反馈表（截至{day}）"
_SIGNED = ("制表人：张三    审核人：李四",)

_COMMON = (
    "serial:序号 number:编号 found_on:检查日期 district:镇区 site:点位名称 site_type:点位类型 category:问题类别"
    " problem:存在问题 units:责任单位 assist_units:配合单位 person:责任人 phone:联系电话 due:整改时限 source:来源"
    " remark:备注"
)
_NO_NUMBER = _COMMON.replace("number:编号 ", "")
_FEEDBACK = (
    "serial:序号 number:编号 found_on:检查日期 district:镇区 site:点位名称 problem:存在问题 units:责任单位"
    " due:整改时限 state:整改状态 progress:整改情况 done_on:完成时间 verdict:复核情况 verified_on:复核日期 remark:备注"
)
_LEDGER = (
    "serial:序号 number:编号 found_on:检查日期 district:镇区 site:点位名称 site_type:点位类型 category:问题类别"
    " problem:存在问题 units:责任单位 assist_units:配合单位 person:责任人 phone:联系电话 due:整改时限"
    " measures:整改措施 state:整改状态 done_on:完成时间 verdict:复核情况 verified_on:复核日期 source:来源 remark:备注"
)


def _inspections() -> Iterator[SheetForm]:
    def listed(week: int, title: str, mess: str, columns: str, **layout: Any) -> SheetForm:
        return SheetForm(week, 1, title, mess, "inspection", columns, **layout)

    office: dict[str, Any] = {"titles": (_LIST, _OFFICE_LINE)}
    yield listed(13, "检查问题清单", "合并标题行", _COMMON, **office, footers=_SIGNED)
    yield listed(14, "检查问题清单", "镇区合并单元格", _NO_NUMBER, **office, merge_down="district", dates="cn")
    yield listed(
        15,
        "检查问题清单",
        "两行表头",
        _COMMON.replace("source:来源 ", ""),
        **office,
        parents={
            "site": "点位信息",
            "site_type": "点位信息",
            "units": "责任落实",
            "assist_units": "责任落实",
            "person": "责任落实",
            "phone": "责任落实",
        },
        dates="dash",
    )
    yield listed(
        16,
        "检查问题清单",
        "镇区写成分组行",
        _NO_NUMBER.replace("district:镇区 ", ""),
        **office,
        group_by="district",
        group_text="{}辖区",
        dates="dot",
    )
    yield listed(
        17,
        "检查问题清单_截至2020年4月24日",
        "CSV编码GB18030",
        _COMMON.replace("found_on:检查日期", "found_on:交办日期").replace("site:点位名称", "site:地点"),
        extension="csv",
        encoding="gb18030",
        dates="slash",
    )
    yield listed(
        18,
        "检查问题清单",
        "一格多单位",
        _COMMON.replace("assist_units:配合单位 ", "").replace("problem:存在问题", "problem:问题描述"),
        **office,
        joined=True,
        names="any",
        dates="short",
        spoil=("problem",),
    )
    yield listed(
        19,
        "检查问题清单",
        "一格多问题",
        _NO_NUMBER.replace("problem:存在问题", "problem:主要问题"),
        **office,
        dates="chinese",
    )
    yield listed(
        20,
        "检查问题清单",
        "隐藏工作表有数据",
        _COMMON.replace("district:镇区", "district:属地"),
        **office,
        split="hidden sheet",
        footers=_SIGNED,
    )
    yield listed(
        21,
        "检查问题清单",
        "日期写法不一",
        _COMMON.replace("found_on:检查日期", "found_on:发现时间"),
        **office,
        dates="mixed",
        spoil=("found_on", "found_on"),
    )
    yield listed(
        22,
        "检查问题清单",
        "每行合并多列",
        _NO_NUMBER.replace("problem:存在问题", "problem:失分点"),
        **office,
        spans={"problem": 3, "site": 2},
        dates="cn",
    )
    yield listed(23, "检查问题清单", "时限写法不一", _COMMON, **office, dues="before", dates="dot", names="short")
    yield listed(
        24,
        "检查问题清单",
        "网页表格存成xls",
        _NO_NUMBER,
        **office,
        extension="xls",
        dates="dash",
        footers=_SIGNED,
    )
    yield listed(25, "检查问题清单", "公式单元格", _COMMON, **office, formulas=True, dues="date")
    yield listed(
        26,
        "检查问题清单",
        "中间空行与尾部空格式行",
        _COMMON,
        **office,
        blank_every=17,
        trailing_blank=40,
        spoil=("problem",),
    )
    yield listed(
        27,
        "检查问题清单_截至2020年7月3日",
        "CSV带BOM单元格内换行",
        _NO_NUMBER.replace("site:点位名称", "site:位置"),
        extension="csv",
        encoding="utf-8-sig",
        dates="dash",
        joined=True,
        names="any",
    )
    yield listed(
        28,
        "检查问题清单",
        "序号按类别重排并重复表头",
        _COMMON,
        **office,
        group_by="category",
        group_text="{}类",
        serial="per group",
        repeat_every=35,
        dates="chinese",
    )
    yield listed(
        29,
        "检查问题清单",
        "含应拒收的行",
        _COMMON.replace("units:责任单位", "units:整改单位").replace("due:整改时限", "due:整改期限"),
        **office,
        dates="cn",
        spoil=("units", "problem", "found_on", "units"),
        footers=_SIGNED,
    )
    yield listed(30, "检查问题清单", "现场已整改写在问题里", _NO_NUMBER, **office, dates="short", names="short")
    yield listed(
        31,
        "检查问题清单",
        "筛选后的隐藏行",
        _COMMON.replace("due:整改时限", "due:完成时限"),
        **office,
        hide_every=9,
        dates="slash",
    )
    yield listed(
        32,
        "检查问题清单",
        "简称别名与全角数字",
        _COMMON.replace("district:镇区", "district:片区").replace("units:责任单位", "units:承办单位"),
        **office,
        names="any",
        wide_digits=True,
        dates="wide",
        phones="number",
    )


def _rectifications() -> Iterator[SheetForm]:
    def back(week: int, place: int, title: str, mess: str, columns: str = _FEEDBACK, **layout: Any) -> SheetForm:
        return SheetForm(week, place, title, mess, "rectification", columns, **layout)

    head: dict[str, Any] = {"titles": (_BACK,)}
    yield back(13, 2, "整改反馈", "标题与填报时间行", titles=(_BACK, _OFFICE_LINE), footers=_SIGNED)
    yield back(
        14,
        2,
        "整改反馈",
        "是否完成填是或否",
        _FEEDBACK.replace("state:整改状态", "state:是否完成"),
        **head,
        states=YES_NO,
        dates="cn",
    )
    own = "serial:序号 found_on:检查日期 district:镇区 site:点位名称 problem:存在问题 state:整改状态 done_on:完成时间"
    yield back(
        15,
        2,
        "整改反馈_县公安局",
        "单位自报无编号",
        own,
        part="reports",
        units=("县公安局",),
        titles=("县公安局文明城市创建问题整改情况", "填报单位：县公安局    填报时间：{day}"),
        dates="dot",
    )
    yield back(
        15,
        3,
        "整改反馈_其他单位",
        "状态写在整改情况栏",
        _FEEDBACK.replace("state:整改状态 progress:整改情况", "state:整改情况"),
        part="rest",
        **head,
        dates="dash",
    )
    yield back(
        16,
        2,
        "整改反馈_截至2020年4月19日",
        "CSV无BOM",
        extension="csv",
        dates="dash",
    )
    yield back(
        17,
        2,
        "整改反馈_县城市管理局",
        "状态栏带日期",
        own.replace("found_on:检查日期", "number:编号 found_on:检查日期"),
        part="reports",
        units=("县城市管理局",),
        titles=("县城市管理局创建问题整改反馈", "填报时间：{day}"),
        dated_states=True,
        dates="short",
    )
    yield back(17, 3, "整改反馈_其他单位", "完成与复核分栏", part="rest", **head, states=DONE_OR_NOT, dates="cn")
    yield back(
        18,
        2,
        "整改反馈",
        "按责任单位分组行",
        **head,
        group_by="units",
        dates="excel",
        footers=("填表说明：整改状态由责任单位填写，复核情况由县长效办填写。",),
    )
    yield back(
        19,
        2,
        "整改反馈",
        "打勾打叉",
        _FEEDBACK.replace("state:整改状态", "state:是否完成"),
        **head,
        states=TICKS,
        dates="slash",
    )
    yield back(
        20,
        2,
        "整改反馈_各单位汇总",
        "无复核栏",
        own.replace("found_on:检查日期", "number:编号 found_on:检查日期").replace("state:整改状态", "state:办理状态"),
        part="reports",
        **head,
        dates="chinese",
    )
    yield back(
        20,
        3,
        "复核销号单",
        "只列复核结果",
        _FEEDBACK.replace(" progress:整改情况", ""),
        part="rest",
        titles=("云泽县文明城市创建问题复核销号单", "复核单位：县长效办    填报时间：{day}"),
        states=PLAIN,
        dates="dash",
    )
    yield back(21, 2, "整改反馈", "每镇区一张工作表", **head, split="districts", dates="dot")
    yield back(
        22,
        2,
        "整改反馈_县交通运输局",
        "表头换了说法",
        "serial:序号 found_on:交办日期 district:属地 site:路段 problem:问题描述 state:办理状态"
        " progress:落实情况 done_on:完成时间",
        part="reports",
        units=("县交通运输局",),
        titles=("县交通运输局创建问题办理情况（截至{day}）",),
        dates="compact",
    )
    yield back(
        22, 3, "整改反馈_其他单位", "延期后改写时限", part="rest", **head, dues="before", dates="short", names="short"
    )
    yield back(
        23,
        2,
        "整改反馈",
        "两行表头",
        **head,
        parents={
            "state": "整改情况",
            "progress": "整改情况",
            "done_on": "整改情况",
            "verdict": "复核",
            "verified_on": "复核",
        },
        dates="slash",
    )
    yield back(24, 2, "整改反馈", "网页表格存成xls", **head, extension="xls", dates="dash", names="short")
    yield back(25, 2, "整改反馈", "全角数字与多余空格", **head, wide_digits=True, dates="wide")
    yield back(
        26,
        2,
        "整改反馈",
        "小计合计行与错误日期",
        **head,
        group_by="district",
        group_text="{}",
        subtotals=True,
        total=True,
        dates="cn",
    )
    yield back(27, 2, "整改反馈", "日期写法不一", **head, dates="mixed", names="any")
    yield back(
        25,
        4,
        "整改反馈_县水利局",
        "迟到两周的补报",
        own.replace("found_on:检查日期", "number:编号 found_on:检查日期"),
        part="reports",
        units=("县水利局",),
        loaded_week=27,
        titles=("县水利局创建问题整改情况（补报，截至{day}）",),
        dates="dash",
    )
    yield back(28, 2, "整改反馈", "每页重复表头", **head, repeat_every=40, dates="excel")
    yield back(
        29,
        2,
        "整改反馈_县住建局",
        "一格多单位",
        own.replace("problem:存在问题", "problem:存在问题 units:责任单位"),
        part="reports",
        units=("县住房和城乡建设局",),
        titles=("县住建局创建问题整改反馈（截至{day}）",),
        joined=True,
        names="any",
        dates="short",
    )
    yield back(
        29,
        3,
        "整改反馈_其他单位_截至2020年7月19日",
        "CSV编码GB18030",
        part="rest",
        extension="csv",
        encoding="gb18030",
        dates="slash",
    )
    yield back(30, 2, "整改反馈", "序号每镇重排", **head, group_by="district", serial="per group", dates="chinese")
    yield back(
        31,
        2,
        "整改反馈_县委宣传部_截至2020年8月2日",
        "CSV带BOM",
        own.replace("found_on:检查日期", "number:编号 found_on:检查日期"),
        part="reports",
        units=("县委宣传部",),
        extension="csv",
        encoding="utf-8-sig",
        dates="dot",
    )
    yield back(31, 3, "整改反馈_其他单位", "隐藏行与错误日期", part="rest", **head, hide_every=11, dates="dash")
    yield back(
        32,
        2,
        "整改反馈_渡月镇",
        "镇里自报每行合并多列",
        own,
        part="reports",
        units=("渡月镇",),
        titles=("渡月镇创建问题整改情况", "填报单位：渡月镇人民政府    填报时间：{day}"),
        spans={"problem": 3},
        dates="cn",
    )
    yield back(32, 3, "整改反馈_其他单位", "尾部空格式行", part="rest", **head, trailing_blank=60, dates="excel")


def _ledgers() -> Iterator[SheetForm]:
    def whole(week: int, mess: str, **layout: Any) -> SheetForm:
        return SheetForm(week, 9, "整改台账", mess, "full", _LEDGER, states=PLAIN, **layout)

    titles = ("云泽县文明城市创建问题整改台账（截至{day}）",)
    yield whole(17, "问题与状态同一行", titles=titles, dates="excel")
    yield whole(
        21,
        "两行表头",
        titles=titles,
        dates="dash",
        parents={
            "units": "责任落实",
            "assist_units": "责任落实",
            "person": "责任落实",
            "phone": "责任落实",
            "measures": "整改情况",
            "state": "整改情况",
            "done_on": "整改情况",
        },
    )
    yield whole(24, "筛选隐藏已销号行", titles=titles, dates="cn", hide_closed=True)
    yield whole(28, "镇区合并单元格", titles=titles, dates="slash", merge_down="district")
    yield whole(32, "公式序号与合计行", titles=titles, dates="excel", formulas=True, total=True, footers=_SIGNED)


FORMS: tuple[SheetForm, ...] = tuple(
    sorted((*_inspections(), *_rectifications(), *_ledgers()), key=lambda form: form.file)
)
TELLING_ORDER: tuple[SheetForm, ...] = tuple(
    sorted(FORMS, key=lambda form: (form.week, form.part == "rest", form.place))
)
"""The order in which the week's facts are shared out: unit sheets first, the rest after them."""
