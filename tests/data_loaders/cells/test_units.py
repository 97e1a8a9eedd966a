"""The units in a cell, the lead first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.cells.cells import CellError
from data_loaders.cells.units import parse_units
from tests.data_loaders.reasons import refused


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        (None, ()),
        ("/", ()),
        ("县城管局", ("县城管局",)),
        ("县城管局 交警大队", ("县城管局", "交警大队")),
        ("县城管局\n交警大队", ("县城管局", "交警大队")),
        ("县城管局、交警大队，住建局", ("县城管局", "交警大队", "住建局")),
        ("县城管局/交警大队；滨江街道", ("县城管局", "交警大队", "滨江街道")),
        ("县城管局,交警大队;滨江街道", ("县城管局", "交警大队", "滨江街道")),
        ("县城管局和交警大队", ("县城管局", "交警大队")),
        ("城管局及滨江街道", ("城管局", "滨江街道")),
        ("住房和城乡建设局", ("住房和城乡建设局",)),
        ("文化和旅游局、人力资源和社会保障局", ("文化和旅游局", "人力资源和社会保障局")),
        ("和平街道", ("和平街道",)),
        ("县住房和城乡建设局和自然资源和规划局", ("县住房和城乡建设局", "自然资源和规划局")),
        ("县城管局（牵头）、交警大队", ("县城管局", "交警大队")),
        ("交警大队（配合）、县城管局（牵头）", ("县城管局", "交警大队")),
        ("交警大队、县城管局（主责）", ("县城管局", "交警大队")),
        ("牵头单位：县城管局\n配合单位：交警大队、滨江街道", ("县城管局", "交警大队", "滨江街道")),
        ("县城管局牵头，交警大队、住建局配合", ("县城管局", "交警大队", "住建局")),
        ("城 管 局", ("城管局",)),
        ("城管局（市政、环卫）、住建局", ("城管局（市政、环卫）", "住建局")),
        ("县城管局、县城管局", ("县城管局",)),
        ("1.城管局 2.交警大队", ("城管局", "交警大队")),
        ("由县城管局负责，交警大队配合整改到位", ("由县城管局负责，交警大队配合整改到位",)),
        ("按照属地管理原则，加强管理。", ("按照属地管理原则，加强管理。",)),
        ("城管局（住建局配合）", ("城管局", "住建局")),
        ("城管局（配合单位：住建局、公安局）", ("城管局", "住建局", "公安局")),
        ("住建局（城管局牵头）", ("城管局", "住建局")),
        ("教育局—卫健委", ("教育局", "卫健委")),
        ("水利局•交通局", ("水利局", "交通局")),
        ("民政局∕司法局", ("民政局", "司法局")),
        ("水利局交通局", ("水利局", "交通局")),
        ("市场监管局卫健委公安局", ("市场监管局", "卫健委", "公安局")),
        ("公安局交警大队", ("公安局交警大队",)),
        ("县住建局房管中心", ("县住建局房管中心",)),
        ("和平街道", ("和平街道",)),
        ("水利局协助交通局", ("交通局", "水利局")),
        ("水利局联合交通局", ("水利局", "交通局")),
        ("3-5网格", ("3-5网格",)),
        ("Water Wastewater", ("Water Wastewater",)),
    ],
)
def test_units_in_one_cell(cell: str | None, units: tuple[str, ...]) -> None:
    assert parse_units(cell) == units


@pytest.mark.parametrize(
    "cell",
    ["水利局或交通局", "水利局转交通局", "水利局→交通局", "水利局改为交通局", "不是水利局", "非水利局", "水利局（应为交通局）", "待水利局确认", "原水利局现交通局"],
)  # fmt: skip
def test_one_of_two_units_or_one_that_changed_is_refused(cell: str) -> None:
    with pytest.raises(CellError) as error:
        parse_units(cell)
    assert refused(error)


@given(
    st.lists(
        st.sampled_from(
            ["水利局", "公安局", "滨江街道", "、", "和", "或", "转", "牵头", "配合", "（牵头）", "配合单位：", "牵头单位", "①", "1.", "-", "·", "。", " ", "等", "现", "会同", "非", "（", "）", "张三", "："]
        ),
        max_size=9,
    )
)  # fmt: skip
def test_every_row_of_names_and_marks_is_read_or_refused(pieces: list[str]) -> None:
    try:
        assert all(parse_units("".join(pieces)))
    except CellError as error:
        assert error.remedy
