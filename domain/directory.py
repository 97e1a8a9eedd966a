"""Who and where: units, sites, vocabularies and special actions, by id."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DEPARTMENT = "department"
DISTRICT = "district"


@dataclass(frozen=True)
class Unit:
    """A department (部门) or a district (镇区). `group` is the peer group within which it is ranked."""

    unit_id: int
    name: str
    short_name: str
    kind: str
    group: str
    parent_id: int | None = None
    contact: str | None = None
    phone: str | None = None

    @property
    def label(self) -> str:
        """The name on screens: the full one where it is short enough to be read at a glance, else the short one."""
        return self.name if len(self.name) <= 7 else self.short_name or self.name


@dataclass(frozen=True)
class Site:
    """A place that assessors may visit (点位).

    registered: it stands in the office's register; others are only named by sheets. lead_unit_id: the department that leads it.
    """

    site_id: int
    name: str
    site_type: str | None
    district_id: int | None
    warden: str | None = None
    phone: str | None = None
    lead_unit_id: int | None = None
    registered: bool = False


@dataclass(frozen=True)
class Action:
    """A special action (专项行动). The lead leader is named by office, never by person."""

    action_id: int
    name: str
    lead_leader: str
    lead_department: str | None


@dataclass(frozen=True)
class Directory:
    """All masters of one data version. `terms` maps category, site_type and source ids to their words.

    term_actions: the special action that a category belongs to.
    """

    units: Mapping[int, Unit] = field(default_factory=dict)
    sites: Mapping[int, Site] = field(default_factory=dict)
    terms: Mapping[int, str] = field(default_factory=dict)
    term_kinds: Mapping[int, str] = field(default_factory=dict)
    actions: Mapping[int, Action] = field(default_factory=dict)
    term_actions: Mapping[int, int] = field(default_factory=dict)

    def label(self, dimension: str, code: int) -> str:
        """The word for `code` in `dimension` (district, lead, category, site_type, source, action, site).

        Code 0 means that no sheet has said it; the bucket has a name of its own and is never dropped.
        """
        if code == 0:
            return BLANKS.get(dimension, "未填写")
        if dimension in ("district", "lead"):
            unit = self.units.get(code)
            return unit.label if unit else f"#{code}"
        if dimension == "site":
            site = self.sites.get(code)
            return site.name if site else f"#{code}"
        if dimension == "action":
            action = self.actions.get(code)
            return action.name if action else f"#{code}"
        return self.terms.get(code, f"#{code}")


BLANKS: Mapping[str, str] = {
    "district": "未填镇区",
    "lead": "未明确责任单位",
    "category": "未分类",
    "site_type": "未分类型",
    "source": "未填来源",
    "action": "未归入行动",
    "site": "未填点位",
}
