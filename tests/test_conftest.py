"""On the build machine a missing tool fails the run instead of shortening it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")

FILES = {
    "test_tool.py": "import pytest\ndef test_one():\n    pytest.skip('no chromium here')\n",
    "test_shared.py": "import pytest\ndef test_one():\n    pytest.skip('../shared/real is not there')\n",
    "test_module.py": "import pytest\npytest.importorskip('a_module_that_nobody_has')\n",
    "test_expected.py": "import pytest\n@pytest.mark.xfail\ndef test_one():\n    assert False\n",
}


@pytest.mark.parametrize(
    ("ci", "file", "status"),
    [
        ("true", "test_tool.py", 1),
        ("true", "test_module.py", 2),
        ("true", "test_shared.py", 0),
        ("true", "test_expected.py", 0),
        ("", "test_tool.py", 0),
        ("", "test_module.py", 5),
    ],
)
def test_exit_status_of_a_run_with_a_skip(tmp_path: Path, ci: str, file: str, status: int) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / file).write_text(FILES[file], encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", file],
        cwd=tmp_path,
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
        timeout=600,
        stdin=subprocess.DEVNULL,
    )
    assert run.returncode == status, run.stdout
