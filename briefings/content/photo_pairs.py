"""Photos before and after of the brief: what is overdue first, then what was put right in the period, then other open issues."""

import numpy as np

from briefings.brief.brief import PhotoPair
from briefings.brief.week import Week, state_name
from database.ledger.issues import wordings
from database.office import photos as stored
from domain.ledger.days import day_number
from domain.ledger.states import COUNTED, DONE

MOST_PAIRS = 12


def photo_pairs(week: Week) -> tuple[PhotoPair, ...]:
    """At most MOST_PAIRS pairs of counted issues that had a photo on the as-of day; pairs with both photos first among their like."""
    as_of = week.period.as_of
    known = stored.illustrated(week.database)
    there = {
        int(key): (before is not None and before <= as_of, after is not None and after <= as_of)
        for key, before, after in known.itertuples(index=False)
    }
    there = {key: both for key, both in there.items() if any(both)}
    if not there:
        return ()
    ids = week.ledger.issues["issue_id"].to_numpy()
    rows = np.flatnonzero(np.isin(ids, list(there)))
    rows = rows[week.standing[rows] >= 0]
    spans, issues = week.ledger.spans, week.ledger.issues
    states = spans["state"].to_numpy()[week.standing[rows]].tolist()
    since = day_number(week.period.since)
    ordered = []
    for row, state in zip(rows.tolist(), states, strict=True):
        if state not in COUNTED:
            continue
        issue_id, at = int(ids[row]), int(week.standing[row])
        late = week.overdue_days.get(issue_id, 0)
        fresh = state in DONE and int(spans["from_on"].to_numpy()[at]) >= since
        order = 0 if late else 1 if fresh else 2 if state not in DONE else 3
        ordered.append((order, not all(there[issue_id]), -late, -issue_id, row, state, at))
    ordered.sort()
    chosen = [(row, state, at) for *_, row, state, at in ordered[:MOST_PAIRS]]
    shown = stored.photos_of(week.database, [int(ids[row]) for row, _, _ in chosen], until=as_of)
    texts = wordings(week.database, [int(ids[row]) for row, _, _ in chosen])
    made = []
    for row, state, at in chosen:
        issue_id = int(ids[row])
        newest = {one.kind: one.sha256 for one in shown.get(issue_id, [])}
        days = week.overdue_days.get(issue_id)
        site, district = (week.label(name, int(issues[name].to_numpy()[row])) for name in ("site", "district"))
        made.append(
            PhotoPair(
                issue_id,
                f"{district} {site}",
                " ".join(texts[issue_id][1].split()),
                week.label("lead", int(spans["lead"].to_numpy()[at])),
                f"超期 {days:,} 天" if days else state_name(state),
                newest.get("before"),
                newest.get("after"),
            )
        )
    return tuple(made)
