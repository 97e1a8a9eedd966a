"""`python -m tests.cases FILE…`: load files in turn into an empty county and print what became of every row."""

import sys
from dataclasses import fields
from pathlib import Path

from data_loaders.importing.intake import Outcome
from tests.cases.loading import Said, county

HIDDEN = ("file", "part")


def shown(said: Said) -> str:
    """A row in one line: its place, its issue and what it says; what says nothing is left out."""
    told = [f"{f.name}={getattr(said, f.name)}" for f in fields(said) if f.name not in HIDDEN and getattr(said, f.name)]
    return "  " + " ".join(told)


def main(paths: list[str]) -> None:
    """Load and print."""
    with county() as empty:
        for path in map(Path, paths):
            outcome = empty.load(path)
            print(f"== {path.name}")
            if not isinstance(outcome, Outcome):
                print(f"  {type(outcome).__name__}: {outcome}")
                continue
            print(f"  {outcome.kind} as_of={outcome.as_of} {dict(outcome.counts)} issues_new={outcome.issues_new}")
            for note in outcome.notes:
                print(f"  note: {note}")
            for refusal in outcome.refusals:
                print(
                    f"  refused {refusal.sheet}!{refusal.row} {refusal.heading}={refusal.value!r}: {refusal.reason} {refusal.remedy}"
                )
            for sheet, aside in outcome.asides:
                print(f"  aside {sheet}: {aside}")
            for unknown in outcome.unknown:
                print(f"  asks {unknown}")
            for doubt in outcome.doubts:
                print(f"  doubt {doubt}")
        for said in empty.said():
            print(shown(said))


if __name__ == "__main__":
    main(sys.argv[1:])
