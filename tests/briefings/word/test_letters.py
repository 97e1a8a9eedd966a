"""Letters of the ladder, read back from the .docx: the words that were shown, every issue, the reply slip."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from briefings.brief.words import OFFICE
from briefings.word.letters import LetterDraft, LetterIssue, file_name, issue_table, letter, worded
from domain.ladder import STEPS, LadderLevel

ISSUES = (
    LetterIssue(
        "WM-7", date(2020, 7, 1), "滨江街道 东门农贸市场", "占道经营 <b>&“3 处”\n😀", date(2020, 7, 10), 30, "整改中"
    ),
    LetterIssue("", None, "南岭镇", "=1+1 公益广告破损", None, None, "已交办"),
)
DRAFT = LetterDraft(
    LadderLevel.SUPERVISE,
    "创城督〔2020〕3号",
    "县住建局",
    date(2020, 8, 10),
    date(2020, 8, 14),
    date(2020, 8, 9),
    ISSUES,
    reason="已连续 3 周列入黑榜（规定 3 周）。",
    county="安和县",
)


def read(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]


@pytest.mark.parametrize("level", LadderLevel)
def test_every_kind_of_letter_prints_the_words_that_were_shown(level: LadderLevel) -> None:
    draft = replace(DRAFT, level=level)
    said, document = worded(draft), read(letter(draft))
    printed = texts(document)
    assert "".join(printed).startswith(said.title + draft.number + said.addressee)
    for words in (*said.paragraphs, said.closing, *said.signature, said.list_title):
        assert words in printed
    whole = "".join(printed)
    assert "2020年8月14日前" in whole and draft.reason in whole and STEPS[level].name[:2] in whole
    assert "县住建局" in whole


def test_the_table_has_every_issue_with_its_dates_and_repeats_its_heading_on_each_page() -> None:
    document = read(letter(replace(DRAFT, issues=ISSUES * 30)))
    listed, slip = document.tables
    rows = [[cell.text for cell in row.cells] for row in listed.rows]
    assert rows[0] == ["序号", "点位", "存在问题", "发现日期", "整改时限", "超期天数", "现状"]
    assert len(rows) == 61 and rows[60][0] == "60"
    assert rows[1] == [
        *("1", "滨江街道 东门农贸市场", "占道经营 <b>&“3 处”\n😀（WM-7）"),
        *("2020-07-01", "2020-07-10", "30", "整改中"),
    ]
    assert rows[2][2:] == ["=1+1 公益广告破损", "—", "—", "—", "已交办"]
    assert listed.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in listed.rows)
    said = [row.cells[0].text for row in slip.rows]
    assert said[1:4] == ["文　　号", "回复期限", "承办单位"] and said[-1] == "单位（盖章）"


def test_how_many_are_overdue_is_counted_from_the_list_unless_the_reason_says_it() -> None:
    assert (
        "有 2 件需要督促办理，其中 1 件已超过整改时限，最长的已超期 30 天（问题清单附后）。"
        in worded(DRAFT).paragraphs[0]
    )
    told = replace(DRAFT, reason="有 1 件问题超期满 10 天，最长的已超期 30 天。")
    assert worded(told).paragraphs[0].count("最长的") == 1
    on_time = replace(DRAFT, issues=ISSUES[1:])
    assert "超过整改时限" not in worded(on_time).paragraphs[0]


def test_a_letter_without_issues_has_no_list_and_an_interview_says_where_and_when() -> None:
    bare = replace(DRAFT, level=LadderLevel.INTERVIEW, issues=())
    document = read(letter(bare))
    assert len(document.tables) == 1 and "附后" not in "".join(texts(document))
    assert "时间和地点另行通知。" in worded(bare).paragraphs[1]
    named = replace(bare, appointment="8月12日9时，县政府三楼会议室")
    assert "时间和地点：8月12日9时，县政府三楼会议室。" in worded(named).paragraphs[1]


def test_who_signs_is_the_office_that_was_set_else_the_one_of_the_bulletin() -> None:
    assert worded(DRAFT).signature == (OFFICE, "2020年8月10日")
    assert worded(replace(DRAFT, office="安和县长效办")).signature[0] == "安和县长效办"


def test_the_same_draft_gives_the_same_bytes_and_a_name_that_windows_takes() -> None:
    assert letter(DRAFT) == letter(DRAFT) != letter(replace(DRAFT, number="4号"))
    assert file_name(DRAFT) == "督办单_县住建局_创城督〔2020〕3号.docx"
    assert file_name(replace(DRAFT, unit="a/b:c", number="1|2")) == "督办单_a-b-c_1-2.docx"


def test_the_table_is_no_wider_than_its_columns() -> None:
    table = issue_table(ISSUES)
    assert all(len(row) == len(table.columns) for row in table.rows)
