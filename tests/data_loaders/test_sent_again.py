"""Sheets that come again, wholly or in part: what is the same stays the same, what a column nobody knows tells apart stays apart."""

from collections.abc import Callable
from datetime import date

from data_loaders.outcome.outcome import Outcome
from tests.data_loaders.conftest import book

SENTENCES = (
    "办事大厅入口处无障碍坡道被电动自行车占用多日无人劝离",
    "综合楼二层东侧消防栓箱门损坏且水带接口锈蚀严重",
    "北门公交站台候车亭玻璃破碎后用胶带临时粘贴",
    "垃圾分类亭投放口感应失灵居民将垃圾堆放在地面",
    "学校围墙外侧公益广告内容陈旧褪色需要重新制作",
    "沿河步道三处护栏松动其中一处缺失没有警示标志",
)


def test_the_next_version_of_a_list_without_days_and_places_is_the_same_list(loaded: Callable[..., Outcome]) -> None:
    rows = [(n, text) for n, text in enumerate(SENTENCES, 1)]
    first = loaded(book([("序号", "存在问题"), *rows]), as_of=date(2020, 6, 7), name="完善清单一.xlsx")
    assert first.issues_new == len(SENTENCES)
    more = [*rows, (7, "广场舞台背景板拆除后钢架长期裸露存放")]
    again = loaded(book([("序号", "存在问题"), *more]), as_of=date(2020, 7, 19), name="完善清单二.xlsx")
    assert (again.issues_new, again.doubts) == (1, ())


def test_a_column_that_nobody_knows_tells_two_files_apart(loaded: Callable[..., Outcome]) -> None:
    head = ("序号", "检查日期", "镇区", "点位名称", "具体部位", "存在问题")
    day = date(2020, 7, 6)
    for number, (spot, other) in enumerate((("北侧", "南侧"), ("东门", "西门"))):
        rows = [(1, day, "滨江街道", "人民路", spot, "路面有垃圾"), (2, day, "滨江街道", "人民路", other, "路面有垃圾")]
        outcome = loaded(book([head, *rows]), as_of=date(2020, 7, 12), name=f"清单{number}.xlsx")
        assert outcome.issues_new == 2
        assert not outcome.folded


def test_a_number_that_anybody_may_count_names_no_issue_without_a_day(loaded: Callable[..., Outcome]) -> None:
    head = ("编号", "镇区", "点位名称", "具体部位", "存在问题", "整改时限")
    first = [
        (1, "东山镇", "建设路", "北侧", "公益广告破损", date(2020, 6, 7)),
        (2, "东山镇", "人民路", "北侧", "路灯不亮", date(2020, 6, 7)),
    ]
    second = [
        (1, "东山镇", "建设路", "转角处", "公益广告破损", date(2020, 6, 16)),
        (2, "东山镇", "公园", "北侧", "井盖缺失", date(2020, 6, 16)),
    ]
    loaded(book([head, *first]), as_of=date(2020, 6, 7), name="清单一.xlsx")
    assert loaded(book([head, *second]), as_of=date(2020, 6, 14), name="清单二.xlsx").issues_new == 2


def test_one_sentence_on_two_sheets_of_a_file_is_never_two_issues_in_silence(loaded: Callable[..., Outcome]) -> None:
    head = ("存在问题", "模块")
    one = [(text, "系统") for text in SENTENCES]
    other = [("完全另外的一件事情发生在别的地方而且没有说过", "系统"), (SENTENCES[2], "系统")]
    outcome = loaded(book([head, *one], 汇总=[head, *other]), as_of=date(2020, 7, 12))
    assert len(outcome.doubts) + len(outcome.folded) == 1


def test_a_master_sheet_and_its_extract_with_notes_of_its_own_are_one_or_asked(loaded: Callable[..., Outcome]) -> None:
    head = ("编号", "检查日期", "存在问题", "处理意见", "模块")
    day = date(2020, 7, 6)
    master = [(n, day, text, "转交", "甲") for n, text in enumerate(SENTENCES, 128)]
    extract = [(130, day, SENTENCES[2], "已转交科室", "甲"), (131, day, SENTENCES[3], "已转交科室", "甲")]
    outcome = loaded(book([head, *master], 未关闭=[head, *extract]), as_of=date(2020, 7, 12))
    assert len(outcome.doubts) + len(outcome.folded) == 2
