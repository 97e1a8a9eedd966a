"""`python -m data_loaders`: the same import, its exit status, and what is left when it is killed."""

import random
import sqlite3
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from data_loaders.__main__ import main
from database.imports import imports
from database.ledger import ledgers
from database.office import photos
from database.store.engine import open_database
from tests.data_loaders.conftest import LIST, book
from tests.data_loaders.scenes import photo_zip, picture

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2020, 7, 6)


def lines(count: int, *, day: object = DAY) -> list[tuple[object, ...]]:
    return [
        (f"WM-{n}", day, "滨江街道", f"点位{n % 7}", "环境卫生", f"门前乱堆乱放{n}", "县城管局", "3天")
        for n in range(count)
    ]


def written(folder: Path, name: str, rows: list[tuple[object, ...]]) -> Path:
    path = folder / name
    path.write_bytes(book([LIST, *rows]))
    return path


def run(*words: object) -> int:
    return main([str(word) for word in words])


def test_a_clean_load_exits_with_0_and_prints_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "清单_截至2020年7月12日.xlsx", lines(3))
    assert run(path, "--new-units", "--db", tmp_path / "a.db") == 0
    said = capsys.readouterr().out
    assert "检查问题清单，截至 2020-07-12" in said
    for word in ("读到", "新增", "变更", "未变", "拒收"):
        assert word in said


def test_what_was_not_understood_and_the_account_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(*lines(1)[0], "张三"), (*lines(2)[1][:5], None, *lines(2)[1][6:], None), (*lines(3)[2][:7], "待定", None)]
    path = tmp_path / "清单_截至2020年7月12日.xlsx"
    path.write_bytes(book([("问题清单",), (*LIST, "网格员"), *rows]))
    assert run(path, "--new-units", "--dry-run", "--db", tmp_path / "a.db") == 1
    said = capsys.readouterr().out
    assert (
        "！ 拒收 1 行，没有导入，不计入任何指标，可以更正（如 Sheet1 第 4 行 存在问题（空）：没有填写存在的问题。）"
        in said
    )
    assert "！ 看不出日期的时限 1 行，按无时限计，不会算超期（如 Sheet1 第 5 行 待定）" in said
    assert "本表账目：有内容的格 34 个 = 读入 16 + 只随原文保存 1 + 在拒收的行里 7 + 标题 1 + 表头 9" in said
    assert "不认识的列 I“网格员”1 格：如张三" in said


def test_a_package_is_opened_and_each_of_its_files_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = tmp_path / "第28周.zip"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("甲_截至2020年7月12日.xlsx", book([LIST, *lines(3)]))
        archive.writestr("镇街/乙_截至2020年7月12日.xlsx", book([LIST, *lines(5)[3:]]))
        archive.writestr("~$甲.xlsx", b"\x05user")
    assert run(package, "--new-units", "--db", tmp_path / "a.db") == 0
    said = capsys.readouterr().out
    assert "■ 第28周.zip/镇街/乙_截至2020年7月12日.xlsx" in said
    assert "锁文件" in said
    database = open_database(str(tmp_path / "a.db"))
    assert len(ledgers.read_ledger(database).issues) == 5
    database.close()


def test_refused_rows_exit_with_1_and_name_the_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "清单.xlsx", [*lines(2), *lines(1, day="2020年2月30日")])
    assert run(path, "--new-units", "--as-of", "2020-07-12", "--db", tmp_path / "a.db") == 1
    assert "第 4 行 检查日期“2020年2月30日”" in capsys.readouterr().out


def test_a_file_that_cannot_be_loaded_exits_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    assert run(path, "--db", tmp_path / "a.db") == 2
    assert "未导入" in capsys.readouterr().out
    assert run(tmp_path / "没有.xlsx", "--db", tmp_path / "a.db") == 2
    assert run("--db", tmp_path / "a.db") == 2


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "清单.xlsx", lines(3))
    assert run(path, "--new-units", "--dry-run", "--as-of", "2020-07-12", "--db", tmp_path / "a.db") == 0
    assert "试算，未写入" in capsys.readouterr().out
    database = open_database(str(tmp_path / "a.db"))
    assert imports.history(database).empty
    assert ledgers.data_version(database) == 0
    database.close()


def test_a_mapping_file_names_what_is_wrong_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "清单.xlsx", lines(1))
    mapping = tmp_path / "映射.toml"
    for text, word in (
        ("colums = 1", "colums"),
        ('[columns]\nnumber = "工单号"', "工单号"),
        ('[states]\n"好" = "完事"', "完事"),
        ("kind = [", "TOML"),
    ):
        mapping.write_text(text, encoding="utf-8")
        assert run(path, "--mapping", mapping, "--db", tmp_path / "a.db") == 2
        captured = capsys.readouterr()
        assert word in captured.out + captured.err


def dump(path: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        tables = (
            "imports",
            "import_sheets",
            "observations",
            "issues",
            "spans",
            "units",
            "sites",
            "terms",
            "refusals",
            "settings",
        )
        return [row for table in tables for row in connection.execute(f"select * from {table} order by 1, 2")]


@pytest.mark.slow
def test_killed_at_any_moment_the_database_is_as_before(tmp_path: Path) -> None:
    """SIGKILL at random moments until 20 have struck a running import; the database is then what it was."""
    source = tmp_path / "before.db"
    first = written(tmp_path, "第一周.xlsx", lines(50))
    more = [(f"N-{n}", *rest) for n, (_, *rest) in enumerate(lines(3000))]
    second = written(tmp_path, "第二周.xlsx", [*lines(25), *more])
    assert run(first, "--new-units", "--as-of", "2020-07-12", "--db", source) == 0
    before = dump(source)
    words = [sys.executable, "-m", "data_loaders", str(second), "--new-units", "--as-of", "2020-07-19", "--db"]

    def copy(name: str) -> Path:
        target = tmp_path / f"{name}.db"
        with sqlite3.connect(source) as one, sqlite3.connect(target) as other:
            one.backup(other)
        return target

    whole_s = float("inf")
    for name in ("whole1", "whole2"):
        started = time.monotonic()
        done = subprocess.run([*words, str(copy(name))], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode in (0, 1)  # 1: loaded, and rows that are worded alike are asked about
        whole_s = min(whole_s, time.monotonic() - started)
    complete = dump(tmp_path / "whole1.db")
    assert len(complete) > len(before)
    chance = random.Random(7)
    killed = 0
    for attempt in range(80):
        path = copy(f"trial{attempt}")
        started = time.monotonic()
        process = subprocess.Popen([*words, str(path)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=whole_s * chance.uniform(0.25, 0.95))
            whole_s = min(whole_s, time.monotonic() - started)  # the machine has become quicker
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
        now = dump(path)
        # Committed just before it was struck is as good as not begun; nothing in between.
        assert now == before or _without_times(now) == _without_times(complete)
        if killed == 20:
            return
    pytest.fail(f"only {killed} imports could be struck")


def _without_times(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [tuple(v for v in row if not (isinstance(v, str) and v[:2] == "20" and "T" in v)) for row in rows]


def test_a_package_of_photos_is_attached_by_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "清单.xlsx", lines(2))
    run(path, "--new-units", "--as-of", "2020-07-12", "--db", tmp_path / "a.db")
    package = tmp_path / "照片.zip"
    package.write_bytes(photo_zip({"WM-0_整改前.jpg": picture(1), "WM-1.jpg": picture(2), "WM-7.jpg": picture(3)}))
    assert run(package, "--dry-run", "--db", tmp_path / "a.db") == 1
    assert "（试算，未写入）" in capsys.readouterr().out
    assert run(package, "--db", tmp_path / "a.db", "--who", "张三") == 1
    said = capsys.readouterr().out
    assert "照片，截至 2020-07-12" in said and "× WM-7.jpg：文件名里没有台账中的问题编号" in said
    database = open_database(str(tmp_path / "a.db"))
    assert photos.illustrated(database)["issue_id"].tolist() == [1, 2]
    database.close()
