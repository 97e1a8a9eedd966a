"""What the reader has chosen to look at: districts, departments, categories …; empty means everything."""

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import pandas as pd

from domain.ledger.days import day_number
from domain.ledger.ledger import Ledger

DIMENSIONS = ("district", "category", "site_type", "source", "action", "site")


@dataclass(frozen=True)
class Selection:
    """Ids to keep in each dimension (empty: all), the period in which issues were found, and whether 配合单位 count.

    lead: departments, by the lead unit of each day. Hashable, so it can key a cache.
    """

    district: tuple[int, ...] = ()
    lead: tuple[int, ...] = ()
    category: tuple[int, ...] = ()
    site_type: tuple[int, ...] = ()
    source: tuple[int, ...] = ()
    action: tuple[int, ...] = ()
    site: tuple[int, ...] = ()
    found_from: date | None = None
    found_until: date | None = None
    assisting: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing is left out or added."""
        return all(not getattr(self, f.name) for f in fields(self))


def with_assisting(ledger: Ledger) -> Ledger:
    """The ledger counted 含配合: every span once more for each assisting unit, as if that unit led it.

    Sums over departments then exceed the whole; whoever shows them says so.
    """
    if ledger.assists.empty:
        return ledger
    spans = ledger.spans
    extra = spans.merge(ledger.assists, on="issue", how="inner")
    extra = extra[extra["unit"] != extra["lead"]]
    extra = extra.assign(lead=extra["unit"].astype(np.int32)).drop(columns="unit")
    both = pd.concat([spans, extra], ignore_index=True)
    return Ledger(ledger.issues, both, ledger.assists, ledger.directory, ledger.settings)


def chosen(ledger: Ledger, selection: Selection) -> Ledger:
    """The part of `ledger` that `selection` keeps. An issue that changed hands counts for each lead on his own days."""
    if selection.everything:
        return ledger
    if selection.assisting:
        ledger = with_assisting(ledger)
    issues = ledger.issues
    keep = np.ones(len(issues), dtype=np.bool_)
    for dimension in DIMENSIONS:
        wanted = getattr(selection, dimension)
        if wanted:
            keep &= np.isin(issues[dimension].to_numpy(), wanted)
    if selection.found_from is not None:
        keep &= issues["found_on"].to_numpy() >= day_number(selection.found_from)
    if selection.found_until is not None:
        keep &= issues["found_on"].to_numpy() <= day_number(selection.found_until)
    spans = keep[ledger.spans["issue"].to_numpy()]
    if selection.lead:
        spans &= np.isin(ledger.spans["lead"].to_numpy(), selection.lead)
    return ledger.only(spans)
