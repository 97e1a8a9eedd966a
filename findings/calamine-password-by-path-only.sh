#!/usr/bin/env bash
# python-calamine says that a workbook needs a password only when it is opened by its path; from bytes it is "no format at all".
#
# A good guess: `CalamineWorkbook.from_filelike` and `from_path` read the same bytes, so they raise the same error; `PasswordError` is there
# for files that need a password.
# What happens: `from_path` raises PasswordError. `from_filelike` sniffs the content first; an encrypted .xlsx is an OLE container without
# a workbook in it, so it raises CalamineError "Cannot detect file format", the same as for a text file.
# Source: seen with the pinned version below, of https://github.com/dimastbk/python-calamine.
# What it means here: an upload is bytes. Whoever tells the clerk "the file is damaged" where it only needs a password sends him away with the
# wrong remedy; the container is looked into with msoffcrypto-tool before it is parsed (data_loaders/reading/worker.py).
set -euo pipefail
home=$(mktemp -d); trap 'rm -rf "$home"' EXIT
python3 -m venv "$home/venv"
"$home/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5 msoffcrypto-tool==6.1.0
cd "$home"
venv/bin/python - <<'PY'
import io
from importlib.metadata import version

import msoffcrypto.format.ooxml
import openpyxl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

plain, locked = io.BytesIO(), io.BytesIO()
book = openpyxl.Workbook()
book.active.append(["编号", "存在问题"])
book.save(plain)
plain.seek(0)
msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", locked)
open("locked.xlsx", "wb").write(locked.getvalue())


def error(opened):
    try:
        opened()
    except Exception as raised:
        return type(raised).__name__, str(raised)
    return "opened", ""


by_path = error(lambda: CalamineWorkbook.from_path("locked.xlsx"))
by_bytes = error(lambda: CalamineWorkbook.from_filelike(io.BytesIO(locked.getvalue())))
text = error(lambda: CalamineWorkbook.from_filelike(io.BytesIO(b"not a workbook")))
print("python-calamine", version("python-calamine"))
print("by path:  ", *by_path)
print("by bytes: ", *by_bytes)
print("a text:   ", *text)
assert by_path[0] == "PasswordError", "it no longer tells by path"
assert by_bytes[0] != "PasswordError", "it tells from bytes now: the look into the container can go"
assert issubclass(PasswordError, CalamineError)
assert by_bytes[1] == text[1], "an encrypted workbook is told from a text now"
PY
