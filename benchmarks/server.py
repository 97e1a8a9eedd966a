"""A dashboard server (or the reference page's) as a process of its own, for as long as a measurement takes."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
REFERENCE_PAGE = Path(__file__).with_name("reference_page.py")
APP = ROOT / "app.py"
START_LIMIT_S = 60


@dataclass(frozen=True)
class Server:
    """A running server: its address and its process id."""

    url: str
    pid: int

    def peak_mib(self) -> float | None:
        """The most memory it ever held (VmHWM); None where the system does not tell."""
        return peak_mib(self.pid)

    def processor_s(self) -> float | None:
        """Processor seconds used so far, which other programs do not stretch; None where the system does not tell."""
        times = Path(f"/proc/{self.pid}/stat")
        if not times.exists():
            return None
        user, system = times.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def peak_mib(pid: int | str) -> float | None:
    """The most memory that a process ever held, in MiB; None outside Linux. "self" is this process."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(script: Path, *, database: str | None = None, port: int | None = None) -> Iterator[Server]:
    """Starts `streamlit run script` with the project's own options; ends the process afterwards.

    database: the URL of DASHBOARD_DB. port: a free one where none is given. Raises RuntimeError with the end of the log when it does not come up.
    """
    port = port or free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if database is not None:
        environment["DASHBOARD_DB"] = database
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            if not _comes_up(url, process):
                raise RuntimeError(f"{script.name} did not start:\n{_end(log)}")
            try:
                yield Server(url, process.pid)
            except Exception as error:
                error.add_note(f"the end of the log of {script.name}:\n{_end(log)}")
                raise
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _end(log: TextIO) -> str:
    log.seek(0)
    return log.read()[-3000:]


def _comes_up(url: str, process: subprocess.Popen[bytes]) -> bool:
    limit = time.monotonic() + START_LIMIT_S
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
