"""The weights of a pair: bits by level of agreement, the trust in numbers, and what decided pairs teach."""

import pytest

from data_loaders.cells.cells import parse_number
from data_loaders.weighing.comparison import LEAST, MOST, Rarity
from data_loaders.weighing.estimate import estimated
from data_loaders.weighing.numbers import is_damaged, is_plain, system
from data_loaders.weighing.weights import LEVELS, number_bits
from data_loaders.weighing.wording import likeness


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("垃圾桶满溢", "垃圾桶满溢", "same"),
        ("垃圾桶满溢", "垃圾桶满溢未清运", "longer"),
        ("市场入口处垃圾桶满溢地面有大面积污水", "市场入口处垃圾桶满溢地面有大片污水", "close"),
        ("东门垃圾桶满溢", "西门垃圾桶满溢", "apart"),
        ("3号楼前堆放杂物", "7号楼前堆放杂物", "apart"),
        ("垃圾桶满溢", "路灯不亮", "unlike"),
    ],
)
def test_wordings_agree_on_levels(one: str, other: str, level: str) -> None:
    assert likeness(one, other) == likeness(other, one) == level


def test_an_equal_number_is_worth_what_its_numbering_is() -> None:
    worth = [number_bits(stable, same=True) for stable in (0.001, 0.5, 0.999)]
    assert worth == sorted(worth)
    assert worth[0] < 0.1 and 4 < worth[1] < 5 and worth[2] > 12
    assert number_bits(0.001, same=False) > -0.1 and number_bits(0.999, same=False) < -6


def test_common_wordings_are_worth_less_than_rare_ones() -> None:
    rarity = Rarity(["路面有垃圾未及时清扫"] * 300 + ["河道护栏被车撞断三根立柱", "公厕洗手台漏水"])
    common, rare = rarity.bits("路面有垃圾未及时清扫"), rarity.bits("河道护栏被车撞断三根立柱")
    assert common == LEAST < rare <= MOST


@pytest.mark.parametrize(
    ("number", "plain"), [("1", True), ("001", True), ("第3项", True), ("WM-1", False), ("20200701", False)]
)
def test_numbers_that_may_only_count_rows(number: str, plain: bool) -> None:
    assert is_plain(number) is plain


def test_systems_and_damage() -> None:
    assert system("WM-2020-001") == system("WM-2020-017") != system("创城001")
    rounded = 3.2000020200706e17
    assert is_damaged(parse_number(rounded) or "", rounded)
    assert is_damaged("3.20000E+17", "3.20000E+17")
    assert not is_damaged("320000202007061234", "320000202007061234")
    assert not is_damaged("5E10", "5E10")


def test_decided_pairs_move_the_table_and_few_of_them_only_a_little() -> None:
    lead = LEVELS["lead"]["other"]
    pair = [("lead", lead.words, lead.bits)]
    few = estimated([(pair, True)] * 2)["lead"]["other"]
    many = estimated([(pair, True)] * 500)["lead"]["other"]
    assert lead.bits < few.bits < many.bits
    assert few.bits - lead.bits < 1
    unmoved = estimated([])["site"]
    assert [level.bits for level in unmoved.values()] == pytest.approx([one.bits for one in LEVELS["site"].values()])
