"""The child process of `marked_workbook`: marks one file from standard input and writes the .xlsx to standard output.

Run as `python -m data_loaders.marking.marking MEMORY_MB SECONDS NAME`. An .xlsx is edited part by part, so that it keeps what no library
keeps (charts, shapes, pictures in cells); whatever else, or an .xlsx that cannot be edited, is written anew from its cells.
"""

import os
import sys
from collections.abc import Sequence

import orjson

from data_loaders.marking.faults import CellFault


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


def main(arguments: Sequence[str]) -> None:
    """Answers and ends the process."""
    from data_loaders.reading.worker import _limit

    memory_mb, seconds, name = arguments
    answer_to = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not end up in the answer
    _limit(int(memory_mb), int(seconds))
    said = sys.stdin.buffer.read()
    size = int.from_bytes(said[:8], "big")
    faults = [CellFault(*values) for values in orjson.loads(said[8 : 8 + size])]
    output = marked(said[8 + size :], name, faults)
    with os.fdopen(answer_to, "wb") as stream:
        stream.write(output)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
