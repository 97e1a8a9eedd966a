"""The committed files are what the program makes, hold what they state, and name nobody real."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook
from rapidfuzz import fuzz

from sample_data.generator.life import county, figures
from sample_data.generator.life.story import Story
from sample_data.generator.sheets import papers
from sample_data.generator.sheets.workbooks import WorkbookFile

MEBIBYTE = 1 << 20


def _members(content: bytes) -> list[tuple[str, object, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(info.filename, info.date_time, archive.read(info)) for info in archive.infolist()]


def _book(books: Sequence[WorkbookFile], week: int, place: int) -> WorkbookFile:
    return next(b for b in books if (b.form.week, b.form.place) == (week, place))


def _sheets(books: Sequence[WorkbookFile], week: int, place: int = 1) -> list[Worksheet]:
    """The sheets as openpyxl shows them: merges, hidden rows, formulas."""
    workbook = load_workbook(io.BytesIO(_book(books, week, place).content))
    return [sheet for sheet in workbook.worksheets if isinstance(sheet, Worksheet)]


def _rows(book: WorkbookFile) -> dict[str, list[list[Any]]]:
    """Sheet name → rows of cells as read back from the file's bytes; HTML and CSV as text."""
    if book.form.extension == "csv":
        return {"Sheet1": list(csv.reader(io.StringIO(book.content.decode(book.form.encoding))))}
    if book.form.extension == "xls":
        lines = book.content.decode().split("\r\n")
        cells = [re.findall(r"<td[^>]*>(.*?)</td>", line) for line in lines if line.startswith("<tr>")]
        return {"Sheet1": cells}
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    return {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names}


def _tables(text: str) -> list[list[list[str]]]:
    """All Markdown tables: rows of cells, headings first, without the rule."""
    tables: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("| "):
            if not inside:
                tables.append([])
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            if set("".join(cells)) != {"-"}:
                tables[-1].append([cell.strip("| ") for cell in cells])
        inside = line.startswith("| ")
    return tables


def _table(text: str, *headings: str) -> list[list[str]]:
    """The rows of the one table that begins with these headings."""
    found = [table for table in _tables(text) if tuple(table[0][: len(headings)]) == headings]
    assert len(found) == 1, f"{len(found)} tables with headings {headings}"
    return found[0][1:]


# -- on disk


def test_files_on_disk_are_what_the_program_makes(made: Mapping[str, bytes], folder: Path) -> None:
    for name, content in made.items():
        committed = (folder / name).read_bytes()
        if name.endswith(".xlsx"):
            # Compared inside the archive: another zlib may pack the same bytes differently.
            assert _members(committed) == _members(content), name
        else:
            assert committed == content, name
    on_disk = {f"sheets/{path.name}" for path in (folder / "sheets").iterdir()}
    assert on_disk == {name for name in made if name.startswith("sheets/")}


def test_workbooks_do_not_carry_the_time_of_making(made: Mapping[str, bytes]) -> None:
    for name, content in made.items():
        if name.endswith(".xlsx"):
            members = {member: text for member, _, text in _members(content)}
            days = set(re.findall(rb"\d{4}-\d\d-\d\dT", members["docProps/core.xml"]))
            assert days == {b"2020-03-20T"}, name


def test_the_folder_stays_small(folder: Path) -> None:
    made = [path for path in folder.rglob("*") if path.suffix in {".xlsx", ".xls", ".csv", ".json", ".md"}]
    assert sum(path.stat().st_size for path in made) < 3 * MEBIBYTE


def test_order_is_the_order_of_file_names(books: Sequence[WorkbookFile], folder: Path) -> None:
    with (folder / "order.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    names = [row["file"] for row in rows]
    assert names == sorted(names)
    assert [(row["kind"], row["as_of"]) for row in rows] == [
        (book.form.kind, book.form.as_of.isoformat()) for book in books
    ]
    assert all((folder / name).is_file() for name in names)


# -- what the files hold


def test_every_workbook_has_a_mess_of_its_own(books: Sequence[WorkbookFile]) -> None:
    for kind, count in (("inspection", 20), ("rectification", 28), ("full", 5)):
        messes = [book.form.mess for book in books if book.form.kind == kind]
        assert len(messes) == count
        repeated = {mess for mess in messes if messes.count(mess) > 1}
        assert not repeated, (kind, repeated)


def test_rows_below_the_headings_are_as_stated(books: Sequence[WorkbookFile]) -> None:
    for book in books:
        rows = _rows(book)
        above = len(book.form.titles) + (2 if book.form.parents else 1)
        read = 0
        for cells in rows.values():
            filled = [row for row, line in enumerate(cells) if any(cell not in ("", None) for cell in line)]
            read += filled[-1] + 1 - above
        assert (len(rows), read) == (book.tally.sheets, book.tally.read), book.form.file


def test_faulty_rows_stand_where_stated(books: Sequence[WorkbookFile]) -> None:
    seen = 0
    for book in books:
        rows = _rows(book)
        for bad in book.tally.refused:
            line = rows[bad.sheet][bad.row - 1]
            start = book.form.headings.index(bad.heading)
            assert line[start] == bad.value, (book.form.file, bad)
            assert sum(cell not in ("", None) for cell in line) > 5
            seen += 1
    assert seen == 10


def test_doubtful_rows_stand_where_stated_and_differ(books: Sequence[WorkbookFile]) -> None:
    seen = 0
    for book in books:
        rows = _rows(book)
        for row in book.tally.doubtful:
            line = [str(cell).strip() for cell in rows[row.sheet][row.row - 1]]
            assert row.text in line, (book.form.file, row.row)
            assert row.issue.text not in line
            assert not row.issue.number
            # Like enough to be noticed, not like enough to be taken for the same.
            assert 62 <= fuzz.ratio(row.text, row.issue.text) <= 88, row.text
            seen += 1
    assert seen == 8


def test_merged_district_column(books: Sequence[WorkbookFile]) -> None:
    (sheet,) = _sheets(books, 14)
    down = [m for m in sheet.merged_cells.ranges if m.max_row > m.min_row and m.min_row > 3]
    assert len(down) > 10
    assert len({m.min_col for m in down}) == 1


def test_two_heading_rows(books: Sequence[WorkbookFile]) -> None:
    (sheet,) = _sheets(books, 15)
    upper = [cell.value for cell in sheet[3]]
    lower = [cell.value for cell in sheet[4]]
    assert upper.count("责任落实") == 1
    assert upper.index("责任落实") == lower.index("责任单位")


def test_district_as_group_rows(books: Sequence[WorkbookFile]) -> None:
    (sheet,) = _sheets(books, 16)
    texts = [row[0].value for row in sheet.iter_rows() if isinstance(row[0].value, str)]
    assert [text for text in texts if text.endswith("辖区")][:2] == ["滨江街道辖区", "云台街道辖区"]
    assert "镇区" not in [cell.value for cell in sheet[3]]


def test_encodings(books: Sequence[WorkbookFile]) -> None:
    with pytest.raises(UnicodeDecodeError):
        _book(books, 17, 1).content.decode("utf-8")
    assert "点位类型" in _book(books, 17, 1).content.decode("gb18030")
    assert _book(books, 27, 1).content.startswith(b"\xef\xbb\xbf")
    assert not _book(books, 16, 2).content.startswith(b"\xef\xbb\xbf")
    assert "序号" in _book(books, 16, 2).content.decode("utf-8")


def test_several_units_in_one_cell(books: Sequence[WorkbookFile]) -> None:
    (sheet,) = _sheets(books, 18)
    column = [cell.value for cell in sheet[3]].index("责任单位")
    cells = [str(row[column].value) for row in sheet.iter_rows(min_row=4)]
    for separator in ("、", " ", "\n", "，", ",", "/", "；"):
        assert any(separator in cell for cell in cells), separator
    assert any("交警大队" in cell for cell in cells)
    assert any("（牵头）" in cell for cell in cells)


def test_several_problems_in_one_cell(books: Sequence[WorkbookFile]) -> None:
    book = _book(books, 19, 1)
    shared: dict[int, int] = {}
    for said in book.said:
        shared[said.issue.row] = shared.get(said.issue.row, 0) + 1
    assert len(shared) == book.tally.data
    assert sum(count > 1 for count in shared.values()) >= 10
    assert max(shared.values()) == 3


def test_hidden_sheet_holds_rows_and_repeats_some(books: Sequence[WorkbookFile]) -> None:
    sheets = _sheets(books, 20)
    assert [sheet.sheet_state for sheet in sheets] == ["visible", "visible", "hidden"]
    numbers = [row[1].value for sheet in sheets for row in sheet.iter_rows(min_row=4) if row[1].value]
    assert len(numbers) - len(set(numbers)) == 3


def test_days_in_many_forms(books: Sequence[WorkbookFile]) -> None:
    (sheet,) = _sheets(books, 21)
    cells = [row[2].value for row in sheet.iter_rows(min_row=4)]
    forms = {re.sub(r"[0-9０-９]", "9", str(cell)) for cell in cells}
    for form in ("9999.9.99", "9999/9/99", "9月99日", "99999999", "99999", "9999年9月99日"):
        assert form in forms, form
    assert any(isinstance(cell, int) and cell > 20_000_000 for cell in cells)
    assert any(isinstance(cell, int) and cell < 50_000 for cell in cells)


def test_rows_merged_over_several_columns(books: Sequence[WorkbookFile]) -> None:
    (sheet,) = _sheets(books, 22)
    across = [m for m in sheet.merged_cells.ranges if m.max_col > m.min_col and m.min_row > 3]
    assert len(across) == 2 * 97


def test_html_saved_as_xls(books: Sequence[WorkbookFile]) -> None:
    for place in (1, 2):
        assert _book(books, 24, place).content.startswith(b"<html")


def test_formulas_carry_their_values(books: Sequence[WorkbookFile]) -> None:
    (sheet,) = _sheets(books, 25)
    line = [cell.value for cell in sheet[4]]
    assert line[0] == "=ROW()-3"
    assert str(line[1]).startswith('="WM2020-"')
    values = _rows(_book(books, 25, 1))["Sheet1"][3]
    assert values[0] == 1
    assert re.fullmatch(r"WM2020-\d{4}", values[1])


def test_blank_rows_in_the_middle_and_below(books: Sequence[WorkbookFile]) -> None:
    book = _book(books, 26, 1)
    assert book.tally.blank == 3
    (sheet,) = _sheets(books, 26)
    assert sheet.max_row == 3 + book.tally.read + 40


def test_serial_restarts_and_headings_repeat(books: Sequence[WorkbookFile]) -> None:
    (sheet,) = _sheets(books, 28)
    first = [row[0].value for row in sheet.iter_rows(min_row=4)]
    assert first.count(1) > 5
    assert first.count("序号") >= 2
    assert any(str(value).startswith("一、") for value in first)


def test_fixed_on_the_spot_is_written_in_the_problem(books: Sequence[WorkbookFile]) -> None:
    (sheet,) = _sheets(books, 30)
    texts = [str(cell.value) for row in sheet.iter_rows(min_row=4) for cell in row]
    assert sum("现场已整改" in text for text in texts) >= 5


def test_hidden_rows_hold_data(books: Sequence[WorkbookFile]) -> None:
    for week, place in ((31, 1), (24, 9)):
        (sheet,) = _sheets(books, week, place)
        hidden = [number for number, row in sheet.row_dimensions.items() if row.hidden]
        assert len(hidden) > 10
        assert all(sheet.cell(number, 1).value for number in hidden)


# -- what the papers state


def test_readme_states_the_independent_figures(story: Story, folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    day = county.LAST_ON
    overall = {row[0]: float(row[2]) for row in _table(text, "figure")}
    assert overall == figures.overall(story, day)
    for heading, table in (
        ("district", figures.by_district(story, day)),
        ("lead unit", figures.by_lead(story, day)),
        ("category", figures.by_category(story, day)),
    ):
        stated = {row[0]: [int(cell) for cell in row[1:]] for row in _table(text, heading)}
        assert stated == {name: list(row.values()) for name, row in table.items()}
    weeks = [[str(value) for value in row.values()] for row in figures.by_week(story)]
    assert _table(text, "week") == weeks


def test_readme_states_what_each_file_holds(books: Sequence[WorkbookFile], folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    rows = _table(text, "#", "file")
    names = ("sheets", "read", "data", "blank", "aside")
    for row, book in zip(rows, books, strict=False):
        tally = book.tally
        counts = [getattr(tally, name) for name in names]
        counts += [len(tally.refused), tally.new_issues, len(tally.doubtful)]
        assert row[1:4] == [book.form.file, book.form.kind, book.form.as_of.isoformat()]
        assert [int(cell) for cell in row[4:]] == counts, book.form.file
    assert len(rows) == len(books) + 1
    assert len(_table(text, "file", "sheet", "row")) == sum(len(b.tally.refused) for b in books)


def test_expected_json_agrees_with_the_figures(story: Story, books: Sequence[WorkbookFile], folder: Path) -> None:
    stated = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert stated["overall"] == figures.overall(story, county.LAST_ON)
    assert stated == json.loads(json.dumps(papers.expected(story, books)))
    assert sum(file["new_issues"] for file in stated["files"]) == stated["overall"]["issues"]
    for file in stated["files"]:
        assert file["rows_read"] == file["kept"] + file["refused"] + file["blank"] + file["aside"]


# -- nobody real


def test_no_real_telephone_number(books: Sequence[WorkbookFile], made: Mapping[str, bytes]) -> None:
    numbers = 0
    for text in _all_texts(books, made):
        for found in re.findall(r"(?<!\d)1[3-9]\d-?\d{4}-?\d{4}(?!\d)", text):
            assert found.replace("-", "").startswith("1380000"), found
            numbers += 1
    assert numbers > 1000


def test_people_are_a_surname_and_a_numeral(books: Sequence[WorkbookFile]) -> None:
    name = re.compile(f"[{county.SURNAMES}][{county.NUMERALS}]")
    for unit in county.UNITS:
        assert name.fullmatch(unit.contact)
    for book in books:
        if "person" not in book.form.fields or book.form.extension != "xlsx" or book.form.spans:
            continue
        column = book.form.fields.index("person")
        above = len(book.form.titles) + (2 if book.form.parents else 1)
        for rows in _rows(book).values():
            people = {row[column] for row in rows[above:]} - {"", "责任人"}
            assert people, book.form.file
            assert all(name.fullmatch(person) for person in people), book.form.file


def _all_texts(books: Sequence[WorkbookFile], made: Mapping[str, bytes]) -> list[str]:
    texts = [
        str(int(cell) if isinstance(cell, float) else cell)
        for book in books
        for rows in _rows(book).values()
        for row in rows
        for cell in row
    ]
    texts += [made["README.md"].decode(), made["expected.json"].decode()]
    for name in ("单位名录.xlsx", "点位名录.xlsx", "专项行动.xlsx"):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(made[name]))
        texts += [str(cell) for row in workbook.get_sheet_by_index(0).to_python() for cell in row]
    return texts
