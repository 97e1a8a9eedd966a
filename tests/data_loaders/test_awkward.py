"""Files that broke other people's readers: none may crash or hang ours, and every refusal says why."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data_loaders.layout.layout import find_tables, sheets_without_table
from data_loaders.layout.tables import Table
from data_loaders.reading.workbook import UnreadableFile, Workbook, open_workbook

SHARED = Path(__file__).resolve().parents[3] / "shared"
AWKWARD = SHARED / "awkward"
REAL = SHARED / "real"
LOADED_AT_LEAST, REFUSED_AT_MOST = 209, 57

needs_awkward = pytest.mark.skipif(not AWKWARD.is_dir(), reason="shared/awkward is not beside the project")
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="shared/real is not beside the project")


def opened(path: Path) -> tuple[Path, Workbook | UnreadableFile, list[Table]]:
    """What becomes of a file: any other exception than UnreadableFile fails the test."""
    try:
        book = open_workbook(path.read_bytes(), path.name, timeout_s=20)
    except UnreadableFile as refused:
        return path, refused, []
    return path, book, find_tables(book)


@needs_awkward
@pytest.mark.slow
def test_no_awkward_file_does_harm(capsys: pytest.CaptureFixture[str]) -> None:
    paths = sorted(path for path in AWKWARD.iterdir() if path.name != "INDEX.csv")
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        results = list(pool.map(opened, paths))
    loaded = Counter[str]()
    refused = Counter[str]()
    for path, outcome, tables in results:
        if isinstance(outcome, UnreadableFile):
            refused[outcome.reason.split("。")[0].split("”")[-1]] += 1
            for sentence in (outcome.reason, outcome.remedy):
                assert any("\u4e00" <= character <= "\u9fff" for character in sentence), path.name
            continue
        loaded[outcome.format] += 1
        for sheet in outcome.sheets:
            assert len({len(row) for row in sheet.rows}) <= 1, path.name
        for table in tables:
            rows = sorted([*table.row_numbers, *(aside.row for aside in table.asides)])
            assert rows == list(range(table.heading_rows[-1] + 1, table.heading_rows[-1] + 1 + len(rows))), path.name
        named = {table.sheet for table in tables} | {one.sheet for one in sheets_without_table(outcome)}
        assert named == {sheet.name for sheet in outcome.sheets}, path.name
    with capsys.disabled():
        print(f"\nawkward files: {loaded.total()} loaded {dict(loaded)}, {refused.total()} refused")
        for reason, count in refused.most_common():
            print(f"  {count:3} {reason}")
    assert not [
        path.name for path, outcome, _ in results if isinstance(outcome, UnreadableFile) and "超时" in outcome.reason
    ]
    assert loaded.total() >= LOADED_AT_LEAST
    assert refused.total() <= REFUSED_AT_MOST
    assert loaded.total() + refused.total() == len(paths)


@needs_awkward
def test_a_file_that_wants_all_memory_is_told_from_a_damaged_one() -> None:
    _, refused, _ = opened(AWKWARD / "edr__Test_git_issue_382_oom.xls")
    assert isinstance(refused, UnreadableFile)
    assert "内存" in refused.reason


@needs_real
@pytest.mark.parametrize(
    ("name", "format_", "encoding", "rows", "first", "last"),
    [
        ("baltimore_311_10000.xlsx", "xlsx", None, 10_000, "SRRecordID", "DaysOpen"),
        ("sanfrancisco_311_10000.csv", "csv", "utf-8", 10_000, "unique_key", "police_district"),
        ("zh_群众留言_附件4_答复_2816.xlsx", "xlsx", None, 2_816, "留言编号", "答复时间"),
        ("zh_附件4_GBK编码_a.csv", "csv", "gb18030", 2_816, "留言编号", "可解释性词"),
    ],
)
def test_real_files_come_out_whole(
    name: str, format_: str, encoding: str | None, rows: int, first: str, last: str
) -> None:
    _, book, tables = opened(REAL / name)
    assert isinstance(book, Workbook)
    assert (book.format, book.encoding) == (format_, encoding)
    (table,) = tables
    assert table.heading_rows == (1,)
    assert (table.headings[0], table.headings[-1]) == (first, last)
    assert len(table.rows) == rows
    assert table.asides == []
