"""拒收未改: a refused row stays in sight until a later import says something about the same issue or entry."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_loaders.importing.history import do_again, take_back
from data_loaders.importing.intake import CellPlace, ImportOptions, Outcome, load, recognise
from data_loaders.importing.unsettled import refusals_left
from data_loaders.marking.marked import faults_of, marked_name, marked_workbook
from database.imports.dataset_tables import GROUPS
from database.masters.master_tables import MasterEdit
from database.store.engine import Database
from tests.data_loaders.conftest import AT, book, listed
from tests.factories import database_at

FOCUS_HEADS = ("领域", "对象类别", "名称")
MATERIAL_HEADS = ("测评指标", "材料名称", "责任部门", "状态", "备注")
ACTIVITY_HEADS = ("活动日期", "活动名称", "镇区", "是否开展", "参加人数")


def focus(*rows: Sequence[Any], heads: Sequence[str] = FOCUS_HEADS) -> bytes:
    return book([["五大重点工作归类表"], heads, *rows])


def put(database: Database, content: bytes, day: int = 12, name: str = "表", **decided: Any) -> Outcome:
    file = recognise(database, content, f"{name}（截至2020年7月{day}日）.xlsx")
    return load(database, file, ImportOptions(**decided), at=AT)


def left(database: Database) -> list[tuple[int, int]]:
    """Import and row of what is left."""
    frame = refusals_left(database)
    return list(zip(frame["import_id"].tolist(), frame["row_no"].tolist(), strict=True))


WRONG = ("瞎写", "项目", "甲")
RIGHT = ("公共环境", "项目", "甲")


def test_a_refused_row_of_a_book_is_listed_with_the_kind_of_its_sheet(county: Database) -> None:
    put(county, focus(WRONG, ("城乡共建", "项目", "乙")))
    (row,) = refusals_left(county).to_dict("records")
    assert (row["kind"], row["sheet"], row["row_no"], row["heading"], row["value"]) == (
        "五大重点归类表", "Sheet1", 3, "领域", "瞎写",
    )  # fmt: skip
    assert "不在可选的词里" in row["reason"] and "请改为" in row["remedy"]


def test_several_faulty_cells_of_a_row_are_one_row(county: Database) -> None:
    put(county, focus(("瞎写", "没有这类", "甲")))
    (row,) = refusals_left(county).to_dict("records")
    assert (row["heading"], row["value"]) == ("领域；对象类别", "瞎写；没有这类")
    assert row["cells"] == "领域：瞎写；对象类别：没有这类"
    assert row["reason"] == "“瞎写”不在可选的词里。“没有这类”不在可选的词里。"


@pytest.mark.parametrize("day", [10, 12, 19])
def test_a_later_import_that_speaks_of_the_entry_settles_it(county: Database, day: int) -> None:
    put(county, focus(WRONG))
    put(county, focus(("公共环境", "项目", "乙"), ("公共环境", "材料", "甲")), 13)
    assert left(county) == [(1, 3)]  # neither is the entry
    put(county, focus(RIGHT), day)
    assert left(county) == []


def test_what_was_said_before_the_row_was_refused_settles_nothing(county: Database) -> None:
    put(county, focus(RIGHT))
    put(county, focus(WRONG), 13)
    assert left(county) == [(2, 3)]


def test_an_entry_that_is_declared_void_is_settled(county: Database) -> None:
    put(county, focus(RIGHT))
    put(county, focus(WRONG), 13)
    put(county, book([["五大重点工作归类表"], [*FOCUS_HEADS, "作废"], [None, "项目", "甲", "是"]]), 14)
    assert left(county) == []


def test_an_entry_that_is_edited_on_screen_is_settled(county: Database) -> None:
    put(county, focus(RIGHT))
    put(county, focus(WRONG), 13)
    with county.write() as connection:
        (key,) = rows = GROUPS.rows(connection)
        assert GROUPS.write is not None
        GROUPS.write(connection, [MasterEdit(key, rows[key], {**rows[key], "领域": "城乡共建"})], AT, "张三")
    assert left(county) == []


def test_taking_back_what_settled_it_opens_it_again_and_doing_that_again_closes_it(county: Database) -> None:
    put(county, focus(WRONG))
    second = put(county, focus(RIGHT), 13).import_id
    assert second is not None
    with county.write() as connection:
        take_back(connection, second, at=AT)
    assert left(county) == [(1, 3)]
    do_again(county, second, at=AT)
    assert left(county) == []
    with county.write() as connection:
        take_back(connection, 1, at=AT)
        take_back(connection, second, at=AT)
    assert left(county) == []  # what is taken back has no refused rows
    do_again(county, 1, at=AT)
    assert left(county) == [(1, 3)]
    do_again(county, second, at=AT)
    assert left(county) == []


def test_a_row_that_a_person_skips_is_decided(county: Database) -> None:
    put(county, focus(WRONG, RIGHT), skipped=frozenset({("Sheet1", 3)}))
    assert left(county) == []


def test_skipping_the_rows_of_a_file_that_is_imported_already_is_kept(county: Database) -> None:
    content = focus(WRONG, ("城乡共建", "项目", "乙"), ("瞎写", "项目", "丙"))
    put(county, content)
    again = put(county, content, skipped=frozenset({("Sheet1", 3)}))
    assert again.already is None and left(county) == [(again.import_id, 5)]
    assert put(county, content, skipped=frozenset({("Sheet1", 3)})).already is not None


def test_a_row_skipped_in_another_copy_is_decided(county: Database) -> None:
    put(county, focus(WRONG))
    put(county, focus(WRONG, ("城乡共建", "项目", "乙")), skipped=frozenset({("Sheet1", 3)}))
    assert left(county) == []


def test_a_row_refused_again_is_left_once_where_it_was_refused_last(county: Database) -> None:
    put(county, focus(WRONG))
    put(county, focus(WRONG, ("城乡共建", "项目", "乙")), 19)
    assert left(county) == [(2, 3)]
    bad = ("1.1", None, "县公安局", "未交", "催")
    put(county, material(bad))
    put(county, material(("1.2", "报告", "县公安局", "已交", None), bad))
    assert left(county) == [(2, 3), (4, 4)]


def test_the_file_imported_again_with_a_correction_counts_its_rows_once(county: Database) -> None:
    content = focus(WRONG, ("瞎写", "项目", "乙"))
    put(county, content)
    assert left(county) == [(1, 3), (1, 4)]
    second = put(county, content, corrections={CellPlace("Sheet1", 3, 0): "公共环境"}).import_id
    assert left(county) == [(second, 4)]


def test_an_identity_that_names_an_unknown_unit_is_read_by_the_names_of_today(county: Database) -> None:
    def commitment(*rows: Sequence[Any]) -> bytes:
        return book([["责任状承诺表"], ["单位", "承诺事项", "承诺目标"], *rows])

    put(county, commitment(["县文旅局", "按期整改率", "90%"]), name="责任状承诺表")
    assert refusals_left(county)["heading"].tolist() == ["单位"]
    put(county, commitment(["县公安局", "按期整改率", "90%"]), 13, name="责任状承诺表")
    assert left(county) == [(1, 3)]
    put(county, commitment(["县文旅局", "按期整改率", "95%"]), 14, name="责任状承诺表", create_units=True)
    assert left(county) == []


def material(*rows: Sequence[Any]) -> bytes:
    return book([["网上申报材料清单"], MATERIAL_HEADS, *rows])


def test_without_its_name_only_a_corrected_copy_for_the_same_day_settles_a_row(county: Database) -> None:
    bad, other = ("1.1", None, "县公安局", "未交", "催"), ("1.1", "图片", "县公安局", "未交", None)
    put(county, material(bad))
    put(county, material(other))  # the same day and unit, another remark
    put(county, material(("1.1", "报告", "县公安局", "未交", "催")), 19)  # the same cells, another day
    assert left(county) == [(1, 3)]
    put(county, material(other, ("1.1", "报告", "县公安局", "未交", "催")))
    assert left(county) == []


def test_where_no_part_of_the_name_is_told_the_copy_stands_in_the_same_place(county: Database) -> None:
    put(county, material((None, None, "县公安局", "未交", "催")))
    put(county, material((None, "图片", "县公安局", "已交", None), (None, "报告", "县公安局", "未交", "催")))
    assert left(county) == [(1, 3)]
    put(county, material((None, "报告", "县公安局", "未交", "催")))
    assert left(county) == []


def activity(*rows: Sequence[Any], heads: Sequence[str] = ACTIVITY_HEADS) -> bytes:
    return book([["创建活动记录表"], heads, *rows])


def test_the_next_weeks_activity_does_not_hide_one_whose_day_was_wrong(county: Database) -> None:
    put(county, activity(("7月32日", "清洁家园日", "滨江街道", "是", 40)))
    put(county, activity((date(2020, 7, 15), "清洁家园日", "滨江街道", "是", 40)), 19)
    assert left(county) == [(1, 3)]
    put(county, activity((date(2020, 7, 8), "清洁家园日", "滨江街道", "是", 40)))
    assert left(county) == []


def test_a_day_as_text_and_a_short_name_are_the_same_entry(county: Database) -> None:
    put(county, activity((date(2020, 7, 8), "清洁家园日", "滨江街道", "是", "约四十")))
    put(county, activity(("2020.7.8", "清洁家园日", "滨江街道办事处", "是", 38)), 13)
    assert left(county) == []


def test_a_district_of_a_group_row_is_that_of_the_copy(county: Database) -> None:
    def survey(*rows: Sequence[Any]) -> bytes:
        return book([["问卷调查结果"], ["轮次", "指标", "样本数", "肯定回答数"], *rows])

    river, hill = (("滨江街道辖区", None, None, None), ("东山镇辖区", None, None, None))
    put(county, survey(river, ("一", "知晓率", 100, "九十"), hill, ("一", "知晓率", 80, 60)))
    assert left(county) == [(1, 4)]
    put(county, survey(hill, ("一", "知晓率", 80, 60)))
    put(county, survey(river, ("一", "知晓率", 100, 90)), 19)  # another day: it may be another place
    assert left(county) == [(1, 4)]
    put(county, survey(river, ("一", "知晓率", 100, 90), hill, ("一", "知晓率", 80, 60)))
    assert left(county) == []


def test_the_marked_workbook_corrected_in_excel_settles_its_rows(county: Database) -> None:
    content = material(("1.1", None, "县公安局", "未交", "催"), ("1.2", "报告", "县公安局", "快了", None))
    first = put(county, content)
    assert len(left(county)) == 2
    marked = marked_workbook(content, "表.xlsx", faults_of(first.refusals))
    workbook = openpyxl.load_workbook(io.BytesIO(marked))
    page = workbook["Sheet1"]
    page["B3"], page["D4"] = "图片", "已交"
    buffer = io.BytesIO()
    workbook.save(buffer)
    put(county, buffer.getvalue(), name=marked_name("表.xlsx").removesuffix(".xlsx"))
    assert left(county) == []


def test_a_skipped_row_of_an_issue_decides_about_the_earlier_ones(county: Database) -> None:
    bad = ["7", "7月32日", "滨江街道", "菜场", None, "垃圾", "县公安局", None]
    put(county, listed(bad), name="清单")
    assert left(county) == [(1, 2)]
    put(county, listed(bad), 19, name="清单")
    assert left(county) == [(2, 2)]
    put(county, listed(bad, ["8", date(2020, 7, 8), *bad[2:5], "积水", "县公安局", None]), 13, name="清单", skipped=frozenset({("Sheet1", 2)}))  # fmt: skip
    assert left(county) == []


def test_a_problem_filled_in_in_the_marked_workbook_settles_its_row(county: Database) -> None:
    heads = ["检查日期", "镇区", "点位名称", "存在问题", "责任单位"]

    def said(*problems: str | None) -> bytes:
        places = zip(("菜场", "东门"), problems, strict=True)
        return book([heads, *([date(2020, 7, 8), "滨江街道", place, problem, "县公安局"] for place, problem in places)])

    put(county, said(None, None), name="清单")
    assert left(county) == [(1, 2), (1, 3)]
    put(county, said("垃圾", None), name="清单")
    assert left(county) == [(2, 3)]  # refused again, and counted once
    put(county, said("垃圾", "积水"), 19, name="清单")  # for another day: it may be another problem
    assert left(county) == [(2, 3)]
    put(county, said("垃圾", "油污"), name="清单")
    assert left(county) == []


# --- any history -------------------------------------------------------------------------------------------------------

SHEETS = tuple(
    tuple(("公共环境" if good else "瞎写", "项目", name) for good, name in rows)
    for rows in (
        ((True, "甲"),), ((False, "甲"),), ((False, "甲"), (True, "乙")), ((True, "甲"), (False, "乙")), ((False, "乙"), (False, "丙")),
        ((True, "丙"), (True, "乙")),
    )
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(("load", "load", "skip", "undo", "redo")), st.integers(0, len(SHEETS) - 1)), max_size=7
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happened_a_row_is_left_until_a_later_import_in_force_has_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("history")
    database = database_at(folder)
    done: list[tuple[int, int, bool]] = []  # import, sheet, whether its wrong rows were skipped
    undone: set[int] = set()
    for step, place in steps:
        if step in ("load", "skip"):
            wrong = {("Sheet1", n) for n, row in enumerate(SHEETS[place], 3) if row[0] == "瞎写"}
            # Each a file of its own, as if typed anew.
            content = focus(*SHEETS[place], ("城乡共建", "材料", f"第{len(done)}次"))
            outcome = put(database, content, skipped=frozenset(wrong if step == "skip" else ()))
            assert outcome.import_id is not None
            done.append((outcome.import_id, place, step == "skip"))
        elif done:
            key = done[place % len(done)][0]
            if step == "undo" and key not in undone:
                with database.write() as connection:
                    take_back(connection, key, at=AT)
                undone.add(key)
            elif step == "redo" and key in undone:
                do_again(database, key, at=AT)
                undone.discard(key)
    spoken = [
        (key, row[2], row[0] == "瞎写" and not skipped)
        for key, place, skipped in done
        for row in SHEETS[place]
        if key not in undone
    ]
    newest = {name: max(key for key, n, _ in spoken if n == name) for _, name, _ in spoken}
    wanted = {(key, name) for key, name, waits in spoken if waits and newest[name] == key}
    sheets = {key: SHEETS[place] for key, place, _ in done}
    assert {(key, sheets[key][row - 3][2]) for key, row in left(database)} == wanted
    database.close()
