"""What a brief is made of: the ledger of a period, its figures and its lists, each computed once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from briefings.brief.words import OFFICE, Spoken, spoken
from database.ledger import issues as stored
from database.office.instructions import Instruction, instructions
from database.store.engine import Database
from domain.accountability.chains import Chain, current_chains
from domain.figures.figures import listed
from domain.figures.overdue import issues_of, overdue
from domain.figures.ranking import COUNTS, by_unit, peer_group
from domain.ledger.days import NEVER, day_date, day_number
from domain.ledger.ledger import Ledger
from domain.ledger.states import STANDINGS, State
from domain.meeting.owed import owed, owed_counts
from domain.meeting.period import Period, counts_by, days_on, standing_rows, with_rates
from domain.settings import Settings


@dataclass(frozen=True)
class Week:
    """A period of a ledger. Frames are computed when first asked for; none is changed afterwards."""

    database: Database
    ledger: Ledger
    period: Period

    @property
    def settings(self) -> Settings:
        """The office's settings."""
        return self.ledger.settings

    @cached_property
    def words(self) -> Spoken:
        """本周, 上周, 下周 — or 本期 …"""
        return spoken(self.period)

    @cached_property
    def by_action(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Counts by special action (see period.counts_by), of the period and of the one before."""
        return counts_by(self.ledger, self.period, by="action"), counts_by(self.ledger, self.period.before, by="action")

    @cached_property
    def owed(self) -> pd.DataFrame:
        """本期应整改 (see domain.meeting.owed)."""
        return owed(self.ledger, self.period)

    @cached_property
    def owed_before(self) -> pd.DataFrame:
        """The same of the period before, as of its last day."""
        return owed(self.ledger, self.period.before)

    @cached_property
    def figures(self) -> Mapping[str, float | None]:
        """Every figure of the period: keys as in Brief.figures."""
        said = self.last_meeting
        meeting = {
            "instructed": float(len(said)) if said else None,
            "instructed_done": float(sum(one.is_done_on(self.period.as_of) for one in said)) if said else None,
        }
        counts = with_rates(self.by_action[0].sum())
        return {**counts, **days_on(self.ledger, self.period.as_of), **owed_counts(self.owed), **meeting}

    @cached_property
    def before(self) -> Mapping[str, float | None]:
        """Every figure of the period before."""
        opening = self.period.opening
        counts = with_rates(self.by_action[1].sum())
        return {
            **counts,
            **days_on(self.ledger, opening),
            **owed_counts(self.owed_before),
            "instructed": None,
            "instructed_done": None,
        }

    def count(self, key: str) -> int:
        """A counted figure of the period."""
        return int(self.figures[key] or 0)

    @property
    def is_first(self) -> bool:
        """Whether there was nothing to compare with when the period began."""
        return not self.before["total"]

    @cached_property
    def instructions(self) -> list[Instruction]:
        """What meetings ordered up to the end of the period, oldest first."""
        with self.database.read() as connection:
            return instructions(connection, until=self.period.closing)

    @cached_property
    def last_meeting(self) -> list[Instruction]:
        """The instructions of the newest of these meetings."""
        newest = max((one.given_on for one in self.instructions), default=None)
        return [one for one in self.instructions if one.given_on == newest]

    @cached_property
    def districts(self) -> pd.DataFrame:
        """Every district's figures (see ranking.by_unit), with found of the period and overdue_before on its opening day."""
        return self._units("district")

    @cached_property
    def departments(self) -> pd.DataFrame:
        """Every lead unit's figures."""
        return self._units("lead")

    def _units(self, by: str) -> pd.DataFrame:
        table = by_unit(self.ledger, by=by, as_of=self.period.as_of)
        size = self.ledger.size(by)
        period = self.period
        lists = (
            listed(self.ledger, "overdue", as_of=period.opening),
            listed(self.ledger, "found", as_of=period.closing, since=period.since),
        )
        late, found = (np.bincount(self.ledger.codes(by, rows), minlength=size) for rows in lists)
        gone = np.setdiff1d(
            np.flatnonzero(late + found), table["code"].to_numpy()
        )  # no issue is left of those that they had
        if len(gone):
            names = {
                "code": gone,
                "name": self.labels(by, gone),
                "group": [peer_group(self.ledger, by, int(c)) for c in gone],
            }
            counts = {key: np.zeros(len(gone), dtype=np.int64) for key in (*COUNTS, "finished")}
            table = pd.concat([table, pd.DataFrame(names | counts)], ignore_index=True)
        at = table["code"].to_numpy()
        return table.assign(overdue_before=late[at], found=found[at])

    @cached_property
    def overdue(self) -> pd.DataFrame:
        """What is overdue on the as-of day, worst first (see domain.figures.overdue)."""
        return overdue(self.ledger, as_of=self.period.as_of)

    @cached_property
    def found(self) -> pd.DataFrame:
        """What was found in the period, as it stands on the as-of day; columns of `issues_of`, by place."""
        frame = issues_of(self.ledger, "found", as_of=self.period.closing, since=self.period.since)
        rows = self.standing[frame["issue"].to_numpy()]
        assert (rows >= 0).all()  # found by the as-of day, so it stands somewhere
        spans = self.ledger.spans
        for column in ("state", "lead", "due_on", "done_on"):
            frame[column] = spans[column].to_numpy()[rows]
        return frame

    @cached_property
    def disputed(self) -> pd.DataFrame:
        """责任待定, oldest first."""
        frame = issues_of(self.ledger, "disputed", as_of=self.period.as_of)
        return frame.sort_values(["found_on", "issue_id"], kind="stable", ignore_index=True)

    @cached_property
    def due_next(self) -> pd.DataFrame:
        """What falls due after the as-of day's overdue and by the end of the next period, and is not done: soonest first."""
        frame = issues_of(self.ledger, "open", as_of=self.period.as_of)
        clock = [int(state) for state, standing in STANDINGS.items() if standing.clock]
        due, last = frame["due_on"], day_number(self.period.next_until)
        keep = frame["state"].isin(clock) & (due >= day_number(self.period.as_of)) & (due <= last)
        return frame[keep].reset_index(drop=True)

    @cached_property
    def recurring_ids(self) -> frozenset[int]:
        """Ids of the recurrences found in the period, without 不予认定."""
        frame = issues_of(self.ledger, "recurring", as_of=self.period.as_of)
        found = frame["found_on"]
        keep = (found >= day_number(self.period.since)) & (found <= day_number(self.period.closing))
        return frozenset(frame.loc[keep, "issue_id"].tolist())

    @cached_property
    def chains(self) -> list[Chain]:
        """Chains of recurrence (see domain.accountability.chains) that came back in the period or whose newest issue is open."""
        period = self.period
        return current_chains(self.ledger, as_of=period.as_of, since=period.since, until=period.closing)

    @property
    def office(self) -> str:
        """Who issues the bulletin."""
        return self.settings.office.strip() or OFFICE

    @cached_property
    def overdue_days(self) -> Mapping[int, int]:
        """Days overdue by issue id."""
        return dict(zip(self.overdue["issue_id"].tolist(), self.overdue["days_overdue"].tolist(), strict=True))

    @cached_property
    def open_by_action(self) -> pd.DataFrame:
        """未整改 counted by action and lead unit: columns action, lead, count."""
        at = listed(self.ledger, "open", as_of=self.period.as_of)
        frame = pd.DataFrame({name: self.ledger.codes(name, at) for name in ("action", "lead")})
        return frame.groupby(["action", "lead"], as_index=False).size().rename(columns={"size": "count"})

    @cached_property
    def _rows(self) -> Mapping[int, int]:
        """Row in ledger.issues of the newest issue of each chain, by its id."""
        ids = self.ledger.issues["issue_id"].to_numpy()
        wanted = np.array([one.issue_ids[-1] for one in self.chains], dtype=np.int64)
        order = np.argsort(ids, kind="stable")
        return dict(zip(wanted.tolist(), order[np.searchsorted(ids[order], wanted)].tolist(), strict=True))

    @cached_property
    def open_chains(self) -> list[tuple[int, Chain]]:
        """Of `chains` those whose newest issue is open, each with the special action of that issue."""
        actions = self.ledger.issues["action"].to_numpy()
        return [(int(actions[self._rows[one.issue_ids[-1]]]), one) for one in self.chains if one.open_now]

    def due_of(self, chain: Chain) -> date | None:
        """The due date of a chain's newest issue on the as-of day."""
        at = self.standing[self._rows[chain.issue_ids[-1]]]
        due = int(self.ledger.spans["due_on"].to_numpy()[at]) if at >= 0 else NEVER
        return None if due == NEVER else day_date(due)

    @cached_property
    def standing(self) -> NDArray[np.int64]:
        """For each issue the position in spans of where it stands on the as-of day; -1 where it stands nowhere."""
        return standing_rows(self.ledger, self.period.as_of)

    @cached_property
    def _texts(self) -> dict[int, tuple[str, str]]:
        wanted: set[int] = set()
        for frame in (self.overdue, self.found, self.disputed):
            wanted.update(frame["issue_id"].tolist())
        wanted.update(one.issue_ids[-1] for one in self.chains)
        wanted.update(one.issue_id for one in self.instructions if one.issue_id is not None)
        return stored.wordings(self.database, sorted(wanted))

    def problem(self, issue_id: int) -> str:
        """The wording of an issue on one of the lists, on one line; where nobody has written one, its category."""
        text = " ".join(self._texts.get(issue_id, ("", ""))[1].split())
        return text or self._unworded.get(issue_id, "没有填写问题描述")

    @cached_property
    def _unworded(self) -> Mapping[int, str]:
        """What stands for the wording of the issues on the lists that have none, where their category is known."""
        issues = self.ledger.issues
        wanted = [key for key, (_, text) in self._texts.items() if not text.strip()]
        rows = np.flatnonzero(np.isin(issues["issue_id"].to_numpy(), wanted))
        ids, kinds = issues["issue_id"].to_numpy()[rows].tolist(), issues["category"].to_numpy()[rows].tolist()
        return {
            key: f"没有描述的“{self.label('category', kind)}”问题" for key, kind in zip(ids, kinds, strict=True) if kind
        }

    def number(self, issue_id: int) -> str | None:
        """Its stable number, where it has one."""
        return self._texts.get(issue_id, ("", ""))[0] or None

    def label(self, dimension: str, code: int) -> str:
        """The word for a code (see Directory.label)."""
        return self.ledger.directory.label(dimension, int(code))

    def labels(self, dimension: str, codes: Iterable[int]) -> list[str]:
        """The words for codes."""
        known: dict[int, str] = {}
        return [
            known.setdefault(code, self.label(dimension, code)) if code not in known else known[code] for code in codes
        ]

    def leader(self, action: int) -> str:
        """The lead county leader of an action, "" where there is none."""
        known = self.ledger.directory.actions.get(int(action))
        return known.lead_leader if known else ""


def state_name(state: int) -> str:
    """待复核 …"""
    return STANDINGS[State(state)].name


def counted(codes: "pd.Series[int]") -> list[tuple[int, int]]:
    """(code, how many), most first; of equals the smaller code."""
    values, counts = np.unique(codes.to_numpy(), return_counts=True)
    return sorted(zip(values.tolist(), counts.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
