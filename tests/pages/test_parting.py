"""数据导入, problem cells with numbered parts: the split taken back, made, and both undone, by the buttons beside the notice."""

from streamlit.testing.v1 import AppTest

from database.ledger import ledgers
from database.store.engine import Database
from tests.data_loaders.conftest import LIST, book
from tests.pages.test_imports import button, confirmed, desk, drop, know, opened, row, seen
from ui.desk import parting

SEVERAL = "1、门前乱堆乱放；2、墙面小广告没有清除；3、路口垃圾桶满溢"


def offered(app: AppTest) -> list[str]:
    """The labels of the buttons that part a row, in the order of the page."""
    return [b.label for b in app.button if str(b.key).startswith("part_")]


def issues(app: AppTest) -> int:
    """New issues that all files on the desk would bring."""
    return sum(outcome.issues_new for outcome in seen(app).tables.outcomes)


def one_of(app: AppTest, label: str) -> None:
    next(b for b in app.button if str(b.key).startswith("part_") and b.label == label).click().run()
    assert not app.exception


def test_a_split_is_taken_back_and_restored(county: Database) -> None:
    app = desk(row("A", SEVERAL), row("B"))
    assert issues(app) == 4
    assert offered(app) == ["不拆开"]
    one_of(app, "不拆开")
    assert issues(app) == 2
    assert offered(app) == ["恢复原样"]
    assert any("已定 0 行拆开、1 行不拆开" in m.value for m in app.markdown)
    one_of(app, "恢复原样")
    assert (issues(app), offered(app)) == (4, ["不拆开"])
    confirmed(app)
    assert len(ledgers.read_ledger(county)) == 4


def test_a_list_of_things_is_one_issue_until_the_clerk_parts_it(county: Database) -> None:
    app = desk(row("A", "以下设施维护：①座椅②路灯③井盖"))
    assert (issues(app), offered(app)) == (1, ["拆开"])
    one_of(app, "拆开")
    assert issues(app) == 3
    assert any("已定 1 行拆开、0 行不拆开" in m.value for m in app.markdown)
    confirmed(app)
    assert len(ledgers.read_ledger(county)) == 3


def test_all_rows_at_once_and_only_twenty_with_a_button_of_their_own(county: Database) -> None:
    rows = [row(f"A{n}", f"1、第{n}处乱堆乱放；2、第{n}处污水外溢") for n in range(parting.SHOWN + 2)]
    app = desk(*rows)
    assert issues(app) == 2 * len(rows)
    assert offered(app) == ["全部不拆开", *["不拆开"] * parting.SHOWN]
    assert any(f"只列出前 {parting.SHOWN} 行，共 {len(rows)} 行" in c.value for c in app.caption)
    one_of(app, "全部不拆开")
    assert issues(app) == len(rows)
    confirmed(app)
    assert len(ledgers.read_ledger(county)) == len(rows)


def test_what_was_decided_outlives_the_page_and_names_the_file(county: Database) -> None:

    first = ("甲清单_截至2020年7月12日.xlsx", book([LIST, row("A", SEVERAL)]))
    second = ("乙清单_截至2020年7月12日.xlsx", book([LIST, row("B", "1、车辆乱停；2、路面破损")]))
    app = drop(opened(), first, second)
    assert offered(app)[0] == "全部不拆开"
    assert any("甲清单" in m.value and "拆成 3 件" in m.value for m in app.markdown)
    one_of(app, "不拆开")
    assert issues(app) == 3
    again = opened()
    button(again, "desk_take_up").click().run()
    assert issues(again) == 3
    confirmed(know(again))
    assert len(ledgers.read_ledger(county)) == 3
