"""The same bytes for the same content: an issued file is kept by its hash, so nothing in it may tell when it was written."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date

PROPERTIES = "docProps/core.xml"
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_INSIDE = (".xlsx", ".docx", ".pptx")
_PACKED = (".jpg", ".jpeg", ".png")
_UNIX = 3


def sealed(content: bytes, *, made_on: date) -> bytes:
    """An Office file with every time in it set to `made_on`: its properties, its parts, the workbooks behind its charts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        if name == PROPERTIES:
            moment = f"{made_on.isoformat()}T00:00:00Z".encode()
            parts[name] = _MOMENT.sub(lambda found, at=moment: found[1] + at + found[3], part)  # type: ignore[misc]
        elif name.endswith(_INSIDE):
            parts[name] = sealed(part, made_on=made_on)
    return archived(parts, made_on=made_on)


def archived(files: Mapping[str, bytes], *, made_on: date) -> bytes:
    """The files as one .zip, in their order; the same bytes on every machine."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0))
            entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
            packed = name.endswith((*_INSIDE, *_PACKED))
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()
