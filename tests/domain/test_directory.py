"""Names of units on screens."""

import pytest

from domain.directory import DEPARTMENT, Unit


@pytest.mark.parametrize(
    ("name", "short_name", "label"),
    [
        ("渡月镇", "渡月", "渡月镇"),
        ("县消防救援大队", "消防大队", "县消防救援大队"),
        ("县住房和城乡建设局", "县住建局", "县住建局"),
        ("清源县人民政府办公室", "", "清源县人民政府办公室"),
    ],
)
def test_a_unit_goes_by_its_full_name_where_that_is_short(name: str, short_name: str, label: str) -> None:
    assert Unit(1, name, short_name, DEPARTMENT, "").label == label
