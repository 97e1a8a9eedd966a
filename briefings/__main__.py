"""`python -m briefings --period 2020-07-13 --out DIR`: the papers of a week from the command line, for a scheduled task.

Exit status: 0 everything was written (and issued, where asked); 1 written, but not issued, or issued, but not written; 2 nothing.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from briefings.brief.words import between
from briefings.issuing import issuing
from briefings.issuing.issuing import Proof
from database.ledger.ledgers import KnownLedger, newest_as_of, newest_ledger
from database.office import bulletins
from database.office.bulletins import NotIssued
from database.store.engine import Database, NewerDatabase, open_database
from domain.ledger.days import week_start

SHANGHAI = ZoneInfo("Asia/Shanghai")


class NotWritten(Exception):
    """The files were not written; the message (Chinese) says why and what to do."""


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line, parsed."""
    parser = argparse.ArgumentParser(
        prog="python -m briefings", description="生成一周的会议材料：周通报、幻灯片、附表、牵头县领导一页纸。"
    )
    parser.add_argument(
        "--period", type=_day, metavar="YYYY-MM-DD", help="这一周里的任何一天；不写则为最新数据的最近一整周"
    )
    parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="从 --period 到这一天，不按整周")
    parser.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="数据截至日；不写则为期间最后一天")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="文件写到哪个文件夹，没有就新建")
    parser.add_argument("--db", metavar="URL", help="数据库；不写则用 DASHBOARD_DB 或 data/dashboard.db")
    parser.add_argument("--issue", action="store_true", help="签发：给期号，存档，以后不再改动")
    parser.add_argument("--number", type=int, metavar="N", help="第一份通报从第几期开始；以后自动接着编")
    parser.add_argument("--allow-sample", action="store_true", help="数据中有示例数据时也签发（文件会标明示例数据）")
    parser.add_argument("--who", help="签发人，记入存档")
    return parser.parse_args(argv)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2020-07-13 这样") from None


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may not be UTF-8
    options = arguments(argv)
    try:
        database = open_database(options.db)
    except (NewerDatabase, OSError) as fault:
        print(fault, file=sys.stderr)
        return 2
    try:
        return _run(database, options)
    except NotWritten as fault:
        print(f"没有写出文件：{fault}", file=sys.stderr)
        return 2
    finally:
        database.close()


def _run(database: Database, options: argparse.Namespace) -> int:
    known = newest_ledger(database)
    proof = _proof(database, known, options)
    brief = proof.brief
    print(f"期间：{between(brief.since, brief.until)}，数据截至 {brief.as_of}{'（示例数据）' if brief.sample else ''}")
    for edit in proof.stale:
        print(f"  注意：改过的一句话（{edit.where}），改过之后数字又变了：{edit.draft.text}", file=sys.stderr)
    if not options.issue:
        write(issuing.files_of(brief, photo=issuing.photos_in(database)), options.out)
        return 0
    try:
        number = _issue(database, known, proof, options)
    except NotIssued as fault:
        print(f"没有签发：{fault}", file=sys.stderr)
        write(issuing.files_of(brief, photo=issuing.photos_in(database)), options.out)
        return 1
    print(f"第 {number} 期已签发并存档。")
    try:
        write(bulletins.files_of(database, number), options.out)
    except NotWritten as fault:
        print(f"通报已经签发，但文件没有写出：{fault}可在“会议简报”页面的“已签发的通报”里下载。", file=sys.stderr)
        return 1
    return 0


def _proof(database: Database, known: KnownLedger, options: argparse.Namespace) -> Proof:
    newest = newest_as_of(database)
    if newest is None:
        raise NotWritten("数据库里还没有数据。请先导入检查问题清单或整改台账。")
    starts_on = known.ledger.settings.week_starts_on
    since, until = issuing.last_full_week(newest, starts_on=starts_on)
    if options.period is not None:
        since = options.period if options.until else week_start(options.period, starts_on=starts_on)
        until = since + timedelta(days=6)
    if options.until is not None:
        until = options.until
    if since > newest:
        raise NotWritten(f"最新的表格截至 {newest}，还没有 {since} 以后的数据。请导入新的表格，或改写 --period。")
    as_of = options.as_of or min(until, newest)
    if until < since or as_of < since:
        raise NotWritten(f"日期先后不对：从 {since} 到 {until}，数据截至 {as_of}。请检查 --period、--until、--as-of。")
    if as_of > newest:
        raise NotWritten(f"最新的表格截至 {newest}，不能写数据截至 {as_of}。请改写 --as-of。")
    return issuing.proof_of(database, known, since=since, until=until, as_of=as_of)


def _issue(database: Database, known: KnownLedger, proof: Proof, options: argparse.Namespace) -> int:
    if proof.brief.sample and not options.allow_sample:
        raise NotIssued("数据中有示例数据。请先在页面上清除示例数据；确实要用示例数据试签发，请加 --allow-sample。")
    expected = bulletins.next_number(database)
    number = options.number or expected or known.ledger.settings.first_number
    issued = issuing.issue(database, known, proof, number=number, who=options.who, at=datetime.now(SHANGHAI))
    return issued.number


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files, each in full under a name of its own before it takes its place. Raises NotWritten.

    A file that another program holds open (Word on Windows) stops it before anything is replaced.
    """
    made: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            if (folder / name).exists():
                with (folder / name).open("r+b"):
                    pass
        for name, content in files.items():
            handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".briefings_")
            made.append((Path(unfinished), folder / name))
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
        for part, target in made:
            part.chmod(0o644)
            part.replace(target)
            print(f"  {target}")
    except OSError as fault:
        where = f"“{fault.filename}”" if fault.filename else f"“{folder}”"
        raise NotWritten(
            f"{where}写不进去（{fault.strerror}）。请关闭正在打开的同名文件，检查文件夹权限和磁盘空间后再试。"
        ) from fault
    finally:
        for part, _ in made:
            part.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
