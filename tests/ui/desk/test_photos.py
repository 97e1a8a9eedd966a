"""A package of photos on the import page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from database.office import photos as stored
from tests.data_loaders.scenes import photo_zip, picture
from tests.ui import counties
from ui.desk import photos


def page(name: str, content: bytes) -> None:
    import streamlit as st

    from ui.desk import photos

    said = st.session_state.get("said", "before")
    photos.ask_unsaid(said, lambda kind: st.session_state.__setitem__("said", kind), key="unsaid")
    photos.show_forecast(photos.forecast(name, content, unsaid=said))


def test_the_forecast_is_shown_and_comes_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = counties.small(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    content = photo_zip({"A1.jpg": picture(1), "A2_整改后.jpg": picture(2), "没有.jpg": picture(3), "说明.txt": b"x"})
    app = AppTest.from_function(page, args=("照片.zip", content), default_timeout=600).run()
    assert not app.exception
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("附上", "2 个文件"),
        ("先前已有", "0 个文件"),
        ("未采用", "1 个文件"),
        ("不是照片", "1 个文件"),
    ]
    said = "\n".join(str(one.value) for one in app.markdown)
    assert "**2** 个问题得到照片：整改前 1 张，整改后 1 张。其中 1 张的文件名没有写明，按“整改前”处理。" in said
    assert app.dataframe[0].value["文件"].tolist() == ["没有.jpg"]
    app.radio[0].set_value("after").run()
    assert "整改前 0 张，整改后 2 张" in "\n".join(str(one.value) for one in app.markdown)
    assert len(stored.illustrated(database)) == 0
    outcome = photos.load("照片.zip", content, unsaid="after", who="张三")
    assert (outcome.counts["attached"], outcome.before, outcome.after) == (2, 0, 2)
    assert len(stored.illustrated(database)) == 2
    assert photos.forecast("照片.zip", content).counts["attached"] == 1  # 整改前 is another claim about A1
