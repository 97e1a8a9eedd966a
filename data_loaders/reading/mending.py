"""An .xlsx that no reader takes because of how one program writes places, put right: the cells themselves are sound."""

import io
import re
import zipfile

MOST_MB = 100
_WHOLE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"'](?:[A-Z]+:[A-Z]+|\d+:\d+)[\"'][^>]*?/>", re.IGNORECASE
)
_BARE_NUMBER = re.compile(rb"(<(?:\w+:)?c\s[^>]*?)\br\s*=\s*[\"']\d+[\"']")


def mended(archive: zipfile.ZipFile) -> bytes | None:
    """The workbook without merges of whole columns or rows ("A:C", "3:4") and without cell places that are bare numbers (`r="3"`).

    A cell without a place stands behind the one before it. None where there is nothing to mend, or too much of it.
    """
    if sum(info.file_size for info in archive.infolist()) > MOST_MB * 1_000_000:
        return None
    buffer = io.BytesIO()
    changed = 0
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            content = archive.read(info)
            if re.search(r"worksheets?/[^/]*\.xml$", info.filename, re.IGNORECASE):
                content, merges = _WHOLE.subn(b"", content)
                content, places = _BARE_NUMBER.subn(rb"\1", content)
                changed += merges + places
            copy.writestr(info.filename, content)
    return buffer.getvalue() if changed else None
