"""The table of measurements says honestly what was met and what was not."""

from benchmarks.table import Measurement, markdown


def test_a_ratio_is_judged_against_its_target() -> None:
    assert Measurement("a", 6.0, "s", 2.0, 4.0).ok is True
    assert Measurement("a", 9.0, "s", 2.0, 4.0).ok is False
    assert Measurement("a", 9.0, "s", 2.0, 4.0).ratio == 4.5


def test_without_a_reference_the_figure_itself_is_judged() -> None:
    assert Measurement("a", 4.9, "s", at_most=5).ok is True
    assert Measurement("a", 5.1, "s", at_most=5).ok is False
    assert Measurement("a", 5.1, "s").ok is None


def test_the_table_lines_up_with_chinese_names() -> None:
    table = markdown(
        [
            Measurement("超期督办, warm run", 31.24, "ms", 25.0, 1.5, "in turns"),
            Measurement("b", 2000, "MiB", at_most=1536),
        ]
    )
    assert table == (
        "| name                          | ours     | reference | ratio | target     | ok? |\n"
        "|-------------------------------|----------|-----------|-------|------------|-----|\n"
        "| 超期督办, warm run (in turns) | 31.2 ms  | 25.0 ms   | 1.25  | ≤ 1.5 ×    | yes |\n"
        "| b                             | 2000 MiB |           |       | ≤ 1536 MiB | NO  |\n"
    )
