"""What titles and file names say about a sheet: the day that it speaks for, the day it was filled in, the unit that sent it."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from data_loaders.cells.cells import CellError
from data_loaders.days.dates import parse_date

_YEAR = re.compile(r"(20\d{2})\s*(?:年|[.\-/])|(?<!\d)(20[12]\d)(?=[01]\d[0-3]\d(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?(?!\d))")
_DAY_TEXT = (
    r"(?:20\d{2}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*[日号]?|(?<!\d)20[12]\d[01]\d[0-3]\d(?=(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?(?!\d))|"
    r"(?<![\d.])\d{1,2}\s*月\s*\d{1,2}\s*[日号]?|(?<![\w.\-/])\d{1,2}[.\-/]\d{1,2}(?![\d.\-/]*\d)|(?<=[\u4e00-\u9fff])(?<!年)\d{1,2}[.\-/]\d{1,2}(?![\d.\-/]*\d))"
)
# Between the two days of a period stands what may stand inside a day: "7.6-7.12", "7/6—7/12", "7月6日至12日".
_PERIOD = re.compile(
    r"((?:20\d{2}\s*[年./])?\s*(?<!\d)\d{1,2}\s*[月./]\s*\d{1,2}\s*[日号]?|20\d{2}-\d{1,2}-\d{1,2}|(?<!\d)20[12]\d[01]\d[0-3]\d)"
    r"\s*(?:-+|—+|–|~+|～|至|到)\s*"
    r"((?:20\d{2}\s*[年./])?\s*\d{1,2}\s*[月./]\s*\d{1,2}\s*[日号]?|20\d{2}-\d{1,2}-\d{1,2}|20[12]\d[01]\d[0-3]\d|\d{1,2}\s*[日号])"
)
_LABELLED = (
    re.compile(rf"(?:截至|截止)(?:到|至|日期|时间)?\s*[:：]?\s*({_DAY_TEXT})"),
    re.compile(
        rf"(?:填报|填表|上报|统计|报送|制表|更新|提交|提报|报告|编制|导出|生成)(?:日期|时间)\s*[:：]?\s*({_DAY_TEXT})"
    ),
)
# Numbers with a point or a dash that are no days: of annexes, versions, documents, clauses; from one number to another.
_NO_DAYS = re.compile(
    r"(?:附件|附表|附录|附图|版本号?|编号|文号|序号|页码|条款|标准|^表|^图|(?<![A-Za-z])[Vv](?:er(?:sion)?)?|N[Oo])[.:：]?\s*\d+(?:[.\-]\d+)*"
    r"|第\s*\d+(?:[.\-—~～至到]\d+)*(?:号|期|批|次|版|稿|条|款|章|节|项|页|件)?"
    r"|(?<![\d月.])\d{1,4}\s*[-—~～至到]\s*\d{1,4}\s*号"
    r"|\d+(?:\.\d+)+\s*(?:版|号|稿|节|条|章|款|项|%|％|消费|公里|米|万|亿|元|分)"
)
_LABEL = re.compile(r"(?:日期|时间|版本号?|编号|文号|页码|附件|附表)$")
_ANY_DAY = re.compile(rf"({_DAY_TEXT})")


def as_of_hint(name: str, titles: Iterable[str]) -> date | None:
    """The day a sheet speaks for, as its titles and the file's name say: 截至…, else the last day of a period, else 填报时间, else a day.

    A day without year takes the year that name or titles give elsewhere; without one there is no hint. Of several days of the same
    sort the titles come before the name, and the latest counts.
    """
    stem = re.sub(r"\.[A-Za-z]\w{1,4}$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    texts = [_NO_DAYS.sub(" ", " ".join(text.split())) for text in (*_labelled(titles), stem.replace("_", " "))]
    years = [int(year or compact) for text in texts for year, compact in _YEAR.findall(text)]
    near = date(max(set(years), key=years.count), 7, 1) if years else None
    until, labelled = _LABELLED
    sorts: tuple[Callable[[str], list[date | None]], ...] = (
        lambda text: [_hinted(found, near) for found in until.findall(text)],
        lambda text: [_period_end(first, last, near) for first, last in _PERIOD.findall(text)],
        lambda text: [_hinted(found, near) for found in labelled.findall(text)],
        lambda text: [_hinted(found, near) for found in _ANY_DAY.findall(text)],
    )
    for days in sorts:
        for text in texts:
            read = [day for day in days(text) if day is not None]
            if read:
                return max(read)
    return None


def _labelled(titles: Iterable[str]) -> list[str]:
    """The titles, a label that stands in a cell of its own (提交日期, 版本号) joined with the text behind it."""
    joined: list[str] = []
    for text in titles:
        if joined and _LABEL.search("".join(joined[-1].split())):
            joined[-1] += f"：{text}"
        else:
            joined.append(text)
    return joined


def filled_on(titles: Iterable[str], *, near: date | None) -> date | None:
    """The day behind 填报日期 or 填报时间, without regard to what else the titles say. near: gives the year where it is left out."""
    days = [_hinted(found, near) for text in titles for found in _LABELLED[1].findall(" ".join(text.split()))]
    return max((day for day in days if day is not None), default=None)


def _hinted(text: str, near: date | None) -> date | None:
    try:
        found = parse_date("".join(text.split()), near=near)
    except CellError:
        return None
    if near is not None and found is not None and not re.match(r"20\d{2}", text.strip()):
        return found if found.year == near.year else None
    return found


def _period_end(first: str, last: str, near: date | None) -> date | None:
    start = _hinted(first, near)
    if start is None:
        return None
    bare = re.fullmatch(r"(\d{1,2})\s*[日号]", last.strip())
    try:
        end = start.replace(day=int(bare.group(1))) if bare else parse_date("".join(last.split()), near=start)
    except (CellError, ValueError):
        return None
    return end if end is not None and end >= start else None


_REPORTER = re.compile(
    r"(?:填\s*报|报\s*送|上\s*报|填\s*表|整\s*改|责\s*任|编\s*制)\s*(?:单\s*位|部\s*门)\s*(?:[(（][^()（）]*[)）])?\s*[:：]\s*(\S+?)(?=\s{1,}|[,，;；]|填报|填表|报送|时间|日期|联系|$)"
)


def reporter_hint(titles: Iterable[str]) -> str | None:
    """The unit behind 填报单位：, without a note such as （盖章）."""
    for text in titles:
        if found := _REPORTER.search(text):
            name = re.sub(r"[(（]\s*(?:盖\s*章|公\s*章|章)\s*[)）]", "", found.group(1)).strip("_＿ ")
            if name:
                return name
    return None
