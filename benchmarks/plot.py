"""Readings over time as a picture (SVG): one line each, all from zero, so that growth and noise look as large as they are."""

from collections.abc import Mapping, Sequence
from html import escape

WIDE, HIGH, LEFT, RIGHT, BETWEEN = 900, 150, 70, 40, 34
INK, LINE, BLUE = "#1F2933", "#D5DDE5", "#2B65A3"


def plot(minutes: Sequence[float], readings: Mapping[str, Sequence[float]]) -> str:
    """The picture. readings: name with unit → one value for each of `minutes`. At least one reading with a value over 0."""
    last = max(minutes) or 1.0
    across = [LEFT + minute / last * (WIDE - LEFT - RIGHT) for minute in minutes]
    parts: list[str] = []
    for place, (name, values) in enumerate(readings.items()):
        top = 26 + place * (HIGH + BETWEEN)
        most = max(values) * 1.15
        down = [top + HIGH * (1 - value / most) for value in values]
        parts.append(f'<text x="{LEFT}" y="{top - 8}">{escape(name)}</text>')
        for share in (0, 0.5, 1):
            y = top + HIGH * (1 - share)
            parts.append(f'<path d="M{LEFT},{y:.1f}H{WIDE - RIGHT}" stroke="{LINE}"/>')
            parts.append(f'<text x="{LEFT - 8}" y="{y + 5:.1f}" text-anchor="end">{most * share:,.3g}</text>')
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="2"/>')
    high = 26 + len(readings) * (HIGH + BETWEEN)
    for share in (0, 0.5, 1):
        x = LEFT + share * (WIDE - LEFT - RIGHT)
        parts.append(f'<text x="{x:.1f}" y="{high - 10}" text-anchor="middle">{last * share:.0f} min</text>')
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" font-family="sans-serif" font-size="14"'
    )
    return f'{head} fill="{INK}"><rect width="{WIDE}" height="{high}" fill="#fff"/>{"".join(parts)}</svg>\n'
