"""点位: the places with most to put right."""

from datetime import date

import numpy as np
import pandas as pd

from domain.figures.figures import tally
from domain.ledger.ledger import Ledger

SITE_FIGURES = ("overdue", "open", "recurring", "total")


def worst_sites(ledger: Ledger, *, as_of: date, count: int = 10) -> pd.DataFrame:
    """The `count` sites with most overdue, then open, then recurring issues; sites without any of these are left out.

    Columns code, name, district (name), SITE_FIGURES. Issues that name no site are not listed.
    """
    size = ledger.size("site")
    table = pd.DataFrame({key: tally(ledger, key, [as_of], by="site", size=size)[:, 0] for key in SITE_FIGURES})
    table.insert(0, "code", np.arange(size))
    wanted = (table["code"] > 0) & (table[["overdue", "open", "recurring"]].sum(axis=1) > 0)
    table = table[wanted].sort_values(["overdue", "open", "recurring", "code"], ascending=[False, False, False, True])
    table = table.head(count).reset_index(drop=True)
    sites = ledger.directory.sites
    places = [sites[code].district_id if code in sites else 0 for code in table["code"]]
    table.insert(1, "name", [ledger.directory.label("site", code) for code in table["code"]])
    table.insert(2, "district", [ledger.directory.label("district", place or 0) for place in places])
    return table
