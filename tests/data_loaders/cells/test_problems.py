"""Several problems in one cell, and problems put right on the spot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.cells import problems
from data_loaders.cells.problems import enumerated, fixed_on_the_spot, split_problems
from tests.data_loaders import books

assert books  # its hypothesis profile


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("垃圾未清运", ("垃圾未清运",)),
        ("(1)垃圾未清运；(2)车辆乱停。", ("垃圾未清运", "车辆乱停。")),
        ("（1）垃圾未清运；（2）车辆乱停", ("垃圾未清运", "车辆乱停")),
        ("1.垃圾未清运；2.车辆乱停", ("垃圾未清运", "车辆乱停")),
        ("1、垃圾未清运\n2、车辆乱停\n3、墙面破损", ("垃圾未清运", "车辆乱停", "墙面破损")),
        ("1．垃圾 2．车辆", ("垃圾", "车辆")),
        ("①垃圾②车辆③墙面", ("垃圾", "车辆", "墙面")),
        ("⑴垃圾⑵车辆", ("垃圾", "车辆")),
        ("(1)垃圾；(1)车辆；(3)墙面", ("垃圾", "车辆", "墙面")),
        ("1.垃圾；3.车辆", ("垃圾", "车辆")),
        ("（一）垃圾；（二）车辆", ("垃圾", "车辆")),
        ("一是垃圾未清；二是车辆乱停", ("垃圾未清", "车辆乱停")),
        ("人民路存在：1.垃圾；2.车辆", ("人民路存在：垃圾", "人民路存在：车辆")),
        ("1.3辆车乱停；2.5处垃圾", ("3辆车乱停", "5处垃圾")),
        ("1.垃圾长3.5米；2.车辆", ("垃圾长3.5米", "车辆")),
        ("1.只有一条", ("只有一条",)),
        ("破损面积长3.5米，宽2.5米", ("破损面积长3.5米，宽2.5米",)),
        ("1.5米宽的盲道被占；2.5米外有垃圾", ("1.5米宽的盲道被占；2.5米外有垃圾",)),
        ("2020.3.5检查，3.8复查仍有垃圾", ("2020.3.5检查，3.8复查仍有垃圾",)),
        ("3、5号楼外墙小广告", ("3、5号楼外墙小广告",)),
        ("1、2号楼小广告；3、4号楼飞线", ("1、2号楼小广告；3、4号楼飞线",)),
        ("第（3）号公厕异味", ("第（3）号公厕异味",)),
        ("1.路面：（1）破损；（2）积水。2.墙面", ("路面：（1）破损；（2）积水。", "墙面")),
        ("", ()),
    ],
)
def test_numbered_parts_of_one_cell(text: str, parts: tuple[str, ...]) -> None:
    assert enumerated(text) == parts


@given(
    st.lists(st.sampled_from(["垃圾未清", "车辆乱停3辆", "破损2.5米", "积水"]), min_size=2, max_size=9),
    st.sampled_from(["({})", "（{}）", "{}.", "{}、"]),
)
def test_numbered_problems_are_taken_apart_and_nothing_is_lost(problems: list[str], marker: str) -> None:
    text = "；".join(marker.format(number) + problem for number, problem in enumerate(problems, 1))
    assert split_problems(text) == tuple(problems)


@pytest.mark.parametrize(
    "text",
    ["垃圾未清，现场已整改", "垃圾未清（已整改）", "已当场整改", "占道经营，已现场整改", "现场已清理", "当场整改完毕", "车辆乱停，检查时已劝离", "小广告(现场整改)", "【已整改】垃圾", "垃圾，已立行立改"],
)  # fmt: skip
def test_a_fix_noted_in_the_problem_is_seen(text: str) -> None:
    assert fixed_on_the_spot(text)


@pytest.mark.parametrize(
    "text",
    ["垃圾未清运", "责令当场整改", "要求现场整改到位", "未现场整改", "限当场整改完毕", "现场未整改", "整改后反弹", "多次整改未到位", "已责令整改"],
)  # fmt: skip
def test_an_order_to_fix_is_no_fix(text: str) -> None:
    assert not fixed_on_the_spot(text)


@given(st.text(alphabet="(（)）1 2３一二是第、.，；\n①⑴：处路面", max_size=24))
def test_the_quick_look_for_numbered_problems_overlooks_none(text: str) -> None:
    text = text.strip()
    marked = any(marker.search(text) for marker in problems._MARKERS)
    assert not marked or problems._FIRST_MARKER.match(text) or problems._ANY_MARKER.search(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("占道经营三处：1.早餐摊占道；2.水果店出店", 2),
        ("①店外经营②机动车逆行", 2),
        ("1.墙面涂鸦 2.路面坑洼", 2),
        ("1.增加台账的导出和打印功能 2.修改首页统计图的颜色", 2),
        ("1.点击导出无反应 2.保存报错", 2),
        ("人民路存在：1.垃圾；2.车辆", 2),
        ("该小区发现以下问题：①公厕②围挡", 2),
        ("1.路灯不亮；2.公厕；3.围挡", 3),
    ],
)
def test_each_part_is_a_problem(text: str, count: int) -> None:
    assert len(split_problems(text)) == count


@pytest.mark.parametrize(
    "text",
    [
        "台账应包括8类设备：(1)锅炉(2)压力容器(3)电梯(4)起重机械",
        "未设置：①灭火器②应急灯③疏散图",
        "(1)锅炉(2)叉车(3)电梯均未年检",
        "1.打开系统；2.进入页面；3.输入编号；4.点击",
        "1、登录后台 2、选择“报表” 3、点击导出，系统无反应",
        "一是机构；二是人员；三是经费",
        "前提条件：1.账号未过期 2.网络不稳定 预期结果：提示登录",
        "缺少：1.营业执照 2.健康证",
        "首页四块：①地图②图表③列表④简报。四个模块都要能隐藏",
    ],
)
def test_steps_and_lists_of_things_are_one_problem(text: str) -> None:
    assert len(enumerated(text)) > 1
    assert split_problems(text) == (text,)
