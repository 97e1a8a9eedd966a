"""A cell with several problems that was split and comes again whole, or the other way round: matched or asked, never doubled in silence."""

from datetime import date

import pytest

from benchmarks.linkage_counties import Page, Sheet
from data_loaders.outcome.outcome import Outcome
from tests.data_loaders.linkage_office import day_at_the_office, load_sheet

HEAD = ("编号", "检查日期", "镇区", "点位名称", "问题类别", "存在问题", "责任单位", "整改时限", "整改状态")
WHOLE, PARTS = "1.门前垃圾桶满溢；2.路灯不亮", ("门前垃圾桶满溢", "路灯不亮")
CELL = {("清单", 2): True}
ONE = {("清单", 2): False}
NUMBERS = ("7", "WM-2020-007", None)


def loaded(
    *versions: tuple[tuple[str, ...], dict[tuple[str, int], bool]], number: str | None, days: bool, kind: str
) -> list[Outcome]:
    outcomes = []
    with day_at_the_office() as connection:
        for week, (texts, parted) in enumerate(versions):
            day = date(2020, 7, 6) if days else None
            rows = tuple(
                (number, day, "东山镇", "人民路", "环境卫生", text, "县城管局", date(2020, 7, 20), "整改中")
                for text in texts
            )
            page = Page("清单", HEAD, rows, tuple(range(len(rows))))
            sheet = Sheet(f"{week}.xlsx", kind, date(2020, 7, 12 + 7 * week), (page,))
            outcomes.append(load_sheet(connection, sheet, parted=parted))
    return outcomes


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("days", [True, False])
@pytest.mark.parametrize("kind", ["inspection", "full"])
def test_split_and_then_whole_or_the_other_way_round_is_asked_of_each_part(
    number: str | None, days: bool, kind: str
) -> None:
    how = {"number": number, "days": days, "kind": kind}
    for versions in (
        (((WHOLE,), CELL), ((WHOLE,), ONE)),
        (((WHOLE,), ONE), ((WHOLE,), CELL)),
        (((WHOLE,), ONE), (PARTS, {})),
    ):
        again = loaded(*versions, **how)[-1]  # type: ignore[arg-type]
        assert (again.issues_new, len(again.doubts)) in {(1, 2), (2, 2)}, versions
        assert {weight.level for doubt in again.doubts for weight in doubt.weights} & {"一句是另一句分条写的一条"}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("days", [True, False])
@pytest.mark.parametrize("kind", ["inspection", "full"])
def test_parts_of_a_cell_and_the_same_in_rows_are_the_same_issues(number: str | None, days: bool, kind: str) -> None:
    how = {"number": number, "days": days, "kind": kind}
    for versions in ((((WHOLE,), CELL), (PARTS, {})), ((PARTS, {}), ((WHOLE,), CELL))):
        again = loaded(*versions, **how)[-1]  # type: ignore[arg-type]
        assert again.issues_new == 0 and not again.refusals, versions


@pytest.mark.parametrize("number", [None, "WM-2020-007"])
def test_both_parts_in_one_sentence_are_asked_and_close_neither(number: str | None) -> None:
    again = loaded(((WHOLE,), CELL), (("，".join(PARTS),), {}), number=number, days=True, kind="full")[-1]
    assert (again.issues_new, len(again.doubts), again.changes) == (1, 2, ())
