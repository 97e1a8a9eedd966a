"""docs/reference/datasets.md: every kind of sheet with its columns."""

from collections import defaultdict

from data_loaders.headings.headings import known_headings
from data_loaders.headings.kinds import KINDS
from domain.catalogue import DATASETS
from domain.datasets.row_fields import FIELD_NAMES
from tests.drawn import HEAD, table


def page() -> str:
    """The page."""
    headings: dict[str, list[str]] = defaultdict(list)
    for heading, name in known_headings().items():
        headings[name].append(heading)
    said = [f"# Sheets and their columns (表和列)\n\n{HEAD}\n", "## The main kinds\n"]
    said.append(
        table(
            ("kind", "表", "至少要有"),
            [
                (f"`{key}`", kind.name, "；".join("或".join(FIELD_NAMES[n] for n in group) for group in kind.either))
                for key, kind in KINDS.items()
            ],
        )
    )
    said.append(
        table(
            ("field", "列", "也认得"),
            [(f"`{key}`", name, "、".join(h for h in headings[key] if h != name)) for key, name in FIELD_NAMES.items()],
        )
    )
    for key, dataset in DATASETS.items():
        identity = "、".join(dataset.field(name).heading for name in dataset.identity)
        said.append(f"## {dataset.title} (`{key}`)\n\n一条一行，由 {identity} 区分。\n")
        rows = [
            (
                f"`{f.name}`",
                f.heading,
                "、".join(f.headings[1:]),
                f.kind,
                "必填" if f.required else "",
                "、".join(f.words),
                f.hint,
            )
            for f in dataset.columns
        ]
        said.append(table(("field", "列", "也认得", "kind", "", "可填", "怎么填"), rows))
    return "\n".join(said)
