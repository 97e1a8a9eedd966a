"""Kept files are made anew when any program that makes them has changed."""

import shutil
from pathlib import Path

import pytest

from benchmarks import cache


def test_every_module_of_a_package_that_makes_the_files_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in cache.MAKERS:
        source, target = cache.ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    was = cache.version()
    monkeypatch.setattr(cache, "ROOT", tmp_path)
    assert cache.version() == was
    seen = {was}
    for module in sorted(tmp_path.rglob("*.py")):
        module.write_bytes(module.read_bytes() + b"\n# changed\n")
        seen.add(cache.version())
    assert len(seen) == 1 + len(list(tmp_path.rglob("*.py")))
