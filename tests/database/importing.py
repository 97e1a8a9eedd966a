"""Imports in processes of their own, some of which are killed: `python -m tests.database.importing URL`.

Reads orders from standard input, one a line, forks a child for each, and answers with one line when it has ended:

kill SECONDS   the child imports ROWS rows and is killed after so many seconds; answers "killed" or "done SECONDS"
both COUNT     two children at once, each with COUNT imports of its own; answers "done" or "failed"

The modules are loaded once, before the first fork; a database is only ever opened in a child.
"""

import os
import signal
import sys
import time

from database.store.engine import open_database
from tests.factories import july, load, row

ROWS = 2_000
KNOWN = 200
"""How many of the rows are about issues that are there already."""


def import_many(url: str) -> None:
    """One import of ROWS rows in one transaction, new issues and changed ones."""
    database = open_database(url)
    with database.write() as connection:
        said = [row(f"{n}", due_on=july(9), description="出店经营" * 9) for n in range(KNOWN - ROWS, KNOWN)]
        load(connection, july(8), said, name="大表.xlsx")
    database.close()


def import_one_by_one(url: str, who: str, count: int) -> None:
    """Several small imports, each of which first reads which id is free."""
    database = open_database(url)
    for n in range(count):
        with database.write() as connection:
            load(connection, july(8), [row(f"{who}-{n}")], name=f"{who}-{n}.xlsx")
    database.close()


def _forked(work: str, url: str, *arguments: str) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        if work == "many":
            import_many(url)
        else:
            import_one_by_one(url, arguments[0], int(arguments[1]))
        status = 0
    finally:
        os._exit(status)


def _killed_after(seconds: float, url: str) -> str:
    began = time.monotonic()
    child = _forked("many", url)
    while time.monotonic() - began < seconds:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return f"done {time.monotonic() - began}" if status == 0 else "failed"
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    return "killed" if os.WIFSIGNALED(os.waitpid(child, 0)[1]) else "done"


def main(url: str) -> None:
    for line in sys.stdin:
        order, argument = line.split()
        if order == "kill":
            answer = _killed_after(float(argument), url)
        else:
            children = [_forked("one by one", url, who, argument) for who in ("甲", "乙")]
            answer = "done" if all(os.waitpid(child, 0)[1] == 0 for child in children) else "failed"
        print(answer, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
