"""Drawn street scenes, the wrong and the put-right one of each place, marked 示意图: photos of an invented county cannot be real."""

import io
from collections.abc import Callable, Mapping
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 640, 480
_FINE = 2
"""Drawn so many times as large, then made small: smooth edges."""

Colour = tuple[int, int, int]
Ink = ImageDraw.ImageDraw

_SKY, _SKY_LOW = (168, 205, 232), (226, 238, 246)
_WALLS: tuple[Colour, ...] = (
    (233, 218, 196),
    (214, 202, 190),
    (226, 206, 184),
    (205, 214, 214),
    (222, 214, 202),
    (196, 205, 196),
)
_AWNINGS: tuple[Colour, ...] = ((58, 110, 165), (46, 125, 90), (150, 110, 60), (90, 100, 140))
_PAVING, _PAVING_LINE, _KERB, _ROAD = (206, 203, 197), (190, 187, 181), (160, 158, 154), (98, 101, 106)
_BLIND = (226, 190, 84)
_LEAF, _LEAF_LIGHT, _TRUNK = (74, 128, 74), (98, 152, 92), (110, 84, 62)

# 示意图, 24 by 24 dots: no font is the same on every machine.
_MARK = (
    "000000 0ffff0 0ffff0 0ffff0 000000 000000 3ffffc 3ffffc 3ffffc 001c00 001c00 071ce0"
    " 071ce0 0e1c70 0e1c78 1c1c38 3c1c3c 381c1c 01f810 01f800 00f000 000000 000000 000000",
    "000000 001800 001800 0ffff0 0ffff0 018180 3ffffc 3ffffc 000000 07ffe0 07ffe0 060060"
    " 07ffe0 07ffe0 07ffe0 07ffe0 003800 0dde30 0dcc38 1dc1b8 39ff9c 00ff80 000000 000000",
    "000000 1ffff8 1ffff8 182018 187018 18ff98 19ffd8 1fe398 1b7f18 183e18 19ff98 1fe7f8"
    " 1bb1d8 187e18 180e18 18f818 19ff18 180f98 180118 1ffff8 1ffff8 180018 000000 000000",
)


def scene(subject: str, seed: int, *, done: bool) -> bytes:
    """The drawing as a JPEG; the same seed is the same place. subject: a key of SUBJECTS. done: put right."""
    image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), _SKY)
    SUBJECTS[subject](ImageDraw.Draw(image), Random(seed), done)
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    _mark(small)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=62, optimize=True)
    return buffer.getvalue()


def _mark(image: Image.Image) -> None:
    """The words 示意图 on a pale ground, at the lower right."""
    left, top = WIDTH - 3 * 24 - 20, HEIGHT - 38
    ImageDraw.Draw(image).rounded_rectangle((left - 8, top - 5, WIDTH - 10, top + 29), 6, fill=(245, 246, 248))
    for place, rows in enumerate(_MARK):
        for y, row in enumerate(rows.split()):
            for x in range(24):
                if int(row, 16) >> (23 - x) & 1:
                    image.putpixel((left + 24 * place + x, top + y), (82, 96, 109))


def _box(ink: Ink, left: float, top: float, right: float, bottom: float, fill: Colour, *, round_: float = 0) -> None:
    """A rectangle in pixels of the finished picture."""
    ink.rounded_rectangle([n * _FINE for n in (left, top, right, bottom)], round_ * _FINE, fill=fill)


def _oval(ink: Ink, x: float, y: float, wide: float, high: float, fill: Colour) -> None:
    ink.ellipse([n * _FINE for n in (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)], fill=fill)


def _shape(ink: Ink, *points: tuple[float, float], fill: Colour) -> None:
    ink.polygon([(x * _FINE, y * _FINE) for x, y in points], fill=fill)


def _line(ink: Ink, *points: tuple[float, float], fill: Colour, width: float = 2) -> None:
    ink.line([(x * _FINE, y * _FINE) for x, y in points], fill=fill, width=round(width * _FINE), joint="curve")


def _shade(colour: Colour, by: int) -> Colour:
    return (max(0, min(255, colour[0] + by)), max(0, min(255, colour[1] + by)), max(0, min(255, colour[2] + by)))


# --- places ------------------------------------------------------------------------------------------------------------


def _sky(ink: Ink, until: int) -> None:
    for y in range(until):
        share = y / until
        fill = tuple(round(a + (b - a) * share) for a, b in zip(_SKY, _SKY_LOW, strict=True))
        _box(ink, 0, y, WIDTH, y + 1, fill)  # type: ignore[arg-type]


def _tree(ink: Ink, x: float, foot: float, size: float, random: Random) -> None:
    _box(ink, x - size * 0.06, foot - size, x + size * 0.06, foot, _TRUNK)
    for _ in range(7):
        at = (x + random.uniform(-0.3, 0.3) * size, foot - size * random.uniform(1.0, 1.5))
        _oval(ink, *at, size * 0.55, size * 0.5, random.choice((_LEAF, _LEAF_LIGHT)))


def _street(ink: Ink, random: Random) -> None:
    """Shops, a pavement with a strip for the blind, and the road; the pavement lies between 250 and 390."""
    _sky(ink, 250)
    left = -random.randint(0, 40)
    while left < WIDTH:
        wide, top = random.randint(110, 170), random.randint(28, 96)
        wall = random.choice(_WALLS)
        _box(ink, left, top, left + wide, 252, wall)
        _box(ink, left, top, left + wide, top + 6, _shade(wall, -24))
        for y in range(top + 20, 160, 34):
            for x in range(left + 14, left + wide - 20, 32):
                _box(ink, x, y, x + 18, y + 22, (150, 176, 196))
                _box(ink, x + 8, y, x + 10, y + 22, _shade(wall, 14))
        awning = random.choice(_AWNINGS)
        _box(ink, left + 6, 190, left + wide - 6, 252, (112, 122, 130))
        _box(ink, left + 12, 196, left + wide / 2 - 3, 252, (172, 190, 202))
        _box(ink, left + wide / 2 + 3, 196, left + wide - 12, 252, (160, 180, 194))
        _shape(ink, (left + 4, 172), (left + wide - 4, 172), (left + wide + 2, 196), (left - 2, 196), fill=awning)
        for x in range(left + 2, left + wide, 18):
            _box(ink, x, 172, x + 8, 195, _shade(awning, 34))
        left += wide
    _box(ink, 0, 250, WIDTH, 390, _PAVING)
    for y in range(262, 390, 18):
        _line(ink, (0, y), (WIDTH, y), fill=_PAVING_LINE, width=1)
    for x in range(-260, WIDTH + 300, 40):
        _line(ink, (320 + (x - 320) * 0.82, 250), (320 + (x - 320) * 1.12, 390), fill=_PAVING_LINE, width=1)
    _box(ink, 0, 300, WIDTH, 320, _BLIND)
    for x in range(4, WIDTH, 14):
        _box(ink, x, 304, x + 8, 307, _shade(_BLIND, -26))
        _box(ink, x, 312, x + 8, 315, _shade(_BLIND, -26))
    _box(ink, 0, 390, WIDTH, 400, _KERB)
    _box(ink, 0, 400, WIDTH, HEIGHT, _ROAD)
    for x in range(10, WIDTH, 110):
        _box(ink, x, 446, x + 62, 452, (226, 226, 222))
    for x in (random.randint(30, 120), random.randint(520, 610)):
        _tree(ink, x, 292, random.randint(84, 108), random)


def _bin(ink: Ink, x: float, foot: float, *, full: bool) -> None:
    _box(ink, x - 24, foot - 66, x + 24, foot, (62, 108, 88), round_=5)
    _box(ink, x - 16, foot - 48, x + 16, foot - 20, (86, 134, 112), round_=3)
    if full:
        for dx, colour in ((-14, (54, 58, 64)), (4, (232, 232, 228)), (16, (74, 78, 86))):
            _oval(ink, x + dx, foot - 74, 30, 26, colour)
    else:
        _box(ink, x - 27, foot - 74, x + 27, foot - 64, (44, 84, 68), round_=4)


def _litter(ink: Ink, random: Random, done: bool) -> None:
    _street(ink, random)
    x, foot = random.randint(250, 400), 372
    _bin(ink, x, foot - 8, full=not done)
    _bin(ink, x + 64, foot - 8, full=not done)
    if done:
        return
    for _ in range(9):
        at, size = x + random.gauss(10, 62), random.uniform(34, 58)
        colour = random.choice(((52, 56, 62), (66, 70, 78), (70, 104, 86), (226, 226, 222)))
        _oval(ink, at, foot - size * 0.3, size, size * 0.8, colour)
        _shape(
            ink,
            (at - 6, foot - size * 0.66),
            (at + 6, foot - size * 0.66),
            (at, foot - size * 0.95),
            fill=_shade(colour, 16),
        )
    for _ in range(4):
        at = x + random.uniform(-130, 150)
        _box(ink, at, foot - 26, at + 38, foot + 2, (188, 150, 106))
        _line(ink, (at, foot - 14), (at + 38, foot - 14), fill=(160, 122, 82), width=2)
    for _ in range(34):
        at, y, size = random.uniform(60, 590), random.uniform(322, 386), random.uniform(5, 12)
        colour = random.choice(((246, 246, 242), (222, 226, 230), (120, 150, 190), (206, 178, 120)))
        _shape(
            ink, (at, y), (at + size, y - 3), (at + size * 1.3, y + size * 0.5), (at + 2, y + size * 0.6), fill=colour
        )


def _car(ink: Ink, x: float, foot: float, colour: Colour) -> None:
    _oval(ink, x + 85, foot, 180, 12, (88, 88, 88))
    _shape(
        ink,
        (x + 34, foot - 46),
        (x + 54, foot - 76),
        (x + 118, foot - 76),
        (x + 142, foot - 46),
        fill=_shade(colour, -18),
    )
    _shape(
        ink, (x + 44, foot - 48), (x + 59, foot - 71), (x + 84, foot - 71), (x + 84, foot - 48), fill=(188, 206, 218)
    )
    _shape(
        ink, (x + 90, foot - 48), (x + 90, foot - 71), (x + 114, foot - 71), (x + 130, foot - 48), fill=(188, 206, 218)
    )
    _box(ink, x, foot - 48, x + 170, foot - 12, colour, round_=12)
    _box(ink, x + 160, foot - 40, x + 170, foot - 30, (246, 236, 190), round_=2)
    for wheel in (x + 36, x + 134):
        _oval(ink, wheel, foot - 12, 34, 34, (44, 46, 50))
        _oval(ink, wheel, foot - 12, 16, 16, (170, 174, 178))


def _parking(ink: Ink, random: Random, done: bool) -> None:
    _street(ink, random)
    colours: list[Colour] = [(240, 240, 240), (70, 96, 132), (120, 124, 130)]
    random.shuffle(colours)
    shift = random.randint(-20, 30)
    if done:
        for x in range(30, 640, 200):
            _line(ink, (x, 402), (x, 438), fill=(240, 240, 236), width=4)
        _line(ink, (30, 438), (630, 438), fill=(240, 240, 236), width=4)
        _car(ink, 245, 436, colours[0])
        return
    _car(ink, 60 + shift, 340, colours[0])
    _car(ink, 262 + shift, 346, colours[1])
    _car(ink, 452 + shift, 342, colours[2])


def _stall(ink: Ink, x: float, foot: float, cover: Colour, random: Random) -> None:
    _line(ink, (x + 70, foot - 148), (x + 70, foot), fill=(120, 124, 128), width=4)
    _shape(ink, (x - 12, foot - 112), (x + 70, foot - 160), (x + 152, foot - 112), fill=cover)
    _shape(ink, (x + 40, foot - 112), (x + 70, foot - 160), (x + 100, foot - 112), fill=_shade(cover, 34))
    _box(ink, x, foot - 52, x + 140, foot - 42, (150, 116, 78))
    _box(ink, x + 6, foot - 42, x + 134, foot - 4, (176, 142, 100))
    for n in range(11):
        fruit = random.choice(((226, 150, 60), (98, 150, 70), (206, 190, 80), (150, 90, 120)))
        _oval(ink, x + 12 + n * 11.6, foot - 57, 15, 14, fruit)


def _stalls(ink: Ink, random: Random, done: bool) -> None:
    _street(ink, random)
    first = random.randint(70, 130)
    if done:
        for x in (first + 20, first + 210, first + 400):
            _box(ink, x, 340, x + 84, 372, (150, 146, 140), round_=4)
            for n in range(9):
                _oval(
                    ink,
                    x + 6 + n * 9,
                    334 - random.uniform(0, 8),
                    18,
                    18,
                    random.choice((_LEAF, _LEAF_LIGHT, (206, 120, 150))),
                )
        return
    for x, cover in ((first, (70, 120, 170)), (first + 180, (196, 150, 70)), (first + 350, (84, 140, 110))):
        _stall(ink, x, 380, cover, random)
    for _ in range(7):
        at = random.uniform(40, 580)
        _box(ink, at, 364, at + 34, 388, random.choice(((96, 140, 180), (190, 160, 110), (110, 150, 120))), round_=3)


def _paving(ink: Ink, random: Random, done: bool) -> None:
    _street(ink, random)
    x, y = random.randint(270, 370), 350
    if done:
        _oval(ink, x, y, 112, 40, (120, 122, 124))
        _oval(ink, x, y - 2, 100, 34, (146, 148, 150))
        for step in (-30, -15, 0, 15, 30):
            _line(ink, (x + step - 8, y - 10), (x + step + 8, y + 8), fill=(122, 124, 126), width=3)
        return
    edge = [(x + 78 * dx + random.uniform(-8, 8), y + 28 * dy + random.uniform(-4, 4)) for dx, dy in _RING]
    _shape(ink, *[(a + (a - x) * 0.25, b + (b - y) * 0.25) for a, b in edge], fill=(150, 136, 118))
    _shape(ink, *edge, fill=(58, 52, 48))
    _shape(ink, *[(x + (a - x) * 0.7, y + 5 + (b - y) * 0.6) for a, b in edge], fill=(36, 33, 31))
    for a, b in edge[::2]:
        away = (a + (a - x) * random.uniform(0.5, 1.1), b + (b - y) * random.uniform(0.5, 1.0))
        _line(ink, (a, b), ((a + away[0]) / 2 + 8, (b + away[1]) / 2), away, fill=(120, 112, 104), width=3)
    for _ in range(16):
        at = (x + random.uniform(-140, 140), min(y + random.uniform(-24, 34), 386))
        _shape(ink, at, (at[0] + 12, at[1] - 4), (at[0] + 16, at[1] + 6), fill=(176, 172, 164))


_RING = (
    (1, 0),
    (0.8, 0.6),
    (0.3, 1),
    (-0.3, 1),
    (-0.8, 0.6),
    (-1, 0),
    (-0.8, -0.6),
    (-0.3, -1),
    (0.3, -1),
    (0.8, -0.6),
)


def _river(ink: Ink, random: Random, done: bool) -> None:
    _sky(ink, 170)
    for x in range(-20, WIDTH, 70):
        _oval(ink, x + random.uniform(0, 40), 160, 130, 70, (150, 176, 150))
    _shape(ink, (0, 168), (WIDTH, 158), (WIDTH, 230), (0, 214), fill=(120, 164, 106))
    for x in range(40, WIDTH, 96):
        _tree(ink, x + random.uniform(-20, 20), 196, random.randint(56, 76), random)
    _shape(ink, (0, 214), (WIDTH, 230), (WIDTH, 244), (0, 228), fill=(176, 172, 164))
    _shape(ink, (0, 228), (WIDTH, 244), (WIDTH, HEIGHT), (0, HEIGHT), fill=(122, 164, 186))
    for _ in range(26):
        x, y = random.uniform(0, WIDTH), random.uniform(262, 410)
        _line(ink, (x, y), (x + random.uniform(24, 70), y), fill=(152, 190, 208), width=2)
    _shape(ink, (0, 420), (WIDTH, 440), (WIDTH, HEIGHT), (0, HEIGHT), fill=(184, 180, 172))
    for x in range(0, WIDTH + 1, 64):
        _line(ink, (x, 376 + x / 32), (x, 424 + x / 32), fill=(226, 226, 222), width=5)
    _line(ink, (0, 380), (WIDTH, 400), fill=(236, 236, 232), width=5)
    _line(ink, (0, 402), (WIDTH, 422), fill=(236, 236, 232), width=4)
    if done:
        return
    for _ in range(46):
        x, y = random.gauss(300, 140), random.uniform(256, 352)
        _oval(
            ink,
            x,
            y,
            random.uniform(30, 70),
            random.uniform(10, 20),
            random.choice(((84, 128, 62), (104, 146, 74), (72, 110, 60))),
        )
    for _ in range(22):
        x, y = random.gauss(310, 130), random.uniform(262, 350)
        _box(
            ink,
            x,
            y,
            x + random.uniform(10, 20),
            y + 7,
            random.choice(((240, 240, 236), (190, 214, 226), (206, 178, 120))),
            round_=3,
        )


def _wall(ink: Ink, random: Random, done: bool) -> None:
    _sky(ink, 90)
    wall = random.choice(_WALLS)
    _box(ink, 0, 84, WIDTH, 396, wall)
    _box(ink, 0, 74, WIDTH, 90, _shade(wall, -40))
    _box(ink, 0, 336, WIDTH, 396, _shade(wall, -30))
    for x in (150, 430):
        _box(ink, x, 130, x + 96, 250, (120, 126, 132))
        _box(ink, x + 6, 136, x + 45, 244, (166, 188, 202))
        _box(ink, x + 51, 136, x + 90, 244, (166, 188, 202))
    _box(ink, 0, 396, WIDTH, HEIGHT, _PAVING)
    for x in range(-100, WIDTH + 100, 46):
        _line(ink, (x, HEIGHT), (320 + (x - 320) * 0.86, 396), fill=_PAVING_LINE, width=1)
    _line(ink, (0, 436), (WIDTH, 436), fill=_PAVING_LINE, width=1)
    pole = random.randint(300, 350)
    _box(ink, pole, 0, pole + 16, 430, (150, 150, 148))
    papers = [
        (random.uniform(20, 590), random.uniform(150, 320), random.uniform(24, 44), random.uniform(28, 46))
        for _ in range(26)
    ]
    papers += [(pole - 4, y, 24, 32) for y in range(200, 380, 40)]
    for x, y, wide, high in papers:
        colour = random.choice(((250, 246, 232), (244, 226, 150), (206, 226, 240), (240, 214, 220), (224, 240, 214)))
        if done:
            continue
        _shape(ink, (x, y + 2), (x + wide, y - 2), (x + wide + 2, y + high), (x + 3, y + high + 3), fill=colour)
        for n in range(3):
            _line(ink, (x + 5, y + 8 + n * 8), (x + wide - 6, y + 7 + n * 8), fill=(120, 120, 124), width=2)


SUBJECTS: Mapping[str, Callable[[Ink, Random, bool], None]] = {
    "litter": _litter,
    "parking": _parking,
    "stalls": _stalls,
    "paving": _paving,
    "river": _river,
    "wall": _wall,
}
