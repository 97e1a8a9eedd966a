"""The meeting pack of a county: from the click to the proof, and to every file of it."""

import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.screens import county
from benchmarks.table import Measurement
from briefings.issuing import issuing
from briefings.issuing.corrections import corrections_of
from database.ledger.ledgers import newest_as_of, newest_ledger
from database.store.engine import open_database

ISSUES = 100_000
LIMIT_S = 3.0


def meeting(sizes: list[int], cache: Path) -> list[Measurement]:
    """For each size: the proof; each paper and, by a further click, all of them as one .zip; the issue; the corrections.

    As on the page, the ledger is at hand: every other screen needs it too.
    """
    return [line for issues in sizes or [ISSUES] for line in _meeting(issues, cache)]


def _meeting(issues: int, cache: Path) -> list[Measurement]:
    lines: list[Measurement] = []
    with county(issues, cache) as made:
        database = open_database(made.url)
        known = newest_ledger(database)
        newest = newest_as_of(database)
        assert newest is not None
        since, until = issuing.last_full_week(newest)
        photo = issuing.photos_in(database)

        def said(what: str, seconds: float, limit: float | None = None) -> None:
            lines.append(Measurement(f"{what}, {issues:,} issues", seconds, "s", at_most=limit))

        start = time.perf_counter()
        proof = issuing.proof_of(database, known, since=since, until=until)
        said("会议简报, click to text", time.perf_counter() - start, LIMIT_S)
        files: dict[str, bytes] = {}
        began = time.perf_counter()
        for paper in issuing.PRINTERS:
            start = time.perf_counter()
            files |= issuing.paper_of(proof.brief, paper, photo=photo)
            said(f"会议简报, {paper}", time.perf_counter() - start)
        issuing.zipped(files, made_on=proof.brief.as_of)
        said("会议简报, click on 全部文件 to the .zip", time.perf_counter() - began, LIMIT_S)
        start = time.perf_counter()
        issuing.issue(database, known, proof, number=1, who=None, at=datetime.now(UTC))
        said("会议简报, issue", time.perf_counter() - start)
        start = time.perf_counter()
        corrections_of(database, known.ledger, issuing.frozen_of(database, 1))
        said("会议简报, corrections", time.perf_counter() - start)
        database.close()
    return lines
