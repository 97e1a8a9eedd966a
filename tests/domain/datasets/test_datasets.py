"""Books: rows of sheets folded into entries."""

from itertools import permutations

import pytest

from domain.datasets.datasets import Dataset, Field, SaidOfEntry, checked, folded, mark_of

BOOK = Dataset(
    "material",
    "网上申报材料清单",
    (Field("item", ("材料名称",), required=True), Field("state", ("状态",), "choice", words={"未交": (), "已交": ()})),
    ("item",),
)


def said(day: int, import_id: int, **values: object) -> SaidOfEntry:
    return SaidOfEntry(mark_of(BOOK, values), (day, import_id, 0), values)


def test_the_newest_word_on_each_field_holds_and_an_empty_cell_says_nothing() -> None:
    rows = [
        said(10, 1, item="说明报告", state="未交"),
        said(12, 3, item="说明报告"),
        said(11, 2, item="说明报告", state="已交", due="2020-08-01"),
    ]
    for order in permutations(rows):
        (entry,) = folded(order)
        assert entry.values == {"item": "说明报告", "state": "已交", "due": "2020-08-01"}
        assert (entry.first_on, entry.last_on) == (10, 12)
        assert entry["nobody said this"] is None


def test_of_sheets_for_one_day_the_later_import_holds() -> None:
    (entry,) = folded([said(10, 2, item="a", state="已交"), said(10, 1, item="a", state="未交")])
    assert entry["state"] == "已交"


def test_a_void_entry_is_left_out_until_a_later_sheet_takes_that_back() -> None:
    rows = [said(10, 1, item="a", state="未交"), said(11, 2, item="a", void=True)]
    assert folded(rows) == []
    assert [entry["state"] for entry in folded([*rows, said(12, 3, item="a", void=False)])] == ["未交"]


def test_a_missing_part_of_the_identity_is_a_value_of_its_own() -> None:
    two = Dataset("survey", "x", (Field("round", ("轮次",)), Field("place", ("镇区",), "district")), ("round", "place"))
    assert mark_of(two, {"round": "a"}) != mark_of(two, {"round": "a", "place": 1})
    assert mark_of(two, {"round": "a", "place": None}) == mark_of(two, {"round": "a"})


@pytest.mark.parametrize(
    ("fields", "identity"),
    [
        ((Field("a", ("甲",)), Field("a", ("乙",))), ("a",)),
        ((Field("a", ("甲",)), Field("b", ("甲",))), ("a",)),
        ((Field("a", ("甲",), "unit"), Field("b", ("乙",), "unit")), ("a",)),
        ((Field("a", ("甲",), "choice"),), ("a",)),
        ((Field("a", ("甲",)),), ("b",)),
    ],
)
def test_a_book_that_contradicts_itself_is_found_at_once(fields: tuple[Field, ...], identity: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="survey"):
        checked([Dataset("survey", "x", fields, identity)])
