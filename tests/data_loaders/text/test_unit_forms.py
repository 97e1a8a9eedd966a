"""Forms of one name, names that only look alike, and what a unit is by its name."""

import pytest

from data_loaders.text.names import proposals
from data_loaders.text.unit_forms import group_by_name, is_another, is_form_of, kind_by_name
from domain.directory import DEPARTMENT, DISTRICT, Unit

FORMS = (
    ("住建局", "县住房和城乡建设局"), ("东山", "东山镇人民政府"), ("东山", "东山街道办事处"), ("经开区", "县经济开发区"), ("开发区管委会", "县经济开发区"),
    ("城管局", "城市管理局"), ("教体局", "县教育体育局"), ("县一中", "县第一中学"), ("消防大队", "县消防救援大队"), ("邮政公司", "县邮政分公司"),
    ("园林中心", "县园林绿化管理中心"), ("华安公司", "华安有限责任公司"), ("宣传部", "县委宣传部"), ("市场监管局", "云泽县市场监督管理局"),
)  # fmt: skip
OTHERS = (
    ("县第一中学", "县第二中学"), ("东山镇", "西山镇"), ("华安物业公司", "华宁物业公司"), ("城东派出所", "城西派出所"), ("第一小学", "第一实验小学"),
    ("物业公司", "华安物业公司"), ("经济开发区", "高新开发区"), ("公安局", "公安局城东分局"), ("经济建设局", "建设局"), ("东山镇综合执法队", "东山镇"),
    ("城关卫生院", "城南卫生院"), ("农业银行", "建设银行"), ("三里社区", "五里社区"), ("红旗社区", "红旗村"), ("第三敬老院", "第五敬老院"),
)  # fmt: skip


@pytest.mark.parametrize(("one", "other"), FORMS)
def test_short_forms_are_forms_of_the_name(one: str, other: str) -> None:
    assert is_form_of(one, other) and is_form_of(other, one)
    assert not is_another(one, other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_names_that_look_alike_are_no_forms(one: str, other: str) -> None:
    assert not is_form_of(one, other) and not is_form_of(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("县第一中学", "县第二中学"), ("东山镇", "西山镇"), ("华安物业公司", "华宁物业公司"), ("城东派出所", "城西派出所"), ("三里社区", "五里社区")],
)  # fmt: skip
def test_likeness_would_have_proposed_what_is_another_body(one: str, other: str) -> None:
    assert proposals(one, [other])[0][1] > 60
    assert is_another(one, other)


@pytest.mark.parametrize(
    ("name", "column", "kind", "group"),
    [
        ("东山镇", False, DISTRICT, "乡镇"),
        ("大坪乡人民政府", False, DISTRICT, "乡镇"),
        ("城东街道办事处", False, DISTRICT, "街道"),
        ("县经济开发区", True, DISTRICT, "园区"),
        ("开发区管委会", False, DISTRICT, "园区"),
        ("红旗社区", True, DISTRICT, "社区（村）"),
        ("红旗社区", False, DEPARTMENT, "社区（村）"),
        ("城北片区", True, DISTRICT, "园区"),
        ("县城市管理局", True, DEPARTMENT, "部门"),
        ("县城市管理局", False, DEPARTMENT, "部门"),
        ("华安物业公司", False, DEPARTMENT, "企业"),
        ("县第一中学", False, DEPARTMENT, "学校医院"),
        ("东山", True, DISTRICT, "镇区"),
    ],
)
def test_what_a_unit_is_by_its_name(name: str, column: bool, kind: str, group: str) -> None:
    assert kind_by_name(name, in_district_column=column) == kind
    assert group_by_name(name, kind) == group


def test_a_group_that_the_office_uses_goes_before_the_words_of_the_program() -> None:
    known = [Unit(1, "县公安局", "公安局", DEPARTMENT, "执法类"), Unit(2, "县交通局", "交通局", DEPARTMENT, "执法类")]
    known += [Unit(3, "县财政局", "财政局", DEPARTMENT, "综合类"), Unit(4, "南岭镇", "南岭镇", DISTRICT, "二组")]
    assert group_by_name("县水利局", DEPARTMENT, known) == "执法类"
    assert group_by_name("东山镇", DISTRICT, known) == "二组"
    assert group_by_name("城东街道", DISTRICT, known) == "街道"
