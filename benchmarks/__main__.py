"""`python -m benchmarks [import|desk|linkage|pages|sessions|memory|wall|walls|meeting|soak|all]`: measures and prints one table.

Every ratio is measured in the same run, on the same machine. Generated files are kept in the system's temporary
folder, so that the next run starts at once. The exit status is 1 when a target is missed.
"""

import argparse
import platform
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks import desk, imports, linkage, meeting, screens, soak, wall
from benchmarks.server import ROOT
from benchmarks.table import Measurement, markdown

PARTS = ("import", "desk", "linkage", "pages", "sessions", "memory", "wall", "walls", "meeting", "soak")
SIZES = {"pages": [10_000, 100_000, 1_000_000], "sessions": [100_000], "memory": [1_000_000]}
CACHE = Path(tempfile.gettempdir()) / "chuangcheng-benchmarks"


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("part", nargs="?", default="all", choices=[*PARTS, "all"])
    parser.add_argument("--sizes", type=sizes, help="numbers of issues, e.g. 10000,100000")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the imported workbook")
    parser.add_argument("--runs", type=int, default=screens.WARM_RUNS, help="warm runs for each screen")
    parser.add_argument("--readers", type=int, default=screens.READERS, help="readers at once")
    parser.add_argument("--minutes", type=float, default=soak.MINUTES, help="how long the soak lasts")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where generated files are kept")
    parser.add_argument("--save", action="store_true", help="also write benchmarks/results.md")
    return parser.parse_args(words)


def sizes(text: str) -> list[int]:
    return [int(word) for word in text.replace("_", "").split(",")]


def measured(options: argparse.Namespace) -> list[Measurement]:
    """The lines of the table for the parts that were asked for; `all` reads memory off the pages' own server."""
    cache: Path = options.cache
    cache.mkdir(parents=True, exist_ok=True)
    parts = (
        ("import", "desk", "linkage", "pages", "sessions", "wall", "walls", "meeting")
        if options.part == "all"
        else (options.part,)
    )
    lines: list[Measurement] = []
    for part in parts:
        print(f"{part} …", file=sys.stderr, flush=True)
        numbers = options.sizes or SIZES.get(part, [])
        if part == "import":
            lines += imports.imports(options.rows, cache)
        elif part == "desk":
            lines += desk.desk(cache)
        elif part == "linkage":
            lines += linkage.linkage()
        elif part == "pages":
            lines += screens.pages(numbers, cache, runs=options.runs)
        elif part == "sessions":
            lines += screens.sessions(numbers, cache, readers=options.readers)
        elif part == "wall":
            lines += wall.wall(options.sizes or [], cache)
        elif part == "walls":
            lines += wall.walls(options.sizes or [], cache)
        elif part == "meeting":
            lines += meeting.meeting(options.sizes or [], cache)
        elif part == "soak":
            lines += soak.soak(cache, minutes=options.minutes)
        else:
            lines += screens.memory(numbers, cache)
    return lines


def circumstances() -> str:
    """One sentence on what the figures were measured with."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "pandas", "python-calamine"))
    return f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; {packages}."


def main(words: list[str]) -> int:
    options = arguments(words)
    started = time.monotonic()
    lines = measured(options)
    table = markdown(lines)
    print(table)
    print(circumstances(), f"Took {time.monotonic() - started:.0f} s.")
    if options.save:
        heading = "# What was measured\n\n`make bench`; ratios are of the same run.\n\n"
        (ROOT / "benchmarks" / "results.md").write_text(f"{heading}{table}\n{circumstances()}\n", encoding="utf-8")
    return int(any(line.ok is False for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
