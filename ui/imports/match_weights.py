"""Why a pair is doubtful: what each field says for and against one issue, as bars to the right and to the left of a middle line."""

from collections.abc import Iterable, Sequence
from html import escape

from data_loaders.weighing.weights import DOUBT, FIELD_WORDS, SAME, Weight

FULL = 12.0
"""Bits that fill half of the bar; more is drawn as full."""
SPOKEN = "比对结果：右边是像同一个问题的理由，左边是不像的理由"


def drawn(weights: Sequence[Weight]) -> str:
    """The HTML of the bars, strongest reason first, with their sum beside the two thresholds; nothing without weights."""
    if not weights:
        return ""
    rows = "".join(map(_row, ordered(weights)))
    return (
        f"<div class='match' role='region' tabindex='0' aria-label='{SPOKEN}'><table><thead><tr><th scope='col'>比对项</th>"
        "<th scope='col'>两边</th><th scope='col' class='match-sides'><span>不像</span><span>像</span></th>"
        f"<th scope='col' class='match-bits'>分量</th></tr></thead><tbody>{rows}</tbody></table></div>"
        f"<p class='match-said'>{escape(said(weights))}</p>"
    )


def ordered(weights: Iterable[Weight]) -> list[Weight]:
    """The strongest reasons first, whichever way they point; the order of the fields decides ties."""
    places = list(FIELD_WORDS)
    return sorted(weights, key=lambda weight: (-abs(weight.bits), places.index(weight.field)))


def said(weights: Iterable[Weight]) -> str:
    """The sum and what it means, in one sentence."""
    total = sum(weight.bits for weight in weights)
    rule = f"满 {SAME:g} 分算同一个，不到 {DOUBT:g} 分算两个，中间的由人决定"
    if total >= SAME:
        return f"合计 {bits(total)} 分（{rule}）；还有别的问题同样像，所以要人来定。"
    return f"合计 {bits(total)} 分（{rule}）。"


def bits(value: float) -> str:
    """+4.8, −2.0 or 0.0."""
    shown = round(value, 1)
    return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{abs(shown):.1f}"


def _row(weight: Weight) -> str:
    share = min(abs(weight.bits), FULL) / FULL * 50
    side = "is-for" if weight.bits > 0 else "is-against"
    return (
        f"<tr><th scope='row'>{escape(FIELD_WORDS[weight.field])}</th><td>{escape(weight.level)}</td>"
        f"<td class='match-bar'><i class='{side}' style='width:{share:.1f}%'></i></td>"
        f"<td class='match-bits'>{bits(weight.bits)}</td></tr>"
    )
