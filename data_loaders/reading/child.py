"""The reading process: waits for a file where one may soon come, reads it, and ends. It is watched while it reads.

Every file has a process of its own. With `keep_ready` the next one is started as soon as the last one begins to answer (while
it reads it needs the processors itself), and has loaded its libraries before anybody needs it; it costs some 40 MB and ends
with the process that started it.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, TypeVar

from data_loaders.sandbox.process import Child, asked

T = TypeVar("T")

COMMAND = ("-m", "data_loaders.reading.worker")

_lock = threading.Lock()
_keeps_ready = False
_waiting: Child | None = None


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
            _waiting = Child(COMMAND)


def release() -> None:
    """Let the waiting process go, and keep none."""
    global _keeps_ready, _waiting
    with _lock:
        gone, _waiting, _keeps_ready = _waiting, None, False
    if gone is not None:
        gone.close()


def _taken() -> Child:
    """The process that waits, or a new one."""
    global _waiting
    with _lock:
        found, _waiting = _waiting, None
    if found is not None and found.process.poll() is not None:
        found.close()
        found = None
    return found or Child(COMMAND)


def answer(task: Mapping[str, Any], content: bytes, *, seconds: float, take: Callable[[Iterator[bytes]], T]) -> T:
    """What `take` makes of the lines that the process answers with.

    Raises Ended if the process crashes, takes longer than `seconds`, or answers with what `take` cannot read (ValueError,
    TypeError, LookupError); other errors of `take` are passed on.
    """
    try:
        return asked(_taken(), task, content, seconds=seconds, take=lambda stream: take(_lines(stream)))
    finally:
        _make_ready()


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of an answer. With the first the file is read, and there is time for the next process."""
    for line in stream:
        _make_ready()
        yield line
