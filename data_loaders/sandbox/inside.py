"""The same process from inside: it limits itself, does its task, answers and ends."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

import orjson

OUT_OF_MEMORY = 3
"""With what a process ends when it is out of memory and can still say so."""


def limit(memory_mb: int, seconds: int) -> None:
    """No more memory than that, and processor time for twice the seconds (a busy machine is no fault of the file). Not on Windows."""
    if sys.platform != "win32":
        import resource

        limits: list[tuple[int, int]] = [
            (resource.RLIMIT_AS, memory_mb * 1024 * 1024),
            (resource.RLIMIT_CPU, 2 * seconds + 5),
            (resource.RLIMIT_CORE, 0),
        ]
        for what, most in limits:
            _, ceiling = resource.getrlimit(what)
            if ceiling != resource.RLIM_INFINITY:
                most = min(most, ceiling)
            resource.setrlimit(what, (most, ceiling))


def work(
    answer: Callable[[Mapping[str, Any], bytes], Iterable[bytes]],
    *,
    prepare: Callable[[], object] = lambda: None,
    failed: bytes = b"",
) -> NoReturn:
    """Do the task that comes in and end the process at once: tidying up a million cells would only cost time.

    answer: of the task and the file, the parts of the answer in their order. prepare: what may be done before a task comes. failed: what
    is answered last where `answer` raises.
    """
    answer_to = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not end up in the answer
    prepare()
    order = sys.stdin.buffer.readline()
    if not order:
        os._exit(0)  # whoever started this process has gone, or does not need it
    task = orjson.loads(order)
    limit(task["memory_mb"], task["seconds"])
    with os.fdopen(answer_to, "wb") as stream:
        try:
            for part in answer(task, sys.stdin.buffer.read()):
                stream.write(part)
                stream.flush()
        except MemoryError:
            os.write(2, b"out of memory")
            os._exit(OUT_OF_MEMORY)
        except BaseException as failure:
            os.write(2, f"{type(failure).__name__}: {failure}"[:2_000].encode("utf-8", "replace"))
            stream.write(failed)
            stream.flush()
        os._exit(0)
