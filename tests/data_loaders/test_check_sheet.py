"""The check sheet of a drill: handed out, filled in, loaded back as inspections."""

import io
from pathlib import Path

from openpyxl import load_workbook

from briefings.excel.check_sheet import check_sheet
from data_loaders.importing.intake import load, recognise
from database.ledger.dataset_records import read_entries
from database.masters import masters
from database.masters.masters import NewUnit
from domain.campaign.coverage import CLEAN, FAULTY, VISIT, visits_of
from domain.directory import DISTRICT
from domain.ledger.days import day_number
from tests.factories import AT, database_at, july


def test_a_check_sheet_comes_back_as_inspections_of_the_sites_drawn(tmp_path: Path) -> None:
    database = database_at(tmp_path)
    with database.write() as connection:
        river = masters.save_unit(connection, NewUnit("滨江街道", "滨江街道", DISTRICT))
        ids = [
            masters.save_site(connection, name, district_id=river) for name in ("东门农贸市场", "滨江路", "滨江公园")
        ]
    lines = [(name, "滨江街道", "未整改 2 件；上次检查 从未") for name in ("东门农贸市场", "滨江路", "滨江公园")]
    content = check_sheet(lines, drawn_on=july(9), how="签号 7；权重：没查 1")
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    headings = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row}
    first = next(row for row in range(1, 9) if sheet.cell(row, headings["点位名称"]).value == "东门农贸市场")
    for place, (result, found) in enumerate(((CLEAN, 0), (FAULTY, 2))):  # the third site was not reached
        sheet.cell(first + place, headings["检查日期"]).value = july(10)
        sheet.cell(first + place, headings["检查结果"]).value = result
        sheet.cell(first + place, headings["发现问题数"]).value = found
    stream = io.BytesIO()
    book.save(stream)
    file = recognise(database, stream.getvalue(), "点位检查记录_抽查_7（截至2026年7月10日）.xlsx")
    assert file.kind == VISIT.key
    outcome = load(database, file, at=AT)
    assert outcome.counts["new"] == 2
    assert {(r.heading, r.row) for r in outcome.refusals} == {("检查日期", first + 2), ("检查结果", first + 2)}
    seen = visits_of(read_entries(database, VISIT), as_of=july(10))
    assert seen[["site", "day", "clean", "found"]].to_numpy().tolist() == [
        [ids[0], day_number(july(10)), True, 0],
        [ids[1], day_number(july(10)), False, 2],
    ]
    database.close()
