"""What a row, or a known issue, says about itself: the two sides of a pair."""

from collections.abc import Mapping
from typing import NamedTuple

from data_loaders.rows.records import Record
from database.ledger.issues import KnownIssue
from domain.ledger.wordings import wording_key


class Side(NamedTuple):
    """One side of a pair, None for what is not said. mark: its fingerprint. key: its wording key. seen_on: the day found, or the day of its sheet."""

    number: str | None
    mark: int | None
    key: str | None
    district: int | None
    site: int | None
    site_name: str | None
    found_on: int | None
    seen_on: int
    done_on: int | None
    lead: int | None
    category: int | None


def side_of(record: Record, mark: int | None, as_of: int) -> Side:
    """The side of a row of a sheet that speaks for day `as_of`."""
    return Side(
        record.number,
        mark,
        None if record.description is None else wording_key(record.description),
        record.district,
        record.site,
        record.site_name,
        record.found_on,
        as_of if record.found_on is None else record.found_on,
        record.done_on,
        record.lead,
        record.category,
    )


def side_of_known(known: KnownIssue, names: Mapping[int, str]) -> Side:
    """The side of a known issue. names: of its site, by id."""
    return Side(
        known.number,
        known.fingerprint,
        None if known.description is None else wording_key(known.description),
        known.district_id,
        known.site_id,
        names.get(known.site_id or 0),
        known.found_on if known.found_said else None,
        known.found_on,
        None,
        known.lead_id,
        known.category_id,
    )
