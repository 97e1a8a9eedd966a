"""The kinds of sheet as one table: what each is called and which columns it cannot do without."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from data_loaders.records import FIELD_NAMES


@dataclass(frozen=True)
class Kind:
    """name: shown to the user. either: of each group of fields at least one must have a column."""

    name: str
    either: tuple[tuple[str, ...], ...]

    def missing(self, fields: Collection[str]) -> list[str]:
        """What is missing, in Chinese; empty if a sheet with these fields can be loaded as this kind."""
        return [
            "或".join(f"“{FIELD_NAMES[name]}”" for name in group)
            for group in self.either
            if not set(group) & set(fields)
        ]


OUTCOME = ("state", "progress", "done_on", "verdict")

KINDS: Mapping[str, Kind] = {
    "inspection": Kind("检查问题清单", (("problem",),)),
    "rectification": Kind("整改反馈表", (("number", "problem", "key"), (*OUTCOME, "due"))),
    "full": Kind("整改台账", (("number", "problem"), OUTCOME)),
}
