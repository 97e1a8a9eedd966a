"""Sample data is said on every page and goes with two clicks; without it nothing is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages.conftest import Tab
from tests.ui import counties
from ui.shell.screens import SCREENS


@pytest.mark.parametrize("page", SCREENS)
def test_every_page_says_that_it_shows_sample_data(tab: Callable[[str], Tab], page: str) -> None:
    assert "示例数据" in tab("busy").go(page).words()
    assert "示例数据" not in tab("small").go(page).words()


def test_clearing_the_sample_data_takes_it_from_the_open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = counties.small(tmp_path, sample=True)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    shown = Tab().go("overview", district="滨江街道")
    assert shown.cards()["open"]["value"] == "3"
    shown.app.button(key="clear_sample").click()
    shown.run()
    assert "还没有数据" in shown.words()
    assert "示例数据" not in shown.words()
    database.close()
