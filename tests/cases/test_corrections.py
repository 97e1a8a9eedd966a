"""A later ledger of the office corrects district, category, site, day found and wording; taking it back takes the correction back."""

from datetime import UTC, date, datetime

from data_loaders.importing.history import take_back
from tests.cases.loading import County, county, needs_cases
from tests.cases.test_which_issue import load

pytestmark = needs_cases
FIRST = ("东镇", "人民路", "环境卫生", date(2020, 3, 2))


def stands(empty: County) -> dict[str | None, tuple[object, ...]]:
    return {
        one.number: (one.district, one.site, one.category, one.found_on, one.description)
        for one in empty.stands(date(2020, 3, 15))
    }


RIGHT = {
    "L1": ("西镇", "人民路", "环境卫生", date(2020, 3, 2), "问题L1"),
    "L2": ("东镇", "人民路", "文明交通", date(2020, 3, 2), "问题L2"),
    "L3": ("东镇", "建设路", "环境卫生", date(2020, 3, 2), "问题L3"),
    "L4": ("东镇", "人民路", "环境卫生", date(2020, 3, 4), "问题L4"),
    "L5": (*FIRST, "完全不同的一个问题：违章停车"),
}


def test_a_later_ledger_corrects_and_is_taken_back() -> None:
    with county() as empty:
        _, second = load(empty, "identity/L2_*")
        assert stands(empty) == RIGHT
        told = [(c.field, c.before, c.after) for c in second.reconciled.corrected]
        assert told == [
            ("镇区", "东镇", "西镇"),
            ("问题类别", "环境卫生", "文明交通"),
            ("点位名称", "人民路", "建设路"),
            ("检查日期", "2020-03-02", "2020-03-04"),
            ("存在问题", "问题L5", "完全不同的一个问题：违章停车"),
        ]
        assert second.counts["changed"] == 5
        with empty.database.write() as connection:
            take_back(connection, second.import_id or 0, at=datetime(2020, 3, 16, tzinfo=UTC))
        assert stands(empty) == {f"L{n}": (*FIRST, f"问题L{n}") for n in range(1, 6)}
