#!/usr/bin/env bash
# Loading and saving a WPS workbook with openpyxl drops every picture that lies in a cell and leaves formulas that point nowhere.
#
# A good guess: openpyxl either keeps the parts that it does not know, or drops the formula with the picture, or warns.
# Instead: WPS keeps a picture "in the cell" as =_xlfn.DISPIMG("ID_…",1) with the pictures in xl/cellimages.xml, a part of its own.
# openpyxl shows the formula, knows no image (sheet._images is empty), and on saving leaves out cellimages.xml and xl/media without a
# word. The formula stays, so the saved sheet looks whole until it is opened. python-calamine gives the text =DISPIMG(…).
# Source: openpyxl 3.1.5 reads the parts that it has classes for (reader/excel.py) and writes only those; the part's content type is
# application/vnd.wps-officedocument.cellimage+xml, its relation http://www.wps.cn/officeDocument/2020/cellImage.
# What it means here: photos of before and after are put into cells that way. They are read from the package itself, and a clerk's
# workbook is marked by editing its XML, never by loading and saving it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 pillow==13.0.0
venv/bin/python - <<'PY'
import io
import re
import warnings
import zipfile
from importlib.metadata import version

import openpyxl
from PIL import Image
from python_calamine import load_workbook

warnings.simplefilter("error")  # a warning would be an honest answer
plain = openpyxl.Workbook()
plain.active.append(["问题", "整改前照片"])
plain.active.append(["路面破损", "x"])
plain.save("plain.xlsx")
picture = io.BytesIO()
Image.new("RGB", (8, 8), "grey").save(picture, "PNG")
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CELL_IMAGES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<etc:cellImages xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:r="{RELATIONS}" xmlns:a="{DRAWING}/main"
 xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"><etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_1"/>
<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill><xdr:spPr/></xdr:pic></etc:cellImage></etc:cellImages>"""
LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
with zipfile.ZipFile("plain.xlsx") as source, zipfile.ZipFile("wps.xlsx", "w") as target:
    for name in source.namelist():
        text = source.read(name).decode()
        if name == "[Content_Types].xml":
            kind = "application/vnd.wps-officedocument.cellimage+xml"
            text = text.replace("</Types>", f'<Default Extension="png" ContentType="image/png"/><Override PartName="/xl/cellimages.xml" ContentType="{kind}"/></Types>')
        if name == "xl/_rels/workbook.xml.rels":
            link = '<Relationship Id="rId99" Type="http://www.wps.cn/officeDocument/2020/cellImage" Target="cellimages.xml"/>'
            text = text.replace("</Relationships>", link + "</Relationships>")
        if name == "xl/worksheets/sheet1.xml":
            cell = '<c r="B2" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'
            text = re.sub('<c r="B2".*?</c>', cell, text)
        target.writestr(name, text)
    target.writestr("xl/cellimages.xml", CELL_IMAGES)
    target.writestr("xl/media/image1.png", picture.getvalue())
    target.writestr("xl/_rels/cellimages.xml.rels", LINKS.format(f'<Relationship Id="rId1" Type="{RELATIONS}/image" Target="media/image1.png"/>'))

book = openpyxl.load_workbook("wps.xlsx")
formula, images = book.active["B2"].value, book.active._images
book.save("saved.xlsx")
left = zipfile.ZipFile("saved.xlsx").namelist()
again = openpyxl.load_workbook("saved.xlsx").active["B2"].value
print("openpyxl", version("openpyxl"), "python-calamine", version("python-calamine"))
print(f"  loaded: B2 {formula!r}, images known {len(images)}")
print(f"  saved: B2 {again!r}, cellimages kept {'xl/cellimages.xml' in left}, pictures kept {sum('media' in n for n in left)}")
print("  calamine:", load_workbook("wps.xlsx").get_sheet_by_index(0).to_python()[1])
assert formula == again == '=_xlfn.DISPIMG("ID_1",1)' and not images
assert "xl/cellimages.xml" not in left and not any("media" in name for name in left)
PY
