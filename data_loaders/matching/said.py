"""Why a row is refused whose issue nobody can tell, and what is said about numbers, in Chinese."""

from collections.abc import Sequence

from data_loaders.matching.matched import Words


def several(number: str | None, places: Sequence[str]) -> Words:
    """A row that may be about several issues and does not say which."""
    shown = "；".join(places[:3]) + ("……" if len(places) > 3 else "")
    what = f"编号“{number}”" if number is not None else "与本行相同的问题"
    return (
        f"{what}在台账中有 {len(places)} 件（{shown}），本行没有写明是哪一件。",
        "请补填能区分的内容：镇区、点位、检查日期或问题描述。",
    )


def of_another(number: str, place: str, why: str) -> Words:
    """A row that names only a number, which stands for an issue that the rest of the row does not fit."""
    return (
        f"编号“{number}”在台账中是另一件问题（{place}），与本行的{why}不符，本行又没有问题描述。",
        "请核对编号；如果编号是本单位自己编的，请补填点位和问题描述。",
    )


def used_again(number: str) -> Words:
    """A row that names only a number of a sheet whose numbers are not those of the known issues."""
    return (
        f"这张表的编号与台账的编号不是一套：编号“{number}”下多数行是别的问题，本行又没有问题描述。",
        "请补填点位和问题描述，或改用台账中的编号。",
    )


def damaged(shown: str) -> Words:
    """A row that names only a damaged number."""
    return (
        f"编号“{shown}”超过 15 位或成了科学记数，末尾几位已被 Excel 改掉，不能据此认定是哪一件，本行又没有问题描述。",
        "请把编号一列设为文本格式后重新填写，或补填点位和问题描述。",
    )
