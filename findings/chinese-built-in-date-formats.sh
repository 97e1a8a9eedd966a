#!/usr/bin/env bash
# The same cell with a Chinese built-in date format is a date, a time or the number 44018, by which library reads it.
#
# A good guess: number formats 27-36 and 50-58 are built in like 14, so that every reader knows them as dates.
# Instead: openpyxl and exceljs give the serial 44018 for all nineteen; python-calamine gives a date for all; SheetJS gives a date too,
# but shows 32-35 as a time of day (0:00:00), and 56 with 上午/下午. Two libraries see numbers, two see dates, and those two show different ones.
# Source: ECMA-376 part 1, 18.8.30, lists these ids by language (zh-cn: 27 yyyy"年"m"月", 32 h"时"mm"分" …) without a format string in
# the file. openpyxl 3.1.5 (styles/numbers.py) and exceljs 4.4.0 know no string for them, so is-it-a-date looks at nothing.
# What it means here: Excel and WPS in Chinese write these ids for 日期 formats chosen from the list. Days are taken from python-calamine;
# a serial that comes from another reader, or from a file that another program wrote, still has to be read as a day.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1
npm init -y >/dev/null
npm install --silent --no-audit --no-fund xlsx@0.18.5 exceljs@4.4.0 2>/dev/null
cat > read.js <<'JS'
const Excel = require('exceljs'), XLSX = require('xlsx')
const ids = JSON.parse(require('fs').readFileSync('ids.json'))
const book = new Excel.Workbook()
book.xlsx.readFile('formats.xlsx').then(() => {
  const exceljs = ids.map((id, i) => book.worksheets[0].getCell(i + 1, 1).value instanceof Date ? 'date' : 'number')
  const parsed = XLSX.readFile('formats.xlsx', { cellDates: true })
  const sheetjs = ids.map((id, i) => parsed.Sheets[parsed.SheetNames[0]]['A' + (i + 1)].w)
  console.log(JSON.stringify({ exceljs, sheetjs }))
})
JS
venv/bin/python - <<'PY'
import json
import re
import subprocess
import zipfile
from datetime import date, datetime
from importlib.metadata import version

import openpyxl
from python_calamine import load_workbook

IDS = [14, *range(27, 37), *range(50, 59)]
with open("ids.json", "w") as file:
    json.dump(IDS, file)
plain = openpyxl.Workbook()
for _ in IDS:
    plain.active.append([44018])
plain.save("plain.xlsx")
with zipfile.ZipFile("plain.xlsx") as source, zipfile.ZipFile("formats.xlsx", "w") as target:
    for name in source.namelist():
        text = source.read(name).decode()
        if name == "xl/styles.xml":
            cells = "".join(f'<xf numFmtId="{i}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' for i in [0, *IDS])
            text = re.sub("<cellXfs.*?</cellXfs>", f'<cellXfs count="{len(IDS) + 1}">{cells}</cellXfs>', text, flags=re.S)
        if name == "xl/worksheets/sheet1.xml":
            rows = "".join(f'<row r="{n}"><c r="A{n}" s="{n}"><v>44018</v></c></row>' for n in range(1, len(IDS) + 1))
            text = re.sub("<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", text, flags=re.S)
        target.writestr(name, text)
calamine = [row[0] for row in load_workbook("formats.xlsx").get_sheet_by_index(0).to_python()]
pyxl = [row[0].value for row in openpyxl.load_workbook("formats.xlsx").active]
node = json.loads(subprocess.run(["node", "read.js"], capture_output=True, check=True, text=True).stdout)
print("openpyxl", version("openpyxl"), "python-calamine", version("python-calamine"), "exceljs 4.4.0", "SheetJS 0.18.5")
for row in zip(IDS, calamine, pyxl, node["exceljs"], node["sheetjs"]):
    print("  format {}: calamine {}, openpyxl {}, exceljs {}, SheetJS shows {!r}".format(*row))
assert all(value == date(2020, 7, 6) for value in calamine), calamine
assert pyxl[0] == datetime(2020, 7, 6) and set(pyxl[1:]) == {44018}, pyxl
assert node["exceljs"] == ["date", *["number"] * 19], node["exceljs"]
shown = dict(zip(IDS, node["sheetjs"]))
assert all(shown[i] == "0:00:00" for i in (32, 33, 34, 35)) and shown[27] == "7/6/20" and "上午" in shown[56], shown
PY
