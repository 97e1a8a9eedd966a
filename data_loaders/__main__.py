"""`python -m data_loaders FILE…`: the same import as on the screen, from the command line.

Exit status: 0 everything loaded; 1 loaded, but rows were refused or pairs are doubtful; 2 a file was not loaded at all.
"""

import argparse
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tqdm import tqdm

from data_loaders.headings.kinds import ALL_KINDS, kind_name
from data_loaders.importing.intake import CannotLoad, ImportOptions, Outcome, load, preview, recognise
from data_loaders.importing.mappings import BadMapping, choices_from, read_mapping
from data_loaders.importing.photo_zip import load_photos, open_photos, preview_photos
from data_loaders.importing.sample import load_sample
from data_loaders.masters.name_lookup import KIND_NAMES
from data_loaders.outcome.account import summed_up
from data_loaders.outcome.notices import Notice
from data_loaders.reading import child
from data_loaders.reading.workbook import UnreadableFile
from data_loaders.unpacking.uploaded_files import SetAside, UploadedFile, unpacked
from data_loaders.weights_report import report
from database.imports.imports import is_empty
from database.store.engine import Database, NewerDatabase, open_database

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHOWN = 20
"""Refused rows printed per file; all of them are kept in the database."""


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line, parsed."""
    parser = argparse.ArgumentParser(
        prog="python -m data_loaders", description="把检查清单、整改反馈表、整改台账导入数据库。"
    )
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help=".xlsx .xls .et .csv 文件，或按问题编号命名的照片的 .zip"
    )
    parser.add_argument("--kind", choices=ALL_KINDS, help="表的类型；不写则自动识别")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="本表截至日；不写则按文件名、标题推断"
    )
    parser.add_argument("--mapping", type=Path, metavar="FILE.toml", help="映射文件：列、状态、单位的含义")
    parser.add_argument("--new-units", action="store_true", help="表中没见过的单位一律登记为新单位")
    parser.add_argument("--dry-run", action="store_true", help="只试算，不写入")
    parser.add_argument("--db", metavar="URL", help="数据库；不写则用 DASHBOARD_DB 或 data/dashboard.db")
    parser.add_argument("--prepare", action="store_true", help="建库或升级；库是空的就装入示例数据")
    parser.add_argument("--weights", action="store_true", help="列出匹配权重，和按已决定的疑似重复估计的权重")
    parser.add_argument("--who", help="导入人，记入导入历史")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may not be UTF-8
    options = arguments(argv)
    if not options.files and not options.prepare and not options.weights:
        print("请给出要导入的文件，或用 --prepare 准备数据库，或用 --weights 看匹配权重。", file=sys.stderr)
        return 2
    if options.files:
        child.keep_ready()
    try:
        database = open_database(options.db)
        said = read_mapping(options.mapping) if options.mapping else {}
    except (NewerDatabase, BadMapping) as error:
        print(error, file=sys.stderr)
        return 2
    try:
        if options.prepare:
            _prepare(database)
        if options.weights:
            print(report(database))
        status = 0
        for path in options.files:
            for parcel in _parcels(path):
                status = max(status, _one(database, parcel, said, options))
        return status
    finally:
        database.close()


def _prepare(database: Database) -> None:
    if not is_empty(database):
        print("数据库已有数据，保持不动。")
        return
    print("数据库是空的，装入示例数据（虚构的县，可在页面上一键清除）……")
    with tqdm(total=1, unit="个文件", disable=not sys.stderr.isatty()) as bar:

        def each(name: str, number: int, total: int) -> None:
            bar.total = total
            bar.set_description_str(name[:30])
            bar.update(number - 1 - bar.n)

        outcomes = load_sample(database, each=each)
    rows = sum(outcome.counts["read"] for outcome in outcomes)
    print(f"示例数据已装入：{len(outcomes):,} 个文件，{rows:,} 行。")


def _parcels(path: Path) -> list[UploadedFile]:
    """The files to import, a package opened; its photos come last, because they are of issues that its tables bring."""
    try:
        content = path.read_bytes()
    except OSError as error:
        fault = UnreadableFile(f"打不开文件（{error.strerror}）。", "请检查路径和权限。")
        return [UploadedFile(path.name, b"", fault=fault)]
    return sorted(unpacked([(path.name, content)]), key=lambda parcel: parcel.kind == "photos")


def _one(database: Database, parcel: UploadedFile, said: dict[str, object], options: argparse.Namespace) -> int:
    print(f"\n■ {parcel.name}")
    if isinstance(parcel.fault, SetAside):
        print(f"  未读取：{parcel.fault}")
        return 0
    with tqdm(total=100, unit="%", bar_format="{desc} {bar} {n:.0f}%", disable=not sys.stderr.isatty()) as bar:

        def progress(what: str, share: float) -> None:
            bar.set_description_str(what)
            bar.update(100 * share - bar.n)

        try:
            progress("打开文件", 0.02)
            if parcel.fault is not None:
                raise parcel.fault
            if parcel.kind == "photos":
                bar.close()
                return _photos(database, parcel.name, parcel.content, options)
            file = recognise(database, parcel.content, parcel.name)
            choices = _choices(choices_from(said, file), options)
            at = datetime.now(SHANGHAI)
            if options.dry_run:
                outcome = preview(database, file, choices, at=at, progress=progress)
            else:
                outcome = load(database, file, choices, at=at, who=options.who, progress=progress)
        except (UnreadableFile, CannotLoad, BadMapping) as error:
            bar.close()
            print(f"  未导入：{error}")
            return 2
    _report(outcome, dry_run=options.dry_run)
    return 1 if outcome.refusals or outcome.doubts or outcome.counts["refused"] else 0


def _photos(database: Database, name: str, content: bytes, options: argparse.Namespace) -> int:
    """A package of photos named by issue number."""
    file, at = open_photos(content, name), datetime.now(SHANGHAI)
    if options.dry_run:
        outcome = preview_photos(database, file, at=at)
    else:
        outcome = load_photos(database, file, at=at, who=options.who)
    counts = outcome.counts
    print(f"  照片，截至 {outcome.as_of:%Y-%m-%d}{'（试算，未写入）' if options.dry_run else ''}")
    names = {"read": "文件", "attached": "附上", "same": "先前已有", "refused": "未采用", "other": "不是照片"}
    _table([list(names.values()), [f"{counts[key]:,}" for key in names]])
    for note in outcome.notes:
        print(f"  · {note}")
    for refusal in outcome.refusals[:SHOWN]:
        print(f"  × {refusal.value}：{refusal.reason}{refusal.remedy}")
    if len(outcome.refusals) > SHOWN:
        print(f"  …… 另有 {len(outcome.refusals) - SHOWN:,} 张未采用")
    return 2 if outcome.notes and not counts["read"] else 1 if outcome.refusals else 0


def _choices(choices: ImportOptions, options: argparse.Namespace) -> ImportOptions:
    return replace(
        choices,
        kind=options.kind or choices.kind,
        as_of=options.as_of or choices.as_of,
        create_units=options.new_units or choices.create_units,
    )


def _report(outcome: Outcome, *, dry_run: bool) -> None:
    counts = outcome.counts
    print(f"  {kind_name(outcome.kind)}，截至 {outcome.as_of:%Y-%m-%d}{'（试算，未写入）' if dry_run else ''}")
    names = {
        "read": "读到",
        "new": "新增",
        "changed": "变更",
        "unchanged": "未变",
        "refused": "拒收",
        "blank": "空行等",
    }
    _table([list(names.values()), [f"{counts[key]:,}" for key in names]])
    for said in outcome.notices:
        print(f"  {'！' if said.moves else '·'} {said.said}{_cases(said)}")
    if outcome.account is not None:
        print(f"  · 本表账目：{summed_up(outcome.account)}")
        for column in outcome.account.unknown:
            print(
                f"  · 不认识的列 {column.letter}“{column.heading}”{column.filled:,} 格：如{'、'.join(column.examples)}"
            )
    for note in outcome.notes:
        print(f"  · {note}")
    for unknown in outcome.unknown:
        likely = "、".join(f"{name}（{score:.0f}）" for name, score in unknown.proposals)
        what = {"state": "状态", "verdict": "复核情况", "department": "单位"}.get(unknown.kind) or KIND_NAMES[
            unknown.kind
        ]
        print(f"  ？{what}“{unknown.name}”不认识（{unknown.rows:,} 行）{'，是否：' + likely if likely else ''}")
    for pair in outcome.doubts[:SHOWN]:
        print(
            f"  ≈ {pair.sheet} 第 {pair.row} 行可能就是已有的第 {pair.candidate_id} 号问题（相似度 {pair.score}），暂按新问题登记"
        )
    for refusal in outcome.refusals[:SHOWN]:
        value = "" if refusal.value is None else f"“{refusal.value[:40]}”"
        print(
            f"  × {refusal.sheet} 第 {refusal.row} 行 {refusal.heading or ''}{value}：{refusal.reason}{refusal.remedy}"
        )
    if len(outcome.refusals) > SHOWN:
        print(f"  …… 另有 {len(outcome.refusals) - SHOWN:,} 行拒收")


def _cases(said: Notice) -> str:
    """Where the first cases of a notice stand."""
    return f"（如 {'；'.join(example.said for example in said.examples)}）" if said.examples else ""


def _table(lines: list[list[str]]) -> None:
    for line in lines:
        print("  " + "".join(" " * max(1, 8 - _width(text)) + text for text in line))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


if __name__ == "__main__":
    sys.exit(main())
