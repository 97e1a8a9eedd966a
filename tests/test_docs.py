"""The papers say what is true: commands exist, links lead somewhere, every term is in the glossary."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import unquote

import pytest

from domain.figures.definitions import DEFINITIONS
from domain.figures.quality import CHECKS
from domain.ledger.states import STANDINGS

ROOT = Path(__file__).resolve().parent.parent


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git knows and that still exists."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, stdin=subprocess.DEVNULL
    )
    files = (ROOT / name for name in listing.stdout.decode("utf-8").split("\0") if name)
    return tuple(file for file in files if file.is_file())


def texts() -> Iterator[tuple[Path, str]]:
    """The tracked files that are UTF-8 text."""
    for file in tracked():
        content = file.read_bytes()
        if b"\0" in content:
            continue
        try:
            yield file, content.decode("utf-8")
        except UnicodeDecodeError:
            continue


def markdown() -> list[Path]:
    return [file for file in tracked() if file.suffix == ".md"]


def targets() -> set[str]:
    """The targets that `make` itself lists."""
    listing = subprocess.run(
        ["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    return {line.split()[1] for line in listing.stdout.splitlines()}


def test_readme_opens_with_exactly_two_commands_and_make_knows_them() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```\w*\n(.*?)```", readme, re.DOTALL)
    assert block
    commands = [line.partition("#")[0].strip() for line in block[1].splitlines() if line.strip()]
    assert commands == ["make run", "make test"]
    assert {command.split()[1] for command in commands} <= targets()


def test_every_make_target_named_in_the_papers_exists() -> None:
    named = {
        (file.name, name)
        for file in markdown()
        for name in re.findall(r"(?:^|`)make ([a-z]+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert ("README.md", "bench") in named
    assert {(file, name) for file, name in named if name not in targets()} == set()


def links(text: str) -> list[str]:
    """Where the links and pictures of a Markdown text lead, without anchors; code is left out."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return [unquote(target.partition("#")[0]) for target in re.findall(r"\]\(<?([^)\s>]+)>?[^)]*\)", prose)]


def dead_links(file: Path, text: str) -> list[str]:
    return [
        target
        for target in links(text)
        if target and not re.match(r"[a-z]+:", target) and not (file.parent / target).exists()
    ]


def test_every_link_to_a_file_leads_somewhere() -> None:
    assert dead_links(ROOT / "README.md", "[a](README.md#x) [b](no/such.md) `[c](code.md)` [d](https://x.y)") == [
        "no/such.md"
    ]
    dead = {file.name: dead_links(file, file.read_text(encoding="utf-8")) for file in markdown()}
    assert {name: targets for name, targets in dead.items() if targets} == {}


def glossary() -> dict[str, str]:
    """The glossary's first column (中文, without what stands in brackets) and its second (code)."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|（]+?)(?:（[^|]*)? \| ([^|]+?) \|", text, re.MULTILINE)
    return dict(rows)


def test_every_state_is_in_the_glossary_with_its_code() -> None:
    codes = glossary()
    assert {s.name: codes.get(s.name) for s in STANDINGS.values()} == {
        standing.name: f"`State.{state.name}`" for state, standing in STANDINGS.items()
    }


def test_every_figure_is_in_the_glossary_with_its_key() -> None:
    codes = glossary()
    states = {standing.name for standing in STANDINGS.values()}
    figures = {d.name: f"`{key}`" for key, d in DEFINITIONS.items() if d.name not in states}
    assert figures
    assert {name: codes.get(name) for name in figures} == figures


def test_every_check_of_data_quality_is_in_the_glossary_with_its_key() -> None:
    codes = glossary()
    checks = {check.name: f"`{key}`" for key, check in CHECKS.items()}
    assert {name: codes.get(name) for name in checks} == checks


def test_no_word_of_the_glossary_stands_twice() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"^\| ([^|（]+?)(?:（[^|]*)? \|", text, re.MULTILINE)
    words = [word for word in words if word != "中文" and not word.startswith("-")]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


# Each has one letter in brackets so that this file does not find itself.
UNWANTED = re.compile(
    "|".join(
        [
            r"(?<![\w.])/w[o]rk/",
            r"(?<![\w.])/r[o]ot/",
            r"(?<![\w.])/tmp/pr[o]mpts",
            r"https?://[^\s/]*(?:pyp[i]|pythonh[o]sted|npmj[s]|artif[a]ctory|nex[u]s|mirr[o]r)[^\s/]*",
            r"helper s[e]ssions?\b",
            r"\bsub-?[a]gents?\b",
            r"\bAI [a]gents?\b",
            r"\bCl[a]ude\b",
            r"\bAnthr[o]pic\b",
            r"\blanguage m[o]dels?\b",
        ]
    ),
    re.IGNORECASE,
)


def test_no_file_names_this_machine_or_how_it_was_written() -> None:
    assert UNWANTED.search("/".join(["see ", "work", "main"]))
    assert UNWANTED.search(" ".join(["a helper", "session wrote it"]))
    assert not UNWANTED.search("../shared/work/ and a Streamlit session")
    found = {
        f"{file.relative_to(ROOT)}: {hit[0]}" for file, text in texts() if (hit := UNWANTED.search(text)) is not None
    }
    assert found == set()


def test_every_decision_says_status_context_decision_consequences() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(file.name[:4]) for file in decisions] == list(range(1, len(decisions) + 1))
    for file in decisions:
        text = file.read_text(encoding="utf-8")
        assert text.startswith(f"# {file.name[:4]}. "), file.name
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == ["Status", "Context", "Decision", "Consequences"], file.name
        parts = re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]
        assert all(part.strip() for part in parts), f"{file.name}: an empty part"


def packages(file: str) -> set[str]:
    """The names of the pinned packages of a requirements file; each must be pinned exactly."""
    lines = [line.partition("#")[0].strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line and not line.startswith("-r")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[\w.]+", line)] == []
    return {line.partition("==")[0] for line in lines}


def test_every_package_is_pinned_and_its_reason_is_written_down() -> None:
    reasons = (ROOT / "docs" / "decisions" / "0005-dependencies.md").read_text(encoding="utf-8")
    wanted = packages("requirements.txt") | packages("requirements-dev.txt")
    assert sorted(name for name in wanted if not re.search(rf"\b{name}\b", reasons)) == []


def locked(file: str) -> dict[str, set[str]]:
    """Package → the versions that a lock file names, one for each range of Pythons; every line must have hashes."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            match = re.match(r"([a-z0-9-]+)==([\w.]+) .*--hash=sha256:[0-9a-f]{64}", line)
            assert match is not None, line
            found.setdefault(match[1], set()).add(match[2])
    return found


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_file_is_of_these_requirements(name: str) -> None:
    text = "".join((ROOT / f"{part}.txt").read_text(encoding="utf-8") for part in {"requirements", name})
    pinned = re.findall(r"^([a-z0-9-]+)==([\w.]+)", text, re.MULTILINE)
    lock = locked(f"{name}.lock")
    assert [(package, version) for package, version in pinned if lock.get(package) != {version}] == [], "make lock"


def test_installed_is_what_is_locked() -> None:
    lock = locked("requirements-dev.lock")
    installed = {d.metadata["Name"].lower().replace("_", "-").replace(".", "-"): d.version for d in distributions()}
    installed = {name: version for name, version in installed.items() if name not in ("pip", "setuptools", "wheel")}
    assert {n: v for n, v in installed.items() if v not in lock.get(n, set())} == {}, "make check installs it"


def test_there_is_one_version_number() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version
