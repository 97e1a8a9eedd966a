"""网上申报材料清单 of the invented county: 县文旅局 owes most and late, 团县委 has all of it passed.

Each piece has one life (when it was sent, given back, sent again, passed); each sheet says how things stood on its day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

REPORT, PICTURES, PRESS, TABLE = "说明报告", "实景图片", "媒体报道截图", "统计表"
DAYS = (date(2020, 7, 19), date(2020, 7, 26), date(2020, 8, 2), date(2020, 8, 9))
"""The days for which the county's office sent its list round."""
REVIEWERS = ("张三", "李四")


@dataclass(frozen=True)
class Life:
    """A piece of material. weight: "" where the office has not filled it in. due: as typed.

    events: (month, day, 交 | 退 | 合) in order; reason: why it was given back.
    """

    indicator: str
    item: str
    kind: str
    weight: str
    lead: str
    due: str
    events: tuple[tuple[int, int, str], ...] = ()
    reason: str = ""

    def on(self, day: date) -> dict[str, Any]:
        """What the list of that day says about it."""
        past = [
            (date(2020, month, number), what) for month, number, what in self.events if date(2020, month, number) <= day
        ]
        said = {"交": "已报送", "退": "退回修改", "合": "审核通过"}
        row: dict[str, Any] = {
            "indicator": self.indicator,
            "item": self.item,
            "kind": self.kind,
            "weight": self.weight,
            "lead": self.lead,
            "due_on": self.due,
            "state": said[past[-1][1]] if past else "未报送",
        }
        sent = [on for on, what in past if what == "交"]
        seen = [on for on, what in past if what != "交"]
        if sent:
            row["submitted_on"] = sent[-1]
        if seen:
            row["reviewer"], row["reviewed_on"] = REVIEWERS[len(self.item) % 2], seen[-1]
        if past and past[-1][1] == "退":
            row["reason"] = self.reason
        return row


LIVES = (
    Life("理想信念教育", "理想信念教育工作说明报告", REPORT, "1.5", "县委宣传部", "2020.7.24", ((7, 17, "交"), (7, 21, "合"))),
    Life("理想信念教育", "主题宣讲活动实景图片", PICTURES, "1", "县委宣传部", "2020.7.24", ((7, 18, "交"), (7, 21, "合"))),
    Life("社会主义核心价值观", "核心价值观主题公园实景图片", PICTURES, "1", "县园林中心", "2020.7.24", ((7, 22, "交"), (7, 28, "合"))),
    Life("社会主义核心价值观", "核心价值观宣传媒体报道截图", PRESS, "1", "宣传部", "2020.7.24", ((7, 23, "交"), (7, 28, "合"))),
    Life("公益广告", "公益广告刊播情况统计表", TABLE, "1", "县文明办", "2020.7.31", ((7, 24, "交"), (7, 29, "退"), (8, 3, "交"), (8, 6, "合")), "缺少六月的数量"),
    Life("公益广告", "建筑工地围挡公益广告实景图片", PICTURES, "1", "住建局", "2020.7.31", ((7, 30, "交"), (8, 4, "合"))),
    Life("志愿服务", "志愿服务工作说明报告", REPORT, "2", "团县委", "2020.7.31", ((7, 15, "交"), (7, 17, "合"))),
    Life("志愿服务", "志愿者注册和服务时长统计表", TABLE, "1", "团县委", "2020.7.31", ((7, 16, "交"), (7, 17, "合"))),
    Life("志愿服务", "志愿服务站点实景图片", PICTURES, "1", "共青团云泽县委", "2020.7.31", ((7, 20, "交"), (7, 22, "合"))),
    Life("志愿服务", "志愿服务活动媒体报道截图", PRESS, "1", "团县委", "2020.7.31", ((7, 21, "交"), (7, 24, "合"))),
    Life("未成年人思想道德建设", "未成年人思想道德建设说明报告", REPORT, "2", "县教育局", "2020.7.31", ((7, 28, "交"), (8, 3, "合"))),
    Life("未成年人思想道德建设", "乡村学校少年宫实景图片", PICTURES, "1", "教体局", "2020.7.31", ((7, 29, "交"), (8, 3, "退"), (8, 7, "交")), "照片没有拍摄日期"),
    Life("文明校园", "文明校园创建说明报告", REPORT, "1.5", "教育局", "2020.7.31", ((7, 30, "交"), (8, 5, "合"))),
    Life("文明校园", "校园周边环境整治实景图片", PICTURES, "1", "县教育局", "8月7日", ((8, 6, "交"),)),
    Life("公共文化服务", "公共文化服务说明报告", REPORT, "2", "文广旅局", "2020.7.31", ((7, 31, "交"), (8, 4, "退")), "内容是去年的，缺今年上半年的活动"),
    Life("公共文化服务", "镇村文化服务中心实景图片", PICTURES, "1.5", "县文旅局", "2020.7.31"),
    Life("公共文化服务", "公共文化场馆免费开放统计表", TABLE, "1", "县文化广电和旅游局", "2020.7.31"),
    Life("公共文化服务", "文化惠民活动媒体报道截图", PRESS, "1", "文旅局", "2020.7.31", ((8, 1, "交"), (8, 5, "退")), "截图看不清媒体名称和日期"),
    Life("文明旅游", "文明旅游工作说明报告", REPORT, "1", "县文广旅局", "2020.7.31"),
    Life("文明旅游", "景区文明旅游宣传实景图片", PICTURES, "1", "县文广旅局", "2020.8.8"),
    Life("诚信建设", "诚信建设制度化说明报告", REPORT, "1.5", "发改委", "2020.7.24", ((7, 22, "交"), (7, 27, "合"))),
    Life("诚信建设", "红黑名单发布情况统计表", TABLE, "1", "县发改委", "2020.7.24", ((7, 22, "交"), (7, 27, "合"))),
    Life("法治宣传", "法治宣传教育说明报告", REPORT, "1", "司法局", "2020.7.31", ((7, 27, "交"), (7, 30, "合"))),
    Life("文明交通", "文明交通行动说明报告", REPORT, "1.5", "县公安局", "2020.7.31", ((7, 29, "交"), (8, 2, "合"))),
    Life("文明交通", "路口文明劝导实景图片", PICTURES, "1", "交警大队", "8月7日", ((8, 3, "交"), (8, 6, "合"))),
    Life("市容环境", "市容环境整治说明报告", REPORT, "2", "县城管局", "2020.7.31", ((7, 31, "交"), (8, 5, "合"))),
    Life("市容环境", "背街小巷整治前后实景图片", PICTURES, "1.5", "城管局", "8月7日", ((8, 7, "交"),)),
    Life("老旧小区改造", "老旧小区改造说明报告", REPORT, "1.5", "县住建局", "2020.7.31", ((7, 30, "交"), (8, 4, "退"), (8, 8, "交")), "没有写改造资金和户数"),
    Life("老旧小区改造", "老旧小区改造情况统计表", TABLE, "", "县住建局", "8月10日"),
    Life("农贸市场管理", "农贸市场规范管理说明报告", REPORT, "1.5", "市场监管局", "2020.7.31", ((7, 28, "交"), (8, 1, "合"))),
    Life("农贸市场管理", "农贸市场改造实景图片", PICTURES, "1", "市监局", "8月7日", ((8, 4, "交"), (8, 7, "合"))),
    Life("公共卫生", "爱国卫生运动说明报告", REPORT, "1.5", "卫健委", "2020.7.31", ((7, 24, "交"), (7, 28, "合"))),
    Life("公共卫生", "清洁家园日活动实景图片", PICTURES, "1", "县爱卫办", "8月7日", ((8, 5, "交"), (8, 7, "合"))),
    Life("生态环境", "空气和水环境质量统计表", TABLE, "1", "县生态环境局", "2020.7.31", ((7, 31, "交"), (8, 3, "合"))),
    Life("窗口服务", "窗口行业文明服务说明报告", REPORT, "1.5", "政务办", "2020.7.31", ((7, 29, "交"), (8, 3, "合"))),
    Life("窗口服务", "无障碍设施实景图片", PICTURES, "", "县民政局", "8月10日", ((8, 7, "交"),)),
    Life("移风易俗", "红白理事会情况统计表", TABLE, "", "民政局", "8月10日"),
)  # fmt: skip


def rows(day: date) -> list[dict[str, Any]]:
    """The list as it was sent round for that day: field → what stands in the cell."""
    return [life.on(day) for life in LIVES]
