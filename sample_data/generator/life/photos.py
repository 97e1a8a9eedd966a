"""A package of drawn photos for a dozen issues of the story, named by number: two of each subject, one overdue and one put right."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from domain.ledger.states import State
from sample_data.generator.life.county import LAST_ON
from sample_data.generator.life.lives import Issue
from sample_data.generator.life.scenes import scene
from sample_data.generator.life.story import Story

FILE = "照片_按问题编号命名.zip"

WORDS: Mapping[str, tuple[str, ...]] = {
    "litter": ("垃圾", "乱堆", "杂物"),
    "parking": ("占道停放", "乱停放", "侵占盲道停放"),
    "stalls": ("占道摆摊", "摊贩占道", "占道经营"),
    "paving": ("窨井盖缺失", "人行道板破损", "路面破损", "坑洼"),
    "river": ("水葫芦", "漂浮"),
    "wall": ("小广告",),
}
"""What is drawn for an issue whose text says so."""


def photo_zip(story: Story) -> bytes:
    """The package, byte for byte the same whenever it is made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(photos(story).items()):
            archive.writestr(zipfile.ZipInfo(name, (2020, 8, 9, 17, 30, 0)), content)
    return buffer.getvalue()


def photos(story: Story) -> dict[str, bytes]:
    """File name → JPEG: 整改前 for every chosen issue, 整改后 for those that are done."""
    files = {}
    for subject, issue, done in chosen(story):
        seed = int(issue.number[-4:])
        files[f"{issue.number}_整改前.jpg"] = scene(subject, seed, done=False)
        if done:
            files[f"{issue.number}_整改后.jpg"] = scene(subject, seed, done=True)
    return files


def chosen(story: Story) -> Iterator[tuple[str, Issue, bool]]:
    """Subject, issue, and whether it is put right on the last day: for each subject the newest overdue and the newest done
    issue; two that are done where nothing is overdue.
    """
    rows = Counter((issue.listed_on, issue.row) for issue in story.issues)
    alone = [issue for issue in story.issues if rows[issue.listed_on, issue.row] == 1 and issue.reworded_on is None]
    for subject, words in WORDS.items():
        fitting = [issue for issue in reversed(alone) if any(word in issue.text for word in words)]
        if subject == "litter":
            fitting = [issue for issue in fitting if "分类" not in issue.text and "楼道" not in issue.text]
        if subject != "river":
            fitting = [
                issue for issue in fitting if issue.site.site_type in ("主次干道", "背街小巷", "老旧小区", "学校周边")
            ]
        late = next((issue for issue in fitting if _is_overdue(issue, LAST_ON)), None)
        done = [issue for issue in fitting if _is_done(issue)]
        if late is not None:
            yield subject, late, False
        for issue in done[: 1 if late is not None else 2]:
            yield subject, issue, True


def _is_overdue(issue: Issue, day: date) -> bool:
    due = next((change.due_on for change in reversed(issue.dues) if change.told_on <= day), None)
    return issue.states[-1].state in (State.ASSIGNED, State.IN_PROGRESS, State.REWORK) and due is not None and due < day


def _is_done(issue: Issue) -> bool:
    return issue.states[-1].state in (State.REPORTED, State.CLOSED)
