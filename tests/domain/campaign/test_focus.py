"""五大重点工作: the fields add up to the county, whatever is grouped and whatever is not."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.campaign.focus import FIELDS, FOCUS, LOOSE, FocusState, Grouping, grouping, standing, states, whole
from domain.datasets.datasets import DatasetRecord, SaidOfEntry, folded, mark_of
from domain.figures.figures import figures
from domain.ledger.ledger import Ledger
from tests.factories import issue, july, ledger, ledgers, observation, small_directory


def said(*rows: dict[str, Any]) -> list[DatasetRecord]:
    return folded(SaidOfEntry(mark_of(FOCUS, row), (20_000 + n, 1, n), row) for n, row in enumerate(rows))


def test_a_field_counts_its_categories_projects_and_materials() -> None:
    groups = grouping(
        said(
            {"field": "公共环境", "kind": "问题类别", "name": "环境卫生"},
            {"field": "公共秩序", "kind": "问题类别", "name": "公共秩序"},
            {"field": "公共秩序", "kind": "问题类别", "name": "没有的类别"},
            {"field": "硬件设施", "kind": "项目", "name": "农贸市场改造"},
            {"field": "市民素质", "kind": "材料", "name": "道德讲堂图片"},
        ),
        small_directory(),
    )
    assert groups.unknown == ("没有的类别",)
    book = ledger(
        issue(observation(july(1), due_on=july(3)), category=1),
        issue(observation(july(1), due_on=july(9)), category=1),
        issue(observation(july(1))),
    )
    parts = states(
        book,
        groups,
        as_of=july(5),
        projects=[("农贸市场改造", True), ("公厕改建", False)],
        materials=[("道德讲堂图片", False)],
    )
    found = {part.field: part for part in parts}
    assert [part.field for part in parts] == [*FIELDS, LOOSE]
    environment = found["公共环境"]
    assert (environment.open, environment.overdue, environment.on_time_rate, environment.categories) == (
        2,
        1,
        0.0,
        (1,),
    )
    assert found["公共秩序"].on_time_rate is None
    assert (found[LOOSE].open, found[LOOSE].categories) == (1, (0,))
    assert (found["硬件设施"].projects, found["硬件设施"].projects_late, found[LOOSE].projects) == (1, 1, 1)
    assert (found["市民素质"].materials, found["市民素质"].materials_missing) == (1, 0)


def test_what_has_no_book_yet_is_said_and_not_counted_as_nothing() -> None:
    parts = states(ledger(issue(observation(july(1)))), grouping([], small_directory()), as_of=july(5))
    assert {part.projects for part in parts} == {None} and {part.materials_missing for part in parts} == {None}
    assert whole(parts).projects_late is None


def test_a_category_that_is_moved_belongs_to_its_new_field_only() -> None:
    groups = grouping(
        said(*({"field": field, "kind": "问题类别", "name": "环境卫生"} for field in ("公共环境", "城乡共建"))),
        small_directory(),
    )
    assert groups.categories == {1: "城乡共建"}


@given(ledgers(), st.dictionaries(st.integers(0, 3), st.sampled_from(FIELDS)))
def test_the_fields_add_up_to_the_county(book: Ledger, where: dict[int, str]) -> None:
    groups = Grouping(where, {}, {})
    parts = states(book, groups, as_of=july(20))
    county, summed = figures(book, as_of=july(20)).counts, whole(parts)
    assert (summed.total, summed.open, summed.overdue) == (county["total"], county["open"], county["overdue"])
    assert (summed.on_time, summed.finished) == (
        county["on_time"],
        county["on_time"] + county["late"] + county["overdue"],
    )


def field_state(field: str, overdue: int) -> FocusState:
    return FocusState(field, (), 9, 9, overdue, 0, overdue, None, None, None, None)


def test_the_standing_names_the_fields_with_overdue_issues_worst_first() -> None:
    late = dict(zip(FIELDS, (0, 2, 1_234, 0, 3), strict=True))
    groups = Grouping({1: "公共环境"}, {}, {})
    told = standing([*(field_state(*item) for item in late.items()), field_state(LOOSE, 0)], groups)
    assert (told.value, told.tone) == ("3 / 5 个领域有超期", "attention")
    assert told.sentence == "超期：公共环境 1,234 件，城乡共建 3 件，硬件设施 2 件；市民素质、公共秩序没有超期。"
    calm = standing([field_state(field, 0) for field in (*FIELDS, LOOSE)], groups)
    assert (calm.value, calm.tone) == ("各领域没有超期", "good")
    assert standing([], Grouping({}, {}, {})).tone == "missing"
