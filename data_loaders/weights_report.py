"""The weights in force beside those that the office's own decided pairs would give: `python -m data_loaders --weights` (decision 0031)."""

from collections import Counter
from collections.abc import Iterator, Sequence

from data_loaders.matching import FIELD_WORDS
from data_loaders.weighing.estimate import estimated
from data_loaders.weighing.weights import LEVELS
from database.review import pairs
from database.store.engine import Database

Decided = Sequence[tuple[Sequence[tuple[str, str, float]], bool]]


def report(database: Database) -> str:
    """The table as text: each level, its bits, the bits by decided pairs, and in how many pairs it was seen that are one issue and that are not."""
    with database.read() as connection:
        decided = pairs.decided(connection)
    return "\n".join(_lines(decided))


def _lines(decided: Decided) -> Iterator[str]:
    same = sum(one for _, one in decided)
    yield f"匹配权重（比特）。已决定的疑似重复：{len(decided):,} 对，其中同一件 {same:,} 对，不是 {len(decided) - same:,} 对。"
    yield "“按决定估计”只供核对，导入时用的是“现用”一栏。"
    seen = Counter((field, level, one) for weights, one in decided for field, level, _ in weights)
    by_pairs = estimated(decided)
    yield f"{'字段':　<6}{'一致程度':　<18}{'现用':>8}{'按决定估计':>8}{'同一件':>6}{'不是':>6}"
    for field, levels in LEVELS.items():
        for key, level in levels.items():
            counts = (seen[field, level.words, one] for one in (True, False))
            told = f"{level.bits:+9.1f}{by_pairs[field][key].bits:+12.1f}"
            yield f"{FIELD_WORDS[field]:　<6}{level.words:　<18}{told}{next(counts):>9,}{next(counts):>7,}"
