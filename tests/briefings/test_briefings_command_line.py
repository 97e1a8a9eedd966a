"""`python -m briefings`: what it writes, what it says, how it ends."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefings import __main__ as command_line
from briefings.__main__ import main, write
from database.office import bulletins
from database.office.bulletins import BulletinDraft, save_draft
from database.store.engine import Database
from database.store.settings import save_settings
from tests.factories import AT, database_at, july, load, row
from tests.ui import counties


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Database]:
    database = counties.small(tmp_path)
    yield database
    database.close()


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_week_is_written_by_any_of_its_days(county: Database, tmp_path: Path) -> None:
    out = tmp_path / "材料" / "新"
    assert main(["--period", "2026-07-08", "--out", str(out), "--db", county.url]) == 0
    assert "草稿_2026-07-06至2026-07-12_周通报.docx" in names(out)
    again = tmp_path / "again"
    assert main(["--period", "2026-07-12", "--out", str(again), "--db", county.url]) == 0
    assert {n: (out / n).read_bytes() for n in names(out)} == {n: (again / n).read_bytes() for n in names(again)}


def test_without_a_period_it_is_the_last_full_week(county: Database, tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path / "out"), "--db", county.url]) == 0
    assert "草稿_2026-06-29至2026-07-05_周通报.docx" in names(tmp_path / "out")


def test_issue_gives_the_next_number_and_the_very_files_that_are_kept(county: Database, tmp_path: Path) -> None:
    out = tmp_path / "out"
    order = ["--period", "2026-07-06", "--out", str(out), "--db", county.url, "--issue"]
    assert main([*order, "--number", "30", "--who", "张三"]) == 0
    assert {n: (out / n).read_bytes() for n in names(out)} == bulletins.files_of(county, 30)
    assert main([*order, "--number", "40"]) == 1
    assert main(order) == 0
    assert [(one.number, one.who) for one in bulletins.bulletins(county)] == [(31, None), (30, "张三")]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (["--period", "2026-08-03"], "还没有 2026-08-03 以后的数据"),
        (["--period", "2026-07-06", "--until", "2026-07-01"], "日期先后不对"),
        (["--period", "2026-07-06", "--as-of", "2026-07-05"], "日期先后不对"),
        (["--period", "2026-07-06", "--as-of", "2026-07-11"], "不能写数据截至 2026-07-11"),
    ],
)
def test_days_that_make_no_sense_are_said_and_nothing_is_written(
    county: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], said: list[str], why: str
) -> None:
    assert main([*said, "--out", str(tmp_path / "out"), "--db", county.url]) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_day_that_is_none_is_refused_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--period", "7月13日", "--out", "x"])
    assert ended.value.code == 2
    assert "不是日期" in capsys.readouterr().err


def test_an_empty_database_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = database_at(tmp_path)
    database.close()
    assert main(["--out", str(tmp_path / "out"), "--db", database.url]) == 2
    assert "还没有数据" in capsys.readouterr().err


def test_sample_data_is_not_issued_unless_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = counties.small(tmp_path, sample=True)
    out = tmp_path / "out"
    order = ["--out", str(out), "--db", database.url, "--issue"]
    assert main(order) == 1
    assert "示例数据" in capsys.readouterr().err
    assert bulletins.bulletins(database) == []
    assert all(name.startswith("示例数据_草稿_") for name in names(out))
    assert main([*order, "--allow-sample"]) == 0
    assert bulletins.bulletins(database)[0].sample
    database.close()


def test_a_stale_edit_is_told_and_not_issued(
    county: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = BulletinDraft("overall.flow", "成效明显。", "以前的数字。")
    save_draft(county, draft, since=july(6), until=july(12), sample=False, who=None, at=AT)
    order = ["--period", "2026-07-06", "--out", str(tmp_path / "out"), "--db", county.url]
    assert main([*order, "--issue"]) == 1
    said = capsys.readouterr().err
    assert "成效明显。" in said
    assert "没有签发" in said
    assert main(order) == 0


def test_a_full_disk_leaves_no_half_written_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.docx").write_bytes(b"old")
    real, count = command_line.os.fdopen, [0]

    def failing(handle: int, mode: str) -> object:
        count[0] += 1
        if count[0] == 2:
            command_line.os.close(handle)
            raise OSError(28, "No space left on device", str(tmp_path / "b.pptx"))
        return real(handle, mode)

    monkeypatch.setattr(command_line.os, "fdopen", failing)
    with pytest.raises(command_line.NotWritten, match=r"b\.pptx"):
        write({"a.docx": b"new", "b.pptx": b"new"}, tmp_path)
    assert names(tmp_path) == {"a.docx"}
    assert (tmp_path / "a.docx").read_bytes() == b"old"


def test_a_folder_that_is_a_file_is_said(county: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_bytes(b"")
    assert main(["--period", "2026-07-06", "--out", str(tmp_path / "out"), "--db", county.url]) == 2
    assert "写不进去" in capsys.readouterr().err


def test_issued_but_not_written_is_told_apart(
    county: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_bytes(b"")
    order = ["--period", "2026-07-06", "--out", str(tmp_path / "out"), "--db", county.url, "--issue"]
    assert main(order) == 1
    assert "已经签发，但文件没有写出" in capsys.readouterr().err
    assert len(bulletins.bulletins(county)) == 1


def test_the_first_number_is_a_setting(county: Database, tmp_path: Path) -> None:
    with county.write() as connection:
        save_settings(connection, {"first_number": 57})
    assert main(["--period", "2026-07-06", "--out", str(tmp_path / "out"), "--db", county.url, "--issue"]) == 0
    assert bulletins.next_number(county) == 58


def test_a_later_import_needs_no_restart(county: Database, tmp_path: Path) -> None:
    with county.write() as connection:
        load(connection, july(19), [row("Z1", found_on=july(15))])
    assert main(["--out", str(tmp_path / "out"), "--db", county.url]) == 0
    assert "草稿_2026-07-13至2026-07-19_周通报.docx" in names(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
