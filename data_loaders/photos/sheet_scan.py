"""Heights, widths and the cells that hold a picture, off the XML of a sheet without parsing it."""

import re
from dataclasses import dataclass, field
from typing import IO, NamedTuple

_EMU_PER_POINT, _EMU_PER_CHARACTER = 12_700, 66_675  # a character of the default font is seven pixels wide
_DEFAULT_HEIGHT, _DEFAULT_WIDTH = 15.0, 9.14


@dataclass
class Axis:
    """Sizes along one direction of a sheet, in EMU (12,700 of them are a point). Rows and columns count from 0."""

    default: int
    sizes: dict[int, int] = field(default_factory=dict)

    def size(self, at: int) -> int:
        return self.sizes.get(at, self.default)

    def home(self, first: int, offset: int, last: int, end: int) -> int:
        """The cell that holds at least half of what reaches from `offset` in `first` to `end` in `last`, else `first`."""
        last = max(first, min(last, first + 2_000))
        if last == first:
            return first
        shares = [max(self.size(first) - offset, 0), *(self.size(n) for n in range(first + 1, last)), max(end, 0)]
        whole = sum(shares)
        best = max(range(len(shares)), key=lambda n: shares[n])
        return first + best if shares[best] * 2 >= whole else first

    def reach(self, first: int, offset: int, extent: int) -> tuple[int, int]:
        """The cell and the place in it where something of this extent ends."""
        at, rest = first, offset + max(extent, 0)
        while rest > self.size(at) and at < first + 2_000:
            rest -= self.size(at)
            at += 1
        return at, rest


class PictureCell(NamedTuple):
    """A cell with a picture in it. row: as Excel counts; column: from 0; value: Excel's number of it, or 0; name: WPS's, or ""."""

    row: int
    column: int
    value: int
    name: str


class SheetScan:
    """Looks through the XML of a sheet without parsing it: a hundred thousand rows take as long as their bytes."""

    _CHUNK = 4_000_000
    _SIZES = re.compile(rb"<(?:\w+:)?(?P<tag>row|col|sheetFormatPr)\b(?P<said>[^>]*)>")
    _PIECE = re.compile(
        rb"<(?:\w+:)?(?P<tag>row|col|sheetFormatPr)\b(?P<said>[^>]*)>"
        rb"|<(?:\w+:)?c\b(?P<cell>[^>]*\bvm\s*=[^>]*)>"
        rb"|<(?:\w+:)?c\b(?P<formula>[^>]*)>\s*<(?:\w+:)?f\b[^>]*>(?:[^<]*?)DISPIMG\((?:&quot;|\")(?P<image>[^\"&<]{1,80})(?:&quot;|\")"
    )

    def __init__(self) -> None:
        self.rows = Axis(round(_DEFAULT_HEIGHT * _EMU_PER_POINT))
        self.columns = Axis(round(_DEFAULT_WIDTH * _EMU_PER_CHARACTER))
        self.cells: list[PictureCell] = []
        self.row = 0

    def read(self, stream: IO[bytes]) -> None:
        rest = b""
        while chunk := stream.read(self._CHUNK):
            chunk = rest + chunk
            cut = chunk.rfind(b"</row>") + 6
            if cut < 6:
                cut = chunk.rfind(b"<") if len(chunk) < 4 * self._CHUNK else len(chunk)
            self.look(chunk[:cut])
            rest = chunk[cut:]
        self.look(rest)

    def look(self, xml: bytes) -> None:
        pictures = b"DISPIMG" in xml or b"vm=" in xml
        for match in (self._PIECE if pictures else self._SIZES).finditer(xml):
            said = match["said"]
            if match["tag"] == b"row":
                self.row = int(_said(said, b"r") or self.row + 1)
                if (height := _said(said, b"ht")) is not None or _said(said, b"hidden") == 1:
                    hidden = _said(said, b"hidden") == 1
                    self.rows.sizes[self.row - 1] = 0 if hidden else round((height or 0) * _EMU_PER_POINT)
            elif match["tag"] == b"col":
                first, last, width = (_said(said, key) for key in (b"min", b"max", b"width"))
                if first and last and width is not None:
                    for column in range(int(first) - 1, min(int(last), int(first) + 500)):
                        self.columns.sizes[column] = round(width * _EMU_PER_CHARACTER)
            elif match["tag"] is not None:
                if height := _said(said, b"defaultRowHeight"):
                    self.rows.default = round(height * _EMU_PER_POINT)
                if width := _said(said, b"defaultColWidth"):
                    self.columns.default = round(width * _EMU_PER_CHARACTER)
            else:
                attributes = match["cell"] if match["cell"] is not None else match["formula"]
                place = re.search(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']", attributes)
                if place:
                    value = int(_said(attributes, b"vm") or 0)
                    image = (match["image"] or b"").decode("utf-8", "replace")
                    self.cells.append(PictureCell(int(place[2]), _column(place[1].decode()), value, image))


def _said(attributes: bytes, name: bytes) -> float | None:
    match = re.search(rb"(?<![\w:])" + name + rb"\s*=\s*[\"'](\d{1,9}(?:\.\d{1,9})?)", attributes)
    return float(match[1]) if match else 1.0 if name == b"hidden" and b'hidden="true"' in attributes else None


def _column(letters: str) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
