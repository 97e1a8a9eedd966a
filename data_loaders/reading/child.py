"""The reading process: waits for a file where one may soon come, reads it, and ends. It is watched while it reads.

Every file has a process of its own. With `keep_ready` the next one is started as soon as the last one begins to answer (while
it reads it needs the processors itself), and has loaded its libraries before anybody needs it; it costs some 40 MB and ends
with the process that started it.
"""

import contextlib
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
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


class _Child:
    def __init__(self) -> None:
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 — closed by `close`
        self.process = subprocess.Popen(
            [sys.executable, "-m", "data_loaders.reading.worker"],
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


_lock = threading.Lock()
_keeps_ready = False
_waiting: _Child | None = None


def keep_ready() -> None:
    """From now on a process waits for the next file."""
    global _keeps_ready
    with _lock:
        _keeps_ready = True
    _make_ready()


def _make_ready() -> None:
    """Start the process that waits, where one is to be kept and none is there."""
    global _waiting
    with _lock:
        if _keeps_ready and _waiting is None:
            _waiting = _Child()


def release() -> None:
    """Let the waiting process go, and keep none."""
    global _keeps_ready, _waiting
    with _lock:
        gone, _waiting, _keeps_ready = _waiting, None, False
    if gone is not None:
        gone.close()


def _taken() -> _Child:
    """The process that waits, or a new one."""
    global _waiting
    with _lock:
        found, _waiting = _waiting, None
    if found is not None and found.process.poll() is not None:
        found.close()
        found = None
    return found or _Child()


def answer(task: Mapping[str, Any], content: bytes, *, seconds: float, take: Callable[[Iterator[bytes]], T]) -> T:
    """What `take` makes of the lines that the process answers with.

    Raises Ended if the process crashes, takes longer than `seconds`, or answers with what `take` cannot read (ValueError,
    TypeError, LookupError); other errors of `take` are passed on.
    """
    process = _taken()
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.process.kill()

    watch = threading.Timer(seconds, stop)
    watch.daemon = True
    watch.start()
    try:
        process.give(task, content)
        return take(_lines(process.stdout))
    except (ValueError, TypeError, LookupError):
        watch.cancel()
        code = None if late.is_set() else process.ended()
        raise Ended(timed_out=late.is_set(), errors=process.close(), code=code) from None
    finally:
        watch.cancel()
        if not process.errors.closed:
            process.close()
        _make_ready()


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of an answer. With the first the file is read, and there is time for the next process."""
    for line in stream:
        _make_ready()
        yield line
