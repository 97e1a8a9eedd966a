"""The register: from names in cells to ids of units, sites and words; new ones are collected and stored together."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from data_loaders.cells.cells import Wrong
from data_loaders.import_options import NamedUnit
from data_loaders.text.names import canonical, name_key
from data_loaders.text.unit_forms import TOWN_ENDINGS
from database.masters import masters
from database.store.engine import Connection
from domain.directory import DEPARTMENT, DISTRICT

DISTRICT_ENDINGS = (*TOWN_ENDINGS, "街道办事处", "管委会")

KIND_NAMES = {
    DISTRICT: "镇区",
    DEPARTMENT: "部门",
    "category": "问题类别",
    "site_type": "点位类型",
    "source": "来源",
    "action": "专项行动",
}

NEW = "new"
"""The answer “this is a new unit” to the question what a name means."""


_COUNTED = re.compile(r"^\s*(?:[一二三四五六七八九十]+|\d+)[、.．]\s*")
_ACTION_WORDS = re.compile(r"专项|行动$|[\s“”\"'《》]")


def action_key(name: str) -> str:
    """The form under which a special action is looked up: 一、市容秩序整治专项行动 → 市容秩序整治. Never empty unless the name is."""
    return _ACTION_WORDS.sub("", _COUNTED.sub("", name)) or name


@dataclass
class NameLookup:
    """Names of one county while an import runs. Ids of what is new are given out at once and stored by `flush`.

    answers: what a person said a unknown unit name means: name as typed → full name of a known unit, or NEW.
    registered: full name → what a new unit is, as a person said; other new units are of the kind of their column.
    words: the same for categories, site types, sources and actions: (kind, text) → known word, or NEW.
    create_units: every unknown unit is a new one (only when a person said so for the whole file).
    unknown: how many rows wait for each name (kind, text) that nobody has explained; counted by the reader of the rows.
    new_words: words (kind, text) that nobody has explained and that were taken as they stand; actions that issues name and that
    were left out.
    """

    connection: Connection
    answers: Mapping[str, str] = field(default_factory=dict)
    create_units: bool = False
    registered: Mapping[str, NamedUnit] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    new_words: dict[tuple[str, str], int] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        directory = masters.directory_of(self.connection)
        self._units: dict[str, int] = {}
        for unit in directory.units.values():
            self._units.setdefault(name_key(unit.name), unit.unit_id)
            self._units.setdefault(name_key(unit.short_name), unit.unit_id)
        self._units |= masters.aliases(self.connection)
        self._names = {unit.name: unit.unit_id for unit in directory.units.values()}
        self._full = {unit.unit_id: unit.name for unit in directory.units.values()}
        self._kinds = {unit.unit_id: unit.kind for unit in directory.units.values()}
        self._terms = {(directory.term_kinds[i], name): i for i, name in directory.terms.items()}
        self._said = {
            kind: masters.answers(self.connection, kind)
            for kind in ("category", "site_type", "source", "site", "action")
        }
        self._actions = {action_key(action.name): key for key, action in directory.actions.items()}
        self._sites: dict[tuple[int, str], int] = {}
        self._districts: dict[int, int] = {}
        self._by_name: dict[str, list[int]] = {}
        for site in directory.sites.values():
            self._add_site(site.site_id, site.name, site.district_id or 0)
        self._next = {
            "unit": max(directory.units, default=0) + 1,
            "term": max(directory.terms, default=0) + 1,
            "site": max(directory.sites, default=0) + 1,
            "action": max(directory.actions, default=0) + 1,
        }
        self._new_units: list[tuple[int, str, str, str, str]] = []
        self._new_terms: list[tuple[int, str, str]] = []
        self._new_sites: list[tuple[int, str, int | None, int | None]] = []
        self._new_actions: list[tuple[int, str]] = []
        self._memo: dict[tuple[str, str], int | None] = {}

    def unit(self, name: str, *, kind: str) -> int | None:
        """The id of the unit called `name`; None if nobody has said yet who that is."""
        memo = self._memo.get((kind, name))
        if memo is not None:
            return memo
        found = self._units.get(name_key(name))
        answer = self.answers.get(name)
        if found is None and answer is not None:  # what a person says goes before what names.csv says
            found = self._answered(name, answer, kind)
        if found is None:
            found = self.known(name)
        if found is None and self.create_units and answer is None:
            found = self._new_unit(name, kind)
        if found is None:
            return None
        self._memo[(kind, name)] = found
        return found

    def _answered(self, name: str, answer: str, kind: str) -> int | None:
        if answer == NEW:
            return self._new_unit(name, kind)
        found = self._names.get(answer) or self._units.get(name_key(answer))
        if found is None and answer in self.registered:
            found = self._new_unit(answer, kind, self.registered[answer])
            self._units.setdefault(name_key(name), found)
        if found is None:  # renamed or merged since it was answered
            found = self.known(answer)
        return found

    def known(self, name: str) -> int | None:
        """The id of a unit that the directory, an alias or names.csv knows; never a new one."""
        key = name_key(name)
        if key in self._units:
            return self._units[key]
        bureau = canonical("unit", name)
        if bureau is not None:
            key = name_key(bureau)
            return self._units.get(key)
        return None

    def district_in(self, group: str) -> str | None:
        """The name of the district in a group row (滨江街道辖区); nested ones come joined: 滨江街道/一、环境卫生."""
        parts = [group_name(part) for part in group.split("/")]
        names = [name for part in parts for name in dict.fromkeys((part, _OF_PROBLEMS.sub("", part)))]
        return next((n for n in names if self.known(n) is not None or n.endswith(DISTRICT_ENDINGS)), None)

    def may_be_district(self, name: str) -> bool:
        """Whether a name is that of a known district, or of a unit nobody knows that ends like one."""
        found = self.known(name)
        return name.endswith(DISTRICT_ENDINGS) if found is None else self._kinds.get(found) == DISTRICT

    def is_department(self, name: str) -> bool:
        """Whether a name is that of a known department, or of a unit nobody knows that ends like one (局, 办, 公司 …)."""
        found = self.known(name)
        return _DEPARTMENT.search(name) is not None if found is None else self._kinds.get(found) == DEPARTMENT

    def _new_unit(self, name: str, kind: str, told: NamedUnit | None = None) -> int:
        if told is None and kind == DEPARTMENT and name.endswith(DISTRICT_ENDINGS):
            kind = DISTRICT
        kind, group, short_name = told or NamedUnit(kind, "", name)
        unit_id = self._take("unit")
        self._new_units.append((unit_id, name, short_name, kind, group))
        self._units[name_key(name)] = unit_id
        self._names[name] = unit_id
        self._full[unit_id] = name
        self._kinds[unit_id] = kind
        return unit_id

    def name(self, unit_id: int) -> str:
        """The full name of a unit."""
        return self._full[unit_id]

    def kind(self, unit_id: int) -> str:
        """department or district."""
        return self._kinds[unit_id]

    def term(self, kind: Literal["category", "site_type", "source"], text: str) -> int:
        """The id of a category, site_type or source; a word not known yet becomes a new one."""
        memo = self._memo.get((kind, text))
        if memo is not None:
            return memo
        answer = self.words.get((kind, text))
        word = (text if answer == NEW else answer) or self._said[kind].get(text)
        if word is None and (kind, text) in self._terms:
            word = text
        if word is None:
            word = None if kind == "source" else canonical(kind, text)
            if word is None:
                word = text
                self.new_words[(kind, text)] = 0
            word = self._said[kind].get(word, word)  # the usual word, where the office has renamed it
        found = self._terms.get((kind, word))
        if found is None:
            found = self._take("term")
            self._new_terms.append((found, kind, word))
            self._terms[(kind, word)] = found
        self._memo[(kind, text)] = found
        return found

    def site(self, name: str, district: int | None, site_type: int | None) -> tuple[int, int | None]:
        """The id of a site and the district it lies in.

        Without a district a name that only one known site bears means that site.
        """
        found = self._sites.get((district or 0, name))
        if found is None and district is None:
            bearers = self._by_name.get(name, [])
            if len(bearers) == 1:
                found = bearers[0]
        if found is None and name in self._said["site"]:  # renamed by the office; sheets go on with the old name
            found = self._sites.get((district or 0, self._said["site"][name]))
        if found is None:
            found = self._take("site")
            self._new_sites.append((found, name, district, site_type))
            self._add_site(found, name, district or 0)
        return found, district or self._districts.get(found) or None

    def bearers(self, name: str) -> int:
        """How many sites bear this name, in whatever district."""
        return len(self._by_name.get(name, ()))

    def action(self, name: str) -> int | None:
        """The id of a special action, with or without 专项行动 at its end; None if nobody has said yet which it is."""
        key = action_key(name)
        found = self._actions.get(key)
        if found is None:
            meaning = self.words.get(("action", name)) or self._said["action"].get(name)
            if meaning == NEW:
                found = self._actions[key] = self._take("action")
                self._new_actions.append((found, _COUNTED.sub("", name)))
            elif meaning is not None:
                found = self._actions.get(action_key(meaning))
        return found

    def _add_site(self, site_id: int, name: str, district: int) -> None:
        self._sites[(district, name)] = site_id
        self._districts[site_id] = district
        self._by_name.setdefault(name, []).append(site_id)

    def _take(self, what: str) -> int:
        key = self._next[what]
        self._next[what] = key + 1
        return key

    def flush(self, *, units: Collection[int], terms: Collection[int], actions: Collection[int]) -> None:
        """Store what is new and mentioned by a row that is kept. Call it before the observations that refer to it.

        units, terms, actions: the ids that such rows mention. Sites are only ever asked for by rows that are kept.
        """
        districts = {district for _, _, district, _ in self._new_sites}
        types = {site_type for _, _, _, site_type in self._new_sites}
        kept_units = [row for row in self._new_units if row[0] in units or row[0] in districts]
        kept_terms = [row for row in self._new_terms if row[0] in terms or row[0] in types]
        kept_actions = [row for row in self._new_actions if row[0] in actions]
        masters.add_new(self.connection, kept_units, kept_terms, self._new_sites, kept_actions)
        self.created = [f"新单位“{name}”（{KIND_NAMES[kind]}）" for _, name, _, kind, _ in kept_units]
        self.created += [f"新{KIND_NAMES[kind]}“{name}”" for _, kind, name in kept_terms]
        self.created += [f"新{KIND_NAMES['action']}“{name}”" for _, name in kept_actions]
        if self._new_sites:
            self.created.append(f"{len(self._new_sites):,} 个新点位")


_DEPARTMENT = re.compile(
    r"^[\u4e00-\u9fff]{1,14}(?:局|委|办|办公室|公司|集团|支队|大队|中队|中心|总队|联合会|管理处|事务所|检察院|法院)$"
)


_GROUP_FRONT = re.compile(
    r"[\s★☆●■◆※*#]*(?:[(（]?(?:[一二三四五六七八九十]{1,3}(?=[)）、.．\s])|\d{1,3}(?!\d))[)）]?[\s、.．]*)*[\s【\[《“]*"
)
_GROUP_BACK = re.compile(
    r"(?:辖区|片区|属地|[\s、,，：:】\]》”]|[(（][^()（）]*\d[^()（）]*[)）]|\s*共?\s*\d+\s*[个处件条项](?:问题|点位)?)+$"
)
_OF_PROBLEMS = re.compile(r"(?:存在)?(?:问题)?(?:整改)?(?:清单|台账|问题)$")


def group_name(group: str) -> str:
    """The name in a group row, without its number, marks and counts: 滨江街道 of “一、滨江街道辖区（共3处）”."""
    return _GROUP_BACK.sub("", group[_GROUP_FRONT.match(group).end() :])  # type: ignore[union-attr]


def unknown_units(names: Sequence[str], kind: str) -> Wrong:
    """What is said of the units of a cell that nobody has explained yet; all of them are asked about at once."""
    said = "、".join(f"“{name}”" for name in names)
    return Wrong(
        f"单位{said}不在单位名录中，也不是已知的别名。",
        "请在导入页登记为新单位，或确认它是哪个单位（记住以后不再问），也可以在表中改为规范名称。",
        asks=tuple((kind, name) for name in names),
    )
