"""The child process of `marked_workbook`: marks one file.

An .xlsx is edited part by part, so that it keeps what no library keeps (charts, shapes, pictures in cells); whatever else, or an .xlsx that cannot be edited, is written anew from its cells.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from data_loaders.marking.faults import CellFault
from data_loaders.sandbox.inside import work


def marked(content: bytes, name: str, faults: Sequence[CellFault]) -> bytes:
    """The .xlsx with the faults marked."""
    from data_loaders.marking import rebuilt
    from data_loaders.reading.worker import _refuse_bomb

    if content.startswith(b"PK"):
        import io
        import zipfile

        from data_loaders.marking import package

        _refuse_bomb(zipfile.ZipFile(io.BytesIO(content)).infolist())
        try:
            return package.with_marks(content, faults)
        except MemoryError:
            raise
        except Exception:  # a workbook of another make: its cells at least can be had
            return rebuilt.with_marks(content, name, faults)
    return rebuilt.with_marks(content, name, faults)


def _parts(task: Mapping[str, Any], content: bytes) -> Iterator[bytes]:
    output = marked(content, task["name"], [CellFault(*values) for values in task["faults"]])
    yield len(output).to_bytes(8, "big")
    yield output


if __name__ == "__main__":
    work(_parts)
