"""The whole import of a workbook beside only reading it."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.server import ROOT
from benchmarks.table import Measurement
from benchmarks.workbook import workbook

BARE_READS = 4.0
OPENPYXL_READS = 0.4


def timed(way: str, file: Path) -> dict[str, float]:
    """One run of one way (`benchmarks.readers`) in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.readers", way, str(file)],
        cwd=ROOT,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def imports(rows: int, cache: Path, *, rounds: int = 3) -> list[Measurement]:
    """Our whole import of `rows` rows against the bare read and against pandas with openpyxl.

    The best of `rounds` for the quick ones, in turns; openpyxl, which takes long, runs once, in the middle.
    """
    file = workbook(rows, cache)
    bare, ours = [], []
    for turn in range(rounds):
        bare.append(timed("calamine", file))
        ours.append(timed("ours", file))
        if turn == rounds // 2:
            openpyxl = timed("openpyxl", file)
    for result in (*bare, *ours, openpyxl):
        if result["rows"] != rows:
            raise RuntimeError(f"{rows} rows were written, {result['rows']} came back")
    best = min(result["seconds"] for result in ours)
    name = f"import of {rows:,} rows × 15 columns"
    lines = [
        Measurement(
            f"{name}, beside python-calamine's bare read",
            best,
            "s",
            min(result["seconds"] for result in bare),
            BARE_READS,
        ),
        Measurement(
            f"{name}, beside pandas with openpyxl only reading", best, "s", openpyxl["seconds"], OPENPYXL_READS
        ),
    ]
    if ours[0]["peak_mib"] is not None:
        most = max(result["peak_mib"] for result in ours)
        child = max(result["child_mib"] for result in ours)
        lines.append(
            Measurement(f"{name}, peak memory", most, "MiB", remark=f"and {child:.0f} MiB in the reading process")
        )
    return lines
