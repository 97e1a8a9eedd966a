"""The limits of the child process: how many photos, how large, how long."""

import io
import math
import zipfile
from collections.abc import Callable

import pytest

from data_loaders.photos import photo_worker
from data_loaders.photos.photo_worker import PhotoEncoder, zip_answer
from tests.data_loaders.scenes import photo_zip, picture

PACKAGE = photo_zip({f"WM-{n}.jpg": picture(n) for n in range(4)})


def answered(content: bytes, *, deadline: float = math.inf) -> list[dict[str, object]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        shots: list[dict[str, object]] = zip_answer(archive, PhotoEncoder(deadline))["shots"]
    return shots


def reasons(content: bytes, **how: float) -> list[str]:
    return [str(shot.get("reason", "")) for shot in answered(content, **how)]


def test_every_photo_within_the_limits_is_taken() -> None:
    assert [shot.get("photo") for shot in answered(PACKAGE)] == [0, 1, 2, 3]


def test_when_the_time_is_up_the_rest_is_named() -> None:
    assert ["超时" in reason for reason in reasons(PACKAGE, deadline=-math.inf)] == [True] * 4


@pytest.mark.parametrize(("limit", "most"), [("MOST_PHOTOS", 2), ("MOST_KEPT", 1)])
def test_beyond_the_number_or_the_room_the_rest_is_named(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(photo_worker, limit, most)
    said = reasons(PACKAGE)
    taken = [reason == "" for reason in said]
    assert taken == [True] * most + [False] * (4 - most)
    assert all("没有读取" in reason for reason in said[most:])


def test_a_picture_that_needs_too_much_memory_is_refused_and_the_others_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real: Callable[[bytes], object] = photo_worker.developed

    def short_of_memory(content: bytes) -> object:
        if content == picture(1):
            raise MemoryError
        return real(content)

    monkeypatch.setattr(photo_worker, "developed", short_of_memory)
    assert ["内存" in reason for reason in reasons(PACKAGE)] == [False, True, False, False]


def test_a_locked_and_a_damaged_member_are_refused() -> None:
    damaged = bytearray(photo_zip({"WM-1.jpg": picture(1), "WM-2.jpg": picture(2)}))
    at = damaged.index(b"\xff\xd8\xff") + 200
    damaged[at : at + 4] = b"\0\0\0\0"
    assert ["损坏" in reason for reason in reasons(bytes(damaged))] == [True, False]
    locked = bytearray(photo_zip({"WM-1.jpg": picture(1)}))
    locked[6] |= 1
    locked[locked.index(b"PK\1\2") + 8] |= 1
    assert ["密码" in reason for reason in reasons(bytes(locked))] == [True]
