"""Which rows are about the same issue: our matching beside splink, the reference implementation of Fellegi–Sunter, on the same counties.

Both see the same rows of `linkage_counties`. Ours loads the files one by one, as an office does; splink sees all rows at once and is
told what no office knows: its m weights come from the true issues (estimate_m_from_label_column; learnt without them, by expectation
maximisation, version 5.0.0 raises where a level never occurs among matches), and its threshold is the one that serves it best
on all counties together.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from benchmarks.linkage_counties import FEEDBACKS, NUMBERINGS, County, assigned, county, frame, workbook
from benchmarks.table import Measurement
from data_loaders.import_options import ImportOptions
from data_loaders.importing.intake import load, recognise
from database.store.engine import open_database

AT = datetime(2020, 12, 1, tzinfo=UTC)
THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
"""Match probabilities from which splink's pairs are one issue; the best of them counts."""

Row = tuple[str, str, int]
"""File, page, row number."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows: right = rightly called one issue, wrong = wrongly called so, missed = of one issue and not called so."""

    right: int
    wrong: int
    missed: int

    def __add__(self, other: "Pairs") -> "Pairs":
        return Pairs(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Of the pairs called one issue, the share that is; percent."""
        return 100 * self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Of the pairs that are of one issue, the share called so; percent."""
        return 100 * self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; percent."""
        return 200 * self.right / max(2 * self.right + self.wrong + self.missed, 1)


def counties(seed: int, *, weeks: int, per_week: int) -> list[County]:
    """One county for each numbering, the ways of answering and what the sheets leave out taken in turns."""
    return [
        county(
            seed + n,
            numbering,
            feedback=FEEDBACKS[1 + n % 2],
            weeks=weeks,
            per_week=per_week,
            days=n % 4 != 3,
            spots=n % 3 == 1,
            ledger=True,
            reworded=0.3,
            split=n % 2 == 1,
        )
        for n, numbering in enumerate(NUMBERINGS)
    ]


def compared(truth: dict[Row, int], groups: Iterable[Sequence[Row]]) -> Pairs:
    """The pairs of rows within groups beside those of the true issues."""
    told = {frozenset(pair) for group in groups for pair in combinations(sorted(set(group)), 2)}
    right = sum(truth[a] == truth[b] for a, b in map(tuple, told))
    size = Counter(truth.values())
    return Pairs(right, len(told) - right, sum(n * (n - 1) // 2 for n in size.values()) - right)


def ours(given: County) -> tuple[Pairs, int]:
    """What our import makes of a county, and how many of its issues ask whether they are a known one."""
    with TemporaryDirectory() as folder:
        database = open_database(str(Path(folder) / "county.db"))
        try:
            asked = 0
            for sheet in given.sheets:
                file = recognise(database, workbook(sheet), sheet.name)
                asked += len(load(database, file, ImportOptions(create_units=True), at=AT).doubts)
            rows = assigned(database)
        finally:
            database.close()
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row, issues in rows.items():
        for issue in issues:
            groups[issue].append(row)
    return compared(truth_of(given), groups.values()), asked


def truth_of(given: County) -> dict[Row, int]:
    """The true issue of every row."""
    return {
        (sheet.name, page.name, number): key
        for sheet in given.sheets
        for page in sheet.pages
        for number, key in enumerate(page.truth, 2)
    }


def splinks(given: County) -> list[Pairs]:
    """What splink makes of the same rows, for each of THRESHOLDS."""
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = frame(given)
    told = pd.DataFrame(
        {
            "unique_id": range(len(rows)),
            "truth": rows["truth"].astype("int64"),
            "number": [_text(value) for value in rows["编号"]],
            "district": rows["镇区"],
            "site": rows["点位名称"],
            "category": rows["问题类别"],
            "wording": rows["存在问题"],
            "unit": rows["责任单位"],
            "found": [value.toordinal() if isinstance(value, date) else None for value in rows["检查日期"]],
        }
    )
    told = told.astype({"found": "Int64"})
    fields = ["number", "district", "site", "unit", "category", "found"]
    spoken = [field for field in fields if told[field].notna().any()]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.LevenshteinAtThresholds("wording", [1, 6]).configure(term_frequency_adjustments=True),
            *(compare.ExactMatch(field).configure(term_frequency_adjustments=True) for field in spoken),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("district", "site"),
            block_on("wording"),
            *([block_on("number")] if "number" in spoken else []),
        ],
    )
    table = DuckDBAPI().register(told, dataset_display_name="rows")
    linker = Linker(table, settings)
    sure: list[Any] = [block_on("district", "site", "wording", "unit", *(["found"] if "found" in spoken else []))]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_m_from_label_column("truth")
    predicted = linker.inference.predict(threshold_match_weight=-20)
    places: list[Row] = list(zip(rows["file"], rows["page"], rows["row"], strict=True))
    truth = truth_of(given)
    results = []
    for threshold in THRESHOLDS:
        clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
        groups: defaultdict[Hashable, list[Row]] = defaultdict(list)
        for record in clustered.as_record_list():
            groups[record["cluster_id"]].append(places[record["unique_id"]])
        results.append(compared(truth, groups.values()))
    return results


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def linkage(*, seed: int = 2020, weeks: int = 4, per_week: int = 20) -> list[Measurement]:
    """Precision and recall of both, over all counties together; ours must not be behind."""
    given = counties(seed, weeks=weeks, per_week=per_week)
    told = [ours(one) for one in given]
    mine = sum((pairs for pairs, _ in told), Pairs(0, 0, 0))
    by_threshold = [sum(column, Pairs(0, 0, 0)) for column in zip(*map(splinks, given), strict=True)]
    best = max(by_threshold, key=lambda pairs: pairs.f1)
    threshold = THRESHOLDS[by_threshold.index(best)]
    issues = sum(len(one.issues) for one in given)
    asked = sum(count for _, count in told)
    name = f"which rows are one issue, {issues:,} issues in {len(given)} counties"
    return [
        Measurement(
            f"{name}: precision beside splink",
            mine.precision,
            "%",
            best.precision,
            at_least=1.0,
            remark=f"wrongly joined pairs {mine.wrong:,} beside {best.wrong:,} at its best threshold, {threshold:g}",
        ),
        Measurement(
            f"{name}: recall beside splink",
            mine.recall,
            "%",
            best.recall,
            at_least=1.0,
            remark=f"missed pairs {mine.missed:,} beside {best.missed:,}; {asked:,} rows asked about",
        ),
        Measurement(f"{name}: wrongly joined pairs of rows", float(mine.wrong), "pairs", at_most=0),
    ]
