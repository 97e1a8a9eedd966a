"""Names in their many forms, and the knowledge in names.csv."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.text import names as module
from data_loaders.text.names import canonical, meanings, name_key, proposals
from domain.ledger.states import State
from tests.data_loaders import books

assert books  # its hypothesis profile

LINES = list(csv.DictReader((Path(module.__file__).parent / "names.csv").open(encoding="utf-8", newline="")))
UNITS = ["城市管理局", "住房和城乡建设局", "市场监督管理局", "公安局", "生态环境局", "滨江街道", "城关镇", "经济开发区"]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("县城管局", "城管局"),
        ("云河县城管局", "城管局"),
        ("云河县城市管理局", "城市管理局"),
        ("城市管理局", "城市管理局"),
        ("市场监督管理局", "市场监督管理局"),
        ("县市场监督管理局", "市场监督管理局"),
        ("江北市城市管理局", "城市管理局"),
        ("农贸市场管理中心", "农贸市场管理中心"),
        ("云河县滨江街道办事处", "滨江街道"),
        ("滨江街道办", "滨江街道"),
        ("滨江街道", "滨江街道"),
        ("滨江街道辖区", "滨江街道"),
        ("城关镇人民政府", "城关镇"),
        ("城关镇政府", "城关镇"),
        ("南岭乡人民政府", "南岭乡"),
        ("经济开发区管委会", "经济开发区"),
        ("经济开发区管理委员会", "经济开发区"),
        ("开发区", "开发区"),
        ("县委宣传部", "宣传部"),
        ("云河县委办公室", "县委办"),
        ("县政府办公室", "县政府办"),
        ("县 公 安 局", "公安局"),
        ("城管局（环卫中心）", "城管局"),
        ("（县）城管局", "城管局"),
        ("云河县", "云河县"),
        ("ＡＢＣ公司", "ABC公司"),
        ("（）", ""),
    ],
)
def test_one_key_for_all_ways_to_write_a_name(written: str, key: str) -> None:
    assert name_key(written) == key


@given(st.text(max_size=15))
def test_a_key_is_stable_and_never_empty_for_a_name(text: str) -> None:
    key = name_key(text)
    assert not any(character.isspace() for character in key)
    assert key or not any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize(
    ("kind", "written", "usual"),
    [
        ("unit", "交警大队", "公安局"),
        ("unit", "县公安局交警大队", "公安局"),
        ("unit", "县交警大队", "公安局"),
        ("unit", "城北派出所", "公安局"),
        ("unit", "城管执法大队", "城市管理局"),
        ("unit", "县城管局", "城市管理局"),
        ("unit", "市监局", "市场监督管理局"),
        ("unit", "环保局", "生态环境局"),
        ("unit", "城市管理局", "城市管理局"),
        ("unit", "经济建设局", None),
        ("unit", "滨江街道", None),
        ("unit", "", None),
        ("site_type", "菜市场", "农贸市场"),
        ("site_type", "公厕", "公共厕所"),
        ("site_type", "公园、广场", "公园广场"),
        ("site_type", "主次干道", "主次干道"),
        ("site_type", "月球基地", None),
        ("category", "环境卫生类", "环境卫生"),
        ("category", "文明交通问题", "文明交通"),
        ("category", "违停", "违章停车"),
        ("category", "盲道占用", "侵占盲道"),
        ("category", "天气", None),
    ],
)
def test_other_names_lead_to_the_usual_one(kind: str, written: str, usual: str | None) -> None:
    assert canonical(kind, written) == usual  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            "site_type",
            "主次干道 背街小巷 农贸市场 老旧小区 公共厕所 公园广场 学校周边 医院 河道 城乡结合部 窗口单位 商场超市 建筑工地 交通路口",
        ),
        (
            "category",
            "环境卫生 文明交通 公共秩序 公益广告 服务设施 建设管理 消防安全 文明行为 出店经营 马路市场 违章停车 侵占盲道",
        ),
    ],
)
def test_the_words_of_the_domain_mean_themselves(kind: str, words: str) -> None:
    for word in words.split():
        assert canonical(kind, word) == word  # type: ignore[arg-type]


def test_names_csv_is_sound() -> None:
    allowed = {
        "state": {state.name for state in State},
        "state_hint": {state.name for state in State},
        "verdict": {"passed", "failed", "true", "untrue", "none"},
    }
    for line in LINES:
        assert line["text"]
        assert line["meaning"]
        if line["kind"] in allowed:
            assert line["meaning"] in allowed[line["kind"]], line
        if line["kind"] == "due_word":
            assert line["meaning"].isdecimal()
    pairs = [(line["kind"], line["text"]) for line in LINES]
    assert len(pairs) == len(set(pairs))
    assert not meanings("state").keys() & meanings("state_hint").keys()
    for kind in ("site_type", "category", "unit"):
        for meaning in set(meanings(kind).values()):  # type: ignore[arg-type]
            assert canonical(kind, meaning) == meaning  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("住建局", "住房和城乡建设局"), ("市监局", "市场监督管理局"), ("环保局", "生态环境局"), ("县城管局", "城市管理局"), ("交警大队", "公安局"), ("滨江街道办事处", "滨江街道"), ("城市管理居", "城市管理局"), ("经开区", "经济开发区")],
)  # fmt: skip
def test_the_unit_meant_is_proposed_first(written: str, meant: str) -> None:
    found = proposals(written, UNITS)
    assert found[0][0] == meant
    assert all(50 <= score <= 100 for _, score in found)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_nothing_is_proposed_for_what_resembles_nothing() -> None:
    assert proposals("天气预报", UNITS) == []
    assert proposals("", UNITS) == []
    assert proposals("住建局", []) == []
    assert len(proposals("局", UNITS, limit=2)) <= 2
