"""The benchmarks run, with tiny numbers: the references, the client, our import and our screens."""

import asyncio
import re
from pathlib import Path

import pytest

from benchmarks import desk, imports, meeting, screens, soak, wall
from benchmarks.__main__ import main
from benchmarks.server import REFERENCE_PAGE, serving
from benchmarks.ws import ScriptFailed, Session, alternating, crowd, percentile


def test_the_reference_page_has_the_shape_it_claims() -> None:
    async def first_and_second() -> tuple[dict[str, int], dict[str, int], int, int]:
        async with Session(server.url) as tab:
            first, second = await tab.run(), await tab.run()
            return dict(first.elements), dict(second.elements), first.size, second.size

    with serving(REFERENCE_PAGE) as server:
        first, second, size, smaller = asyncio.run(first_and_second())
        peak = server.peak_mib()
    assert first == {"heading": 1, "metric": 6, "plotly_chart": 4, "dataframe": 1}
    assert second == {"heading": 1, "metric": 6, "plotly_chart": 4, "unchanged": 1}
    assert smaller < size / 2
    assert peak is None or peak > 50


def test_runs_of_two_tabs_and_of_a_crowd_are_all_counted() -> None:
    async def two(url: str) -> list[int]:
        async with Session(url) as one, Session(url) as other:
            await one.run()
            await other.run()
            return [len(runs) for runs in await alternating(one, other, count=3, think_s=0)]

    with serving(REFERENCE_PAGE) as server:
        assert asyncio.run(two(server.url)) == [3, 3]
        runs, rate = asyncio.run(crowd(server.url, pages=["", ""], sessions=4, count=2, think_s=0.01))
    assert len(runs) == 8
    assert rate > 0


@pytest.mark.parametrize(
    ("statement", "said"), [("st.error('没有数据')", "没有数据"), ("raise KeyError('due_on')", "encountered an error")]
)
def test_a_page_that_shows_an_error_is_not_measured(tmp_path: Path, statement: str, said: str) -> None:
    script = tmp_path / "broken.py"
    script.write_text(f"import streamlit as st\n{statement}\n", encoding="utf-8")

    async def run(url: str) -> None:
        async with Session(url) as tab:
            await tab.run()

    with serving(script) as server, pytest.raises(ScriptFailed, match=said):
        asyncio.run(run(server.url))


def test_a_script_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"missing\.py"), serving(tmp_path / "missing.py"):
        pass


def test_only_this_machine_is_measured() -> None:
    with pytest.raises(ValueError, match="only this machine"):
        Session("http://dashboard.example")


def test_percentiles() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(n) for n in range(101)], 0.95) == 95.0


def test_the_import_is_measured_beside_both_references(tmp_path: Path) -> None:
    lines = imports.imports(80, tmp_path, rounds=1)
    assert [line.at_most for line in lines][:2] == [4.0, 0.4]
    assert all(line.ours > 0 and line.ratio for line in lines[:2])


def test_the_clerks_wait_is_measured_beside_what_cannot_be_spared(tmp_path: Path) -> None:
    (line,) = desk.desk(tmp_path, known=300, rows=60, rounds=1)
    assert line.at_most == 3.0
    assert line.ours > 0
    assert line.ratio is not None and line.ratio > 1


def test_every_screen_is_measured_warm_and_cold(tmp_path: Path) -> None:
    lines = screens.pages([300], tmp_path, runs=2)
    names = [line.name for line in lines]
    shown = {name.partition(",")[0] for name in names if name.endswith("warm run")}
    assert len(shown) >= 5
    assert shown == {name.partition(",")[0] for name in names if name.endswith("after an import")}
    assert all(line.ours > 0 for line in lines)


def test_the_command_prints_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["sessions", "--sizes", "300", "--readers", "3", "--cache", str(tmp_path)])
    printed = capsys.readouterr().out
    assert status == 0
    assert re.search(r"^\| 3 readers, 300 issues, runs per second +\| [\d.]+ /s", printed, re.MULTILINE)


def test_a_tick_of_the_wall_and_many_walls_are_measured(tmp_path: Path) -> None:
    lines = {line.name.partition(", 300 issues, ")[2]: line for line in wall.wall([300], tmp_path, ticks=30)}
    assert lines["tick, both ways"].ok and lines["import shows after"].ok
    crowd = wall.walls([300], tmp_path, count=3, seconds=1.0)
    assert [line.ours >= 0 for line in crowd] == [True] * len(crowd)
    assert len(crowd) >= 2


def test_growth_is_the_slope_of_the_second_half() -> None:
    samples = [soak.Sample(n, 5.0 + max(0, n - 10) * 0.5, 100, 3, 200.0, n) for n in range(21)]
    assert soak.slope(samples, "heap") == pytest.approx(30.0)
    assert soak.slope(samples, "nodes") == pytest.approx(0.0, abs=1e-9)


def test_the_meeting_pack_is_measured_paper_by_paper(tmp_path: Path) -> None:
    lines = {line.name.removesuffix(", 300 issues"): line for line in meeting.meeting([300], tmp_path)}
    assert {"会议简报, click to text", "会议简报, 周通报", "会议简报, issue", "会议简报, corrections"} <= set(lines)
    assert lines["会议简报, click on 全部文件 to the .zip"].ours >= lines["会议简报, 附表"].ours > 0
