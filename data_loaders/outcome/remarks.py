"""What is said about a file beside its rows: questions to a person, and notes."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from data_loaders.headings.kinds import field_names
from data_loaders.import_options import ImportOptions
from data_loaders.masters.action_cells import subject_of
from data_loaders.masters.name_lookup import NameLookup
from data_loaders.outcome.hanging_rows import hanging_rows
from data_loaders.outcome.outcome import Unknown
from data_loaders.reading.grid import letters
from data_loaders.recognition.recognition import Recognised, SheetPlan
from data_loaders.recognition.totals import listed_rows
from data_loaders.states.codes import parts_of
from data_loaders.states.state_words import VERDICT_WORDS
from data_loaders.text.names import proposals
from data_loaders.text.unit_forms import is_another, is_form_of
from database.masters import masters
from database.store.engine import Connection
from domain.directory import Directory
from domain.ledger.states import STATE_WORDS


def unknown(
    connection: Connection, register: NameLookup, states: Mapping[str, int], columns: Mapping[str, str]
) -> tuple[Unknown, ...]:
    """What nobody has explained yet: units, actions, verdicts and states, whose rows wait, and words that are new to the office.

    states: wordings, or codes with their form, and their rows. columns: where each stands, in words.
    """
    directory = masters.directory_of(connection) if register.unknown else Directory()
    units = [unit.name for unit in directory.units.values()]

    def similar(kind: str, text: str) -> list[tuple[str, float]]:
        if kind == "verdict":
            return proposals(text, list(VERDICT_WORDS))
        return _like_actions(text, directory) if kind == "action" else _like_units(text, units)

    names = [
        Unknown(kind, text, rows, tuple(similar(kind, text)))
        for (kind, text), rows in sorted(register.unknown.items(), key=lambda item: -item[1])
    ]
    words = [_state(text, rows, columns.get(text, "")) for text, rows in states.items()]
    return (*names, *words, *_new_words(connection, register))


def _state(text: str, rows: int, column: str) -> Unknown:
    code = parts_of(text)
    if code is None:
        return Unknown("state", text, rows, tuple(proposals(text, list(STATE_WORDS))))
    return Unknown("state", code[0], rows, (), form=code[1], column=column)


def _new_words(connection: Connection, register: NameLookup) -> Iterator[Unknown]:
    """Categories and site types that the office did not know; where it knows none at all there is nothing to ask. Actions that
    issues name.
    """
    if not register.new_words:
        return
    directory = masters.directory_of(connection)
    for (kind, text), rows in register.new_words.items():
        known = [word for i, word in directory.terms.items() if directory.term_kinds[i] == kind and word != text]
        if kind in ("category", "site_type") and known and rows:
            yield Unknown(kind, text, rows, tuple(proposals(text, known)), holds_rows_back=False)
        elif kind == "action":
            yield Unknown(kind, text, rows, tuple(_like_actions(text, directory)), holds_rows_back=False)


def _like_units(text: str, units: Sequence[str]) -> list[tuple[str, float]]:
    """Forms of the same name first; names of bodies that are surely others are left out, however alike they look."""
    found = proposals(text, [name for name in units if not is_another(text, name)])
    return sorted(found, key=lambda pair: not is_form_of(text, pair[0]))


def _like_actions(text: str, directory: Directory) -> list[tuple[str, float]]:
    return proposals(text, [action.name for action in directory.actions.values()], form=subject_of)


def new_notes(register: NameLookup) -> list[str]:
    """What the import adds to the masters."""
    created = register.created
    if len(created) > 12:
        return [f"新登记 {len(created):,} 个名称：{'、'.join(created[:12])} 等。"]
    return [f"新登记：{'、'.join(created)}。"] if created else []


def without_holidays(years: Collection[int]) -> list[str]:
    """Years whose working days were counted without the office's holidays."""
    return [
        f"有以工作日计的时限，但“设置 · 节假日”里没有 {year} 年的放假安排，只扣除了周六、周日。"
        for year in sorted(years)
    ]


def without_districts(filled: int) -> list[str]:
    """Rows whose district is that of their site."""
    return [f"镇区空白的 {filled:,} 行，按同一点位在别处写明的镇区补上。"] if filled else []


def _of_several(plan: SheetPlan, field: str, columns: Sequence[int]) -> str:
    """That a field has several columns, and which of them counts."""
    name = field_names(plan.book).get(field, field)
    heads = "、".join(
        f"“{plan.table.headings[column]}”（{letters(plan.table.columns[column])} 列）" for column in columns
    )
    if all(match.how == "tick" for match in plan.columns if match.column in columns):
        return f"工作表“{plan.table.sheet}”的“{name}”看打勾的一栏：{heads}，勾在哪一栏，就是哪一栏的意思。"
    return (
        f"工作表“{plan.table.sheet}”有 {len(columns)} 列都是“{name}”：{heads}；按这个先后，每行以最后填写的一列为准。"
    )


def left_out(plans: Sequence[SheetPlan], file: Recognised, choices: ImportOptions) -> list[str]:
    """Columns and sheets that are not read."""
    notes = []
    for plan in plans:
        columns = plan.columns_of(choices.fields)
        used = {column for several in columns.values() for column in several}
        loose = [c.heading for c in plan.columns if c.column not in used]
        notes += [_of_several(plan, name, several) for name, several in columns.items() if len(several) > 1]
        if hanging := hanging_rows(plan.table, {name: several[0] for name, several in columns.items()}):
            notes.append(
                f"工作表“{plan.table.sheet}”有 {len(hanging):,} 行只写了问题，序号、编号、点位、镇区都空着（{listed_rows(hanging)}），"
                "已按空白读取。如果空白表示“同上”，请在表里填满（或合并单元格）后再上传，否则这些问题没有点位和责任单位。"
            )
        if loose:
            notes.append(
                f"工作表“{plan.table.sheet}”的列{'、'.join(f'“{h}”' for h in loose)}没有对应的含义，只随原始行保存。"
            )
    read = {(plan.table.sheet, plan.table.heading_rows) for plan in plans}
    pages = {plan.table.sheet for plan in plans}
    skipped = [p.table for p in file.sheets if (p.table.sheet, p.table.heading_rows) not in read]
    whole = dict.fromkeys(table.sheet for table in skipped if table.sheet not in pages)
    if whole:
        notes.append(f"没有读取的工作表：{'、'.join(f'“{s}”' for s in whole)}。")
    notes += [
        f"工作表“{table.sheet}”第 {table.heading_rows[0]} 行起是另一张表（{'、'.join(table.headings[:6])}），"
        f"它的 {len(table.rows):,} 行没有读取；需要时请放到单独的工作表或文件里上传。"
        for table in skipped
        if table.sheet in pages
    ]
    return notes
