"""负面清单排查表 of the invented county: blocked fire lanes keep one light red, and nobody has looked at the schools for weeks."""

from datetime import date
from typing import Any

DAYS = (date(2020, 7, 12), date(2020, 7, 26), date(2020, 8, 9))

ITEMS: tuple[tuple[str, str, str], ...] = (
    ("弄虚作假", "申报材料弄虚作假被查实", "县委宣传部"),
    ("安全生产", "发生较大及以上安全生产事故", "县应急管理局"),
    ("安全生产", "发生较大及以上火灾事故", "县消防大队"),
    ("安全生产", "发生较大及以上道路交通事故", "县公安局"),
    ("安全生产", "发生校园安全责任事故", "教体局"),
    ("社会稳定", "发生重大群体性事件", "县公安局"),
    ("社会稳定", "拖欠农民工工资引发恶性事件", "人社局"),
    ("环境保护", "发生重大环境污染事件", "县生态环境局"),
    ("环境保护", "集中式饮用水水源地水质不达标", "县生态环境局"),
    ("公共卫生", "发生重大食品安全事故", "县市场监管局"),
    ("公共卫生", "发生重大公共卫生事件处置不力", "卫健委"),
    ("土地管理", "发生重大违法占地建设案件", "县资规局"),
)  # fmt: skip

CHECKERS = ("张三", "李四", "王五")

_FIRE, _SCHOOL, _FOOD = "发生较大及以上火灾事故", "发生校园安全责任事故", "发生重大食品安全事故"


def rows(number: int) -> list[dict[str, Any]]:
    """The list of one of DAYS: field → what stands in the cell."""
    day = DAYS[number]
    made = []
    for place, (area, item, lead) in enumerate(ITEMS):
        row: dict[str, Any] = {"item": item, "area": area, "lead": lead, "checker": CHECKERS[place % 3]}
        if item == _SCHOOL:
            # Looked at once; later sheets bring the row without a day.
            if number == 0:
                row |= {"checked_on": date(2020, 7, 9), "state": "无隐患", "dangers": 0}
        else:
            row |= {"checked_on": date.fromordinal(day.toordinal() - 1 - place % 4), "state": "无隐患", "dangers": 0}
        if item == _FIRE and number > 0:
            row |= {
                "state": "存在隐患",
                "dangers": 2,
                "danger": "纺织新村、健康里小区消防通道被占用",
                "measures": "已划线并张贴告知书，尚有车辆长期停放" if number == 2 else "施划禁停线，联合社区清理",
                "due_on": "2020.8.5",
            }
        if item == _FOOD:
            row |= (
                {"state": "存在隐患", "dangers": 1, "danger": "城东农贸市场熟食摊位无证经营", "due_on": "2020.7.24"}
                if number == 0
                else {"state": "已整改", "dangers": 1, "measures": "已取缔，摊位重新招租"}
            )
        made.append(row)
    return made
