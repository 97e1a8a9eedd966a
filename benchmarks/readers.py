"""One way of reading or importing a workbook, timed in a process of its own: `python -m benchmarks.readers WAY FILE`.

Prints one JSON object: seconds, rows, and the most memory held (of this process, and of its children). Starting
Python and importing packages is not part of the time.
"""

import json
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, sleep

from benchmarks.server import peak_mib


def calamine(file: Path) -> Callable[[], int]:
    """The bare read: every cell of the first sheet as a Python value."""
    from python_calamine import CalamineWorkbook

    return lambda: len(CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()) - 1


def openpyxl(file: Path) -> Callable[[], int]:
    """What most programs do: pandas with openpyxl, reading only."""
    import pandas as pd

    return lambda: len(pd.read_excel(file, engine="openpyxl"))


def ours(file: Path) -> Callable[[], int]:
    """The whole import into a new database: read, recognise, check, match, fold, commit."""
    from data_loaders.importing.intake import ImportOptions, load, recognise
    from data_loaders.reading import child
    from database.store.engine import open_database

    child.keep_ready()  # as the server does when it starts
    sleep(0.5)
    database = open_database(f"sqlite:///{tempfile.mkdtemp()}/import.db")

    def whole_import() -> int:
        recognised = recognise(database, file.read_bytes(), file.name)
        outcome = load(database, recognised, ImportOptions(create_units=True), at=datetime.now(UTC))
        return outcome.counts["new"]

    return whole_import


WAYS = {"calamine": calamine, "openpyxl": openpyxl, "ours": ours}


def main(way: str, file: str) -> None:
    work = WAYS[way](Path(file))
    started = perf_counter()
    rows = work()
    seconds = perf_counter() - started
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "rows": rows, "peak_mib": peak_mib("self"), "child_mib": children}))


if __name__ == "__main__":
    main(*sys.argv[1:])
