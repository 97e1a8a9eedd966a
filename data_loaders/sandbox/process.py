"""The process that does a task on a file that nobody trusts, seen from outside: started, watched, and ended.

It gets one line of JSON (the task, with memory_mb and seconds) and the file on standard input, and answers on standard output;
`inside` is the other side.
"""

import contextlib
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

import orjson

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]

_ENDS_WITHIN_S = 1.0
"""So long after the end of its answer a process may take to end."""

if sys.platform == "win32":
    _NO_WINDOW = subprocess.CREATE_NO_WINDOW
else:
    _NO_WINDOW = 0


class Ended(Exception):
    """The process gave no (whole) answer. errors: what it printed first and last. code: how it ended by itself (of a signal its number,
    negative); None where it did not.
    """

    def __init__(self, *, timed_out: bool, errors: bytes, code: int | None = None) -> None:
        super().__init__(errors)
        self.timed_out = timed_out
        self.errors = errors
        self.code = code


class Child:
    """A process that waits for its task. command: what Python is started with, such as ("-m", "data_loaders.reading.worker")."""

    def __init__(self, command: Sequence[str]) -> None:
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 — closed by `close`
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            bufsize=1_000_000,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            creationflags=_NO_WINDOW,
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self.stdin, self.stdout = self.process.stdin, self.process.stdout

    def give(self, task: Mapping[str, Any], content: bytes) -> None:
        """Hand over what to do and the file. A process that has ended takes nothing, and answers nothing."""
        with contextlib.suppress(OSError):
            self.stdin.write(orjson.dumps(task) + b"\n")
            self.stdin.write(content)
            self.stdin.close()

    def ended(self) -> int | None:
        """How it ended by itself; None where it has not."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(timeout=_ENDS_WITHIN_S)
        return None

    def close(self) -> bytes:
        """End it where it has not ended; what it printed first and last: a crash says why above its traceback, Python below."""
        self.process.kill()
        with contextlib.suppress(OSError):
            self.stdin.close()
        self.stdout.close()
        self.process.wait()
        with self.errors:
            self.errors.seek(0)
            said = self.errors.read()
            return said if len(said) < 4_000 else said[:2_000] + b"\n" + said[-2_000:]


def asked(
    child: Child, task: Mapping[str, Any], content: bytes, *, seconds: float, take: Callable[[IO[bytes]], T]
) -> T:
    """What `take` makes of the answer of a process, which ends with it.

    Raises Ended if the process crashes, takes longer than `seconds`, or answers with what `take` cannot read (ValueError,
    TypeError, LookupError); other errors of `take` are passed on.
    """
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.process.kill()

    watch = threading.Timer(seconds, stop)
    watch.daemon = True
    watch.start()
    try:
        child.give(task, content)
        return take(child.stdout)
    except (ValueError, TypeError, LookupError):
        watch.cancel()
        code = None if late.is_set() else child.ended()
        raise Ended(timed_out=late.is_set(), errors=child.close(), code=code) from None
    finally:
        watch.cancel()
        if not child.errors.closed:
            child.close()
