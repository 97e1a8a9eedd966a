"""红黑榜: the top and bottom few of each peer group by 本期整改率."""

from typing import NamedTuple

import pandas as pd

from domain.directory import DEPARTMENT, DISTRICT
from domain.figures.ranking import NOT_RANKED_UNITS, peer_group
from domain.ledger.ledger import Ledger
from domain.meeting.owed import owed_by


class RedBlack(NamedTuple):
    """red, black: columns code, name, group, rank, owed, done, open, rate, best (red) or worst (black) of a group first.

    idle: names of units that owed nothing. few: names of those that owed less than the minimum. alone: groups too small for
    a list, or in which all stand equal.
    """

    red: pd.DataFrame
    black: pd.DataFrame
    idle: tuple[str, ...]
    few: tuple[str, ...]
    alone: tuple[str, ...]


def red_and_black(ledger: Ledger, owed: pd.DataFrame, *, by: str, count: int, minimum: int) -> RedBlack:
    """The lists of one kind of units. by: "district" or "lead". count: so many at either end of a group.

    At most a third of a group is on either list, so that a group of two has none, but all of a tie at the edge are. Nobody
    is on both: a tie that reaches from one edge to the other is on neither, unless it is at 100 % or at 0 %. Who has 100 % is never on the black list, who has 0 % never on the red one.
    """
    table = owed_by(owed, by=by)
    table["name"] = [ledger.directory.label(by, int(code)) for code in table["code"]]
    table["group"] = [peer_group(ledger, by, int(code)) for code in table["code"]]
    table = table[table["group"] != NOT_RANKED_UNITS]
    few = table[table["owed"] < minimum]
    fit = table[table["owed"] >= minimum].copy()
    fit["rank"] = fit.groupby("group")["rate"].rank(method="min", ascending=False).astype("Int64")
    red, black, alone = [], [], []
    for name, members in fit.groupby("group", sort=True):
        most = min(count, len(members) // 3)
        order = members.sort_values(["rate", "owed", "code"], ascending=[False, False, True], kind="stable")
        rates = order["rate"].to_numpy(dtype=float)
        if not most or (rates[0] == rates[-1] and 0 < rates[0] < 100):
            alone.append(str(name))
            continue
        high, low = float(rates[most - 1]), float(rates[-most])
        between = high == low and 0 < high < 100  # one tie from edge to edge: neither praise nor blame
        top = (rates > high) if between else (rates >= high)
        bottom = (rates < low) if between else (rates <= low)
        red.append(order[top & (rates > 0)])
        black.append(
            order[bottom & (rates < 100)].sort_values(
                ["rate", "open", "code"], ascending=[True, False, True], kind="stable"
            )
        )
    kind = DISTRICT if by == "district" else DEPARTMENT
    busy = set(table["code"])
    idle = [u.label for u in ledger.directory.units.values() if u.kind == kind and u.unit_id not in busy]
    return RedBlack(
        pd.concat(red, ignore_index=True) if red else fit.iloc[:0],
        pd.concat(black, ignore_index=True) if black else fit.iloc[:0],
        tuple(idle),
        tuple(few["name"]),
        tuple(alone),
    )
