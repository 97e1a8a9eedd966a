"""Work that takes longer than a click: it runs beside the page, which shows how far it is and stays usable.

A job goes on when its reader leaves the page or closes the browser; what it has committed is there.
"""

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, Generic, TypeVar, cast

import streamlit as st

T = TypeVar("T")
Tell = Callable[[str, float], None]

INLINE_S = 2.0
"""What takes less than this is waited for without a word."""
LOOK_AGAIN_S = 0.6


class Abandoned(Exception):
    """The job was given up: what it was asked for is no longer wanted."""


class Job(Generic[T]):
    """One piece of work in a thread of its own. `rows`: how many rows it has to do, for the reader; 0 where that means nothing."""

    def __init__(self, work: Callable[[Tell], T], *, rows: int = 0) -> None:
        self.rows = rows
        self.what, self.share = "正在准备", 0.0
        self.began = time.monotonic()
        self._done = Event()
        self._given_up = Event()
        self._result: Any = None
        self._fault: BaseException | None = None
        self._work = work
        Thread(target=self._run, daemon=True, name="desk job").start()

    def _run(self) -> None:
        try:
            self._result = self._work(self._tell)
        except BaseException as fault:  # handed to whoever asks for the result
            self._fault = fault
        finally:
            self._done.set()

    def _tell(self, what: str, share: float) -> None:
        if self._given_up.is_set():
            raise Abandoned
        self.what, self.share = what, share

    @property
    def is_done(self) -> bool:
        """Whether there is a result or a fault."""
        return self._done.is_set()

    def wait(self, seconds: float) -> bool:
        """Whether it is done after so many seconds."""
        return self._done.wait(seconds)

    def give_up(self) -> None:
        """Ask it to stop at its next step; for work whose result nobody wants any more."""
        self._given_up.set()

    def result(self) -> T:
        """What the work gave; raises what it raised."""
        self._done.wait()
        if self._fault is not None:
            raise self._fault
        return cast(T, self._result)

    def words(self) -> str:
        """How far it is: 写入数据库……　约 40,000 / 100,000 行，已用 4 秒，约剩 6 秒。"""
        took = time.monotonic() - self.began
        parts = [f"{self.what}……"]
        if self.rows and self.share > 0:
            parts.append(f"约 {int(self.rows * self.share):,} / {self.rows:,} 行，")
        parts.append(f"已用 {took:.0f} 秒")
        if self.share > 0.05:
            parts.append(f"，约剩 {took / self.share * (1 - self.share):.0f} 秒")
        return "".join(parts)


def finished(job: Job[Any], *, key: str) -> bool:
    """Whether the job is done; where it takes long, a bar shows how far it is and the page runs again when it is done."""
    if job.wait(INLINE_S if time.monotonic() - job.began < INLINE_S else 0):
        return True
    _watch(job, key)
    return False


@st.fragment(run_every=LOOK_AGAIN_S)
def _watch(job: Job[Any], key: str) -> None:
    with st.container(key=f"{key}_bar"):
        st.progress(min(max(job.share, 0.0), 1.0), text=job.words())
    if job.is_done:
        st.rerun()
