"""The account of every handed sheet adds up, and what is unclear of it is said."""

import pytest

from data_loaders.importing.intake import Outcome, recognise
from tests.cases.loading import CASES, county, needs_cases
from tests.data_loaders.outcome.test_account import accounted, adds_up

FILES = (
    sorted(
        path
        for path in CASES.rglob("*")
        if path.suffix not in (".md", ".zip", ".toml") and path.name not in ("RIGHT.csv", "values.csv")
    )
    if CASES.is_dir()
    else []
)


@needs_cases
@pytest.mark.slow
def test_every_account_adds_up() -> None:
    counted = 0
    with county() as empty:
        for path in FILES:
            if not path.is_file():
                continue
            outcome = empty.load(path)
            if isinstance(outcome, Outcome) and outcome.account is not None:
                adds_up(accounted(outcome), recognise(empty.database, path.read_bytes(), path.name))
                counted += 1
    assert counted > 60


@needs_cases
@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("identity/V_1_2020-03-08.xlsx", {"reused": 1}),
        ("identity/Z_1_2020-03-22.xlsx", {"undated_done": 14}),
        ("05_long_ids_as_numbers.xlsx", {"damaged": 4}),
    ],
)
def test_what_is_unclear_is_said_with_its_rows(file: str, said: dict[str, int]) -> None:
    with county() as empty:
        outcome = empty.load(CASES / file)
    assert isinstance(outcome, Outcome)
    assert {notice.key: notice.count for notice in outcome.notices if notice.moves} == said
