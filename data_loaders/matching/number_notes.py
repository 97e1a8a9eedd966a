"""Numbers by which rows were not matched: used again, typed twice, or only counting the rows of a sheet."""

from collections.abc import Callable, Mapping, Sequence

from data_loaders.matching.matched import Matched, Reused, Running
from data_loaders.rows.records import Record
from data_loaders.weighing.numbers import is_plain
from database.ledger.issues import KnownIssue


def numbers_left_out(
    result: Matched,
    records: Sequence[Record],
    page_of: Callable[[Record], int],
    known: Mapping[str, Sequence[KnownIssue]],
    own: Mapping[str, Sequence[int]],
) -> None:
    """Fill in `reused`, `running`, `unnumbered` and `shared`. own: number → the rows of the file that made an issue of their own with it."""
    if not known and max(map(len, own.values()), default=1) == 1:
        return  # as in a first ledger: no number is met twice
    counting: dict[int, list[int]] = {}
    for index, record in enumerate(records):
        number, ids = record.number, result.issue_ids[index]
        if number is None or record.key is not None or len(ids) != 1:
            continue
        met, made = known.get(number, ()), own.get(number, ())
        if len(met) + len(made) < 2 and (not met or met[0].issue_id == ids[0]):
            continue  # nearly all rows: nothing else bears the number
        others = [k.issue_id for k in met if k.issue_id != ids[0]]
        rows = [row for row in made if row < index and result.issue_ids[row] != ids]
        if not others and not rows:
            continue
        if len(others) == len(met) and others:
            result.shared.add(number)
        if len(others) < len(met) and not rows:
            continue  # it has found its own issue: that others bear the number too is no news
        here = [row for row in rows if page_of(records[row]) == page_of(record)]
        if is_plain(number) and not (here and not _goes_on(records, index, page_of)):
            counting.setdefault(page_of(record), []).append(index)
            continue
        if rows:
            other = (here or rows)[-1]
            result.reused.append(Reused(index, other, result.issue_ids[other][0]))
        else:
            result.reused.append(Reused(index, None, others[-1]))
    for rows_of in counting.values():
        result.running.append(Running(records[rows_of[0]].sheet, tuple(rows_of)))


def _goes_on(records: Sequence[Record], index: int, page_of: Callable[[Record], int]) -> bool:
    """Whether a number counts on from the row above, or begins again at 1: a count that has restarted, no slip of the pen."""
    digits = "".join(sign for sign in records[index].number or "" if sign.isdigit())
    if not digits or int(digits) == 1:
        return True
    if index == 0 or page_of(records[index - 1]) != page_of(records[index]):
        return False
    above = "".join(sign for sign in records[index - 1].number or "" if sign.isdigit())
    return bool(above) and int(digits) == int(above) + 1
