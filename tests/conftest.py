"""What holds for every test: on the build machine nothing may be left out because a tool is missing."""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

# A busy machine is no failure; the build machine repeats the same examples, new ones are drawn at the desk.
settings.register_profile("desk", deadline=None)
settings.register_profile("build", deadline=None, derandomize=True)
settings.register_profile("quick", deadline=None, max_examples=10)
settings.load_profile("build" if os.environ.get("CI", "").lower() in {"1", "true", "yes"} else "desk")

# The one thing a build machine may lack: the folder of foreign workbooks beside the project.
ALLOWED_ABSENCE = "shared"


def skip_as_failure(reason: str, *, ci: bool) -> str | None:
    """The text of a failure where a skip with this reason is not allowed, else None."""
    if not ci or ALLOWED_ABSENCE in reason:
        return None
    return f"skipped on the build machine, where everything must be there: {reason}"


def _on_build_machine() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def _reason(longrepr: object) -> str:
    """The reason of a skip: pytest hands over (file, line, 'Skipped: reason')."""
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns a skipped test into a failed one under CI=true; expected failures stay what they are."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        failure = skip_as_failure(_reason(report.longrepr), ci=_on_build_machine())
        if failure:
            report.outcome = "failed"
            report.longrepr = failure
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a file that skips itself while it is read (`pytest.importorskip`)."""
    report = yield
    if report.skipped:
        failure = skip_as_failure(_reason(report.longrepr), ci=_on_build_machine())
        if failure:
            report.outcome = "failed"
            report.longrepr = failure
    return report
