"""The layout of a sheet: where its tables are. Titles above, headings, rows, footers; nothing vanishes (see Table)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from data_loaders.cells.cells import parse_text
from data_loaders.headings.headings import Vocabulary, field_of
from data_loaders.layout.blocks import own_lines, part_of, side_by_side, wide_headings
from data_loaders.layout.heading_rows import (
    chosen_heading_rows,
    distinct,
    heading_rows_from,
    heading_rows_of_kind,
    informs,
    is_blank,
)
from data_loaders.layout.hints import as_of_hint, reporter_hint
from data_loaders.layout.table_rows import Body, aside_of
from data_loaders.layout.tables import Aside, LeftSheet, Span, Table, block_name
from data_loaders.reading.workbook import Sheet, Workbook


def find_tables(workbook: Workbook) -> list[Table]:
    """The tables of all sheets, hidden ones too, in order. A sheet gives more than one where headings of another kind or another form
    follow further down, and where tables stand beside each other, level or not.

    What `sheets_without_table` says belongs with it.
    """
    return [table for sheet in workbook.sheets for table in _tables_in(sheet, None, 0, None, workbook.name)]


def _tables_in(
    sheet: Sheet,
    span: Span | None,
    start: int,
    stop: int | None,
    file_name: str,
    forced: tuple[int, ...] | None = None,
) -> list[Table]:
    """The tables in the columns `span` (all where it is None) of the rows from `start` to before `stop`, counted from 0.

    forced: the first headings there, where they are known. Tables beside each other are looked for again in their own columns, up to
    headings that reach over several of them.
    """
    area = part_of(sheet, span, stop)
    tables: list[Table] = []
    first = True
    while (block := forced or heading_rows_from(area, start)) is not None:
        spans = side_by_side(area, block, span)
        if len(spans) == 1:
            above = sheet if forced is not None and first else None
            table, start = _read(area, block, start, file_name, span=span, stop=stop, titles=above)
            tables.append(_continued(tables[-1], table) if tables and not first else table)
        else:
            begins = wide_headings(area, spans, block)
            for one in spans:
                known = own_lines(part_of(area, one, begins), block, start)
                tables += _tables_in(area, one, start, stop if begins is None else begins, file_name, known)
            if begins is None:
                break
            start = begins
        forced, first = None, False
    return tables


def _continued(before: Table, table: Table) -> Table:
    """The table, with what stands above the one before it where it goes on with that one's list: the same headings and more."""
    own, others = (
        {last for one in each.headings if field_of(last := one.rsplit("/", 1)[-1])} for each in (before, table)
    )
    goes_on = not table.above and before.span == table.span and own and own <= others
    return replace(table, above=before.above) if goes_on else table


def find_table(sheet: Sheet, *, heading_rows: tuple[int, ...] | None = None) -> Table | None:
    """The first table of a sheet, or None where nothing looks like headings. heading_rows: set by hand, as Excel counts.

    Raises ValueError for heading rows that are not on the sheet.
    """
    found = _find(sheet, 0, heading_rows, "")
    return None if found is None else found[0]


def find_table_of(
    sheet: Sheet,
    vocabulary: Vocabulary,
    required: Collection[str],
    *,
    file_name: str = "",
    heading_rows: tuple[int, ...] | None = None,
) -> Table | None:
    """The table of a sheet of another kind than the main ones, or None where no row holds at least two of its headings.

    vocabulary: the headings of that kind. required: fields that every row of data has. heading_rows: set by hand, as Excel
    counts; ValueError where they are not on the sheet.
    """
    block = None if heading_rows is None else chosen_heading_rows(sheet, heading_rows)
    if block is None:
        block = heading_rows_of_kind(sheet, vocabulary)
    return None if block is None else _read(sheet, block, 0, file_name, vocabulary, required)[0]


def sheets_without_table(workbook: Workbook) -> list[LeftSheet]:
    """Sheets from which nothing can be loaded, each with the reason."""
    return [
        LeftSheet(
            sheet.name,
            "没有内容" if not sheet.rows else "没有找到表头",
            sum(not is_blank(value) for row in sheet.rows for value in row),
        )
        for sheet in workbook.sheets
        if heading_rows_from(sheet, 0) is None
    ]


def with_rows_kept(
    sheet: Sheet,
    table: Table,
    kept: Collection[int],
    vocabulary: Vocabulary | None = None,
    required: Collection[str] = (),
) -> Table:
    """The same table with the rows `kept` (as Excel counts) among its data, whatever they look like.

    vocabulary, required: those with which the table was found.
    """
    area = part_of(sheet, table.span, table.stop)
    body = Body(area, tuple(row - 1 for row in table.heading_rows), vocabulary, required, kept, table.span)
    body.read()
    return replace(table, row_numbers=body.row_numbers, rows=body.rows, groups=body.groups, asides=body.asides)


def found_again(sheet: Sheet, table: Table) -> Table:
    """The table at the same headings in the same part of its sheet, read as one of the main kinds."""
    block = chosen_heading_rows(sheet, table.heading_rows)
    return _read(part_of(sheet, table.span, table.stop), block, block[0], "", span=table.span, stop=table.stop)[0]


def _find(sheet: Sheet, start: int, heading_rows: tuple[int, ...] | None, file_name: str) -> tuple[Table, int] | None:
    """The first table from row `start` (from 0) on, and the row where to look for the next."""
    block = heading_rows_from(sheet, start) if heading_rows is None else chosen_heading_rows(sheet, heading_rows)
    return None if not block else _read(sheet, block, start, file_name)


def _read(
    sheet: Sheet,
    block: tuple[int, ...],
    start: int,
    file_name: str,
    vocabulary: Vocabulary | None = None,
    required: Collection[str] = (),
    span: Span | None = None,
    stop: int | None = None,
    titles: Sheet | None = None,
) -> tuple[Table, int]:
    """The table below the headings at `block`, and the row where to look for the next.

    titles: the sheet whose texts above the headings are the title, where it is wider than the table.
    """
    body = Body(sheet, block, vocabulary, required, (), span)
    body.read()
    title = _title(titles or sheet, start, block)
    table = Table(
        sheet=block_name(sheet.name, span[0] if span else 0),
        hidden=sheet.hidden,
        title=title,
        heading_rows=tuple(row + 1 for row in block),
        headings=body.headings,
        row_numbers=body.row_numbers,
        rows=body.rows,
        groups=body.groups,
        asides=body.asides,
        as_of_hint=as_of_hint(file_name, (*title, sheet.name)),
        reporter_hint=reporter_hint(title),
        columns=body.columns,
        above=(*_lines(sheet, range(start, block[0]), "标题", span), *_informing(sheet, block, span)),
        heads=tuple(_heads(sheet, block, span)),
        span=span,
        stop=stop,
        from_1904=sheet.from_1904,
    )
    return table, body.end


def _lines(sheet: Sheet, rows: Iterable[int], reason: str, span: Span | None) -> Iterator[Aside]:
    """The rows that say something, each with its cells."""
    for at in rows:
        line = aside_of(sheet, at, reason, "", span)
        if line.cells:
            yield _telling(line)


def _telling(line: Aside) -> Aside:
    """The line with the text of its cells."""
    return replace(line, text=" ".join(dict.fromkeys(parse_text(value) or "" for _, value in line.cells)))


def _informing(sheet: Sheet, block: Sequence[int], span: Span | None) -> Iterator[Aside]:
    """What the upper lines of the headings say that is no heading: 填报时间：2020年7月12日."""
    for line in _lines(sheet, block[:-1], "标题", span):
        cells = tuple((column, value) for column, value in line.cells if informs(value))
        if cells:
            yield _telling(replace(line, cells=cells))


def _heads(sheet: Sheet, block: Sequence[int], span: Span | None) -> Iterator[Aside]:
    """The heading rows without what only informs."""
    for line in _lines(sheet, block, "表头", span):
        is_last = line.row == block[-1] + 1
        yield _telling(
            replace(line, cells=tuple((column, value) for column, value in line.cells if is_last or not informs(value)))
        )


def _title(sheet: Sheet, start: int, block: Sequence[int]) -> tuple[str, ...]:
    """The texts of the rows above the headings; a label ("填报单位：") and the cell behind it are one text."""
    texts: list[str] = []
    lines = [sheet.rows[at] for at in range(start, block[0])]
    lines += [[value for value in sheet.rows[at] if informs(value)] for at in block[:-1]]
    for row in lines:
        for value in distinct(row):
            text = parse_text(value) or ""
            if texts and texts[-1].endswith(("：", ":")):
                texts[-1] += text
            else:
                texts.append(text)
    return tuple(dict.fromkeys(texts))
