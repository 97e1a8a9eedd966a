"""What is right of the handed sheets, as the papers beside them say: RIGHT.csv, values/values.csv and the tables of README.md."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from data_loaders.import_options import ImportOptions
from data_loaders.importing.intake import CannotLoad, Outcome
from data_loaders.reading.workbook import UnreadableFile
from tests.cases.loading import CASES, OBVIOUS, Said, Stands, county


class Line(NamedTuple):
    """A line of RIGHT.csv."""

    file: str
    where: str
    what: str
    right: str
    kind: str

    @property
    def key(self) -> str:
        """By which its check is found: the number of the (first) file, and what is told of it."""
        return f"{self.file.partition('_')[0]} {self.what.partition(' (')[0]}"

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.what}"


def right_lines() -> list[Line]:
    """RIGHT.csv, line by line; nothing where it does not lie beside the project."""
    return [Line(*(line[name] for name in Line._fields)) for line in _table("RIGHT.csv")]


def values_of(file: str) -> dict[str, str]:
    """What is written → what is right, of one file of values/values.csv."""
    return {line["text"]: line["right"] for line in _table("values/values.csv") if line["file"] == file}


def _table(name: str) -> list[dict[str, str]]:
    if not (CASES / name).is_file():
        return []
    with (CASES / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def told(section: str) -> dict[str, str]:
    """A table of README.md: what stands in its first column → what is right. Of the first table, above all sections: section ""."""
    lines = {cells[0]: cells[-1] for line in _section(section).splitlines() if (cells := _cells(line))}
    return {file: right for file, right in lines.items() if file not in ("file", "files", "folder")}


def prose(section: str) -> str:
    """What a section of README.md says beside its table."""
    return "\n".join(line for line in _section(section).splitlines() if not line.startswith("|"))


def _section(section: str) -> str:
    readme = CASES / "README.md"
    parts = re.split(r"^## ", readme.read_text(encoding="utf-8"), flags=re.MULTILINE) if readme.is_file() else []
    found = {part.partition("\n")[0].partition(" (")[0].strip(): part.partition("\n")[2] for part in parts}
    return found.get(section, "")


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
    return [] if all(set(cell) <= {"-"} for cell in cells) else cells


# --- the files of a line ----------------------------------------------------------------------------------------------


def series(file: str) -> list[tuple[Path, ...]]:
    """The files that a line is about, each series of them loaded in turn: “a / b” and “a.xlsx .xls” are two, “a + b” and “a then b” one."""
    found: list[tuple[Path, ...]] = []
    for one in file.split(" / "):
        first, *endings = one.split(" .")
        names = [first, *(f"{first.rpartition('.')[0]}.{ending}" for ending in endings)]
        found += [tuple(_path(part) for part in re.split(r" \+ | then ", name)) for name in names]
    return found


def _path(name: str) -> Path:
    (path,) = CASES.glob(name.strip().replace("…", "*"))
    return path


@dataclass(frozen=True)
class Case:
    """What became of files that were loaded in turn into an empty county: rows, outcomes, and how the issues stand on the last day."""

    said: tuple[Said, ...]
    ends: tuple[Outcome | CannotLoad | UnreadableFile, ...]
    stands: tuple[Stands, ...]

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcomes; no file was refused as a whole."""
        assert all(isinstance(end, Outcome) for end in self.ends), self.ends
        return [end for end in self.ends if isinstance(end, Outcome)]

    @property
    def outcome(self) -> Outcome:
        """The outcome of the last file."""
        return self.outcomes[-1]

    @property
    def issues(self) -> int:
        """How many issues there are."""
        return len({row.issue for row in self.said})

    @property
    def states(self) -> list[str | None]:
        """What the rows say of the state."""
        return [row.state for row in self.said]

    def by_number(self) -> dict[str | None, Said]:
        """The rows by their numbers, in upper case."""
        return {row.number and row.number.upper(): row for row in self.said}

    def refused(self) -> set[tuple[int, str | None]]:
        """Number and faulty column of rows that were refused."""
        return {(refusal.row, refusal.heading) for outcome in self.outcomes for refusal in outcome.refusals}

    def aside(self) -> dict[int, tuple[str, str]]:
        """Number of each row set aside, with the reason and what stands there."""
        return {aside.row: (aside.reason, aside.text) for _, aside in self.outcome.asides}

    def notices(self) -> dict[str, int]:
        """What is told before the import, counted."""
        return {notice.key: notice.count for outcome in self.outcomes for notice in outcome.notices}


@lru_cache(maxsize=40)
def loaded(*paths: Path) -> Case:
    """These files loaded in turn as a clerk would; those with a day at the end of their names for that day."""
    with county() as empty:
        for path in paths:
            empty.load(path, ImportOptions(create_units=OBVIOUS.create_units, as_of=_day_in(path)))
        days = [end.as_of for end in empty.outcomes if isinstance(end, Outcome)]
        stands = tuple(empty.stands(max(days))) if days else ()
        return Case(tuple(empty.said()), tuple(empty.outcomes), stands)


def _day_in(path: Path) -> date | None:
    last = path.stem.rpartition("_")[2]
    return date.fromisoformat(last) if len(last) == 10 and last[4] == "-" else None


# --- what a line says is right ----------------------------------------------------------------------------------------


def days_in(text: str, year: int = 2020) -> list[date]:
    """The days that a text names; 06-19 alone is of that year."""
    return [
        date(int(named or year), int(month), int(day))
        for named, month, day in re.findall(r"(?:(\d{4})-)?(?<!\d)(\d\d)-(\d\d)(?!\d)", text)
    ]


def numbers_in(text: str) -> list[int]:
    """The numbers in a text; 3-6 is each from 3 to 6."""
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", text):
        found += range(int(first), int(last or first) + 1)
    return found


def states_in(text: str, rows: int) -> list[str | None]:
    """The states of so many rows: “A x2, B”, “A,B,…” (and so on), none, open (nothing said of it)."""
    found: list[str | None] = []
    for part in re.sub(r"\([^)]*\)", "", text.partition(":")[0]).split(","):
        word, _, times = part.strip().partition(" x")
        if word == "…":
            found = [found[at % len(found)] for at in range(rows)]
        else:
            found += [None if word == "none" else word] * int(times or 1)
    return found


def expects(right: str, states: Sequence[str | None]) -> None:
    """Fails unless the rows say the states that a line calls right; where it allows for asking, a row may say none."""
    wanted = states_in(right, len(states))
    parts = right.partition(":")[0].split(",")
    assert len(states) == len(wanted), (states, wanted)
    for at, (state, word) in enumerate(zip(states, wanted, strict=True)):
        if word == "open":
            assert state in (None, "ASSIGNED"), states
        elif state is not None or at >= len(parts) or "or asks" not in parts[at]:
            assert state == word, (at, states, wanted)
