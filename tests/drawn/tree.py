"""docs/reference/tree.md: every package and module with its first line, in the order of the way that data takes."""

import ast
import tomllib
from pathlib import Path

from tests.drawn import HEAD, ROOT

LAYERS = ("domain", "database", "data_loaders", "briefings", "ui", "pages", "sample_data")


def purpose(file: Path) -> str:
    """The first line of a module's docstring."""
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0].strip()


def order() -> dict[str, list[str]]:
    """Layer → its sub-packages, lowest first, as the contracts in pyproject.toml have them."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    inside = {c["id"]: c["layers"] for c in config["contracts"] if "containers" in c}
    return {layer: [name for line in reversed(lines) for name in line.split(" | ")] for layer, lines in inside.items()}


def _modules(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.py") if file.stem not in ("__init__", "__main__"))


def _lines(folder: Path) -> list[str]:
    return [f"  - `{file.stem}` {purpose(file)}" for file in _modules(folder)]


def page() -> str:
    """The page."""
    said = [f"# The tree\n\n{HEAD} In each layer the lowest package comes first: it is imported by those below it.\n"]
    places = order()
    for layer in LAYERS:
        top = ROOT / layer
        said.append(f"## {layer}/\n\n{purpose(top / '__init__.py')}\n")
        lines = []
        if (top / "__main__.py").exists():
            lines.append(f"- `__main__` {purpose(top / '__main__.py')}")
        lines += [f"- `{file.stem}` {purpose(file)}" for file in _modules(top)]
        folders = {folder.name: folder for folder in top.iterdir() if (folder / "__init__.py").exists()}
        for name in [n for n in places.get(layer, []) if n in folders] + sorted(
            set(folders) - set(places.get(layer, []))
        ):
            lines += [f"- **`{name}/`** {purpose(folders[name] / '__init__.py')}", *_lines(folders[name])]
            for inner in sorted(
                f for f in folders[name].iterdir() if (f / "__init__.py").exists() and f.name != "versions"
            ):
                lines += [f"- **`{name}/{inner.name}/`** {purpose(inner / '__init__.py')}", *_lines(inner)]
        said.append("\n".join(lines) + "\n")
    return "\n".join(said)
