"""What is said of labels above the headings: which of them were filled into the rows, and which were not."""

from collections.abc import Iterator
from dataclasses import dataclass

from data_loaders.cells.cells import parse_text
from data_loaders.layout.labels import Label, LabelsAbove, labels_above
from data_loaders.layout.tables import Table
from data_loaders.outcome.notices import Example
from domain.datasets.row_fields import FIELD_NAMES

_COUNTED = frozenset(("found_on", "district", "units", "lead_unit", "due"))
"""Fields that move a figure."""


@dataclass(frozen=True)
class AboveTable:
    """A table with the labels above it and what became of them when its rows were read."""

    table: Table
    labels: LabelsAbove

    @property
    def notes(self) -> Iterator[str]:
        """A Chinese sentence for each label."""
        sheet, fields = self.table.sheet, set(self.labels.by_field)
        for label in self._all():
            if self.labels.is_filled(label):
                yield (
                    f"工作表“{sheet}”没有“{FIELD_NAMES[label.field]}”列，按表头上方第 {label.row} 行的“{label.said}”填写了 "
                    f"{self.labels.filled[label.field]:,} 行。"
                )
            else:
                why = "没有填到各行" if label.field in fields else "写法不止一种（或另有这类列），没有填到各行"
                yield (
                    f"工作表“{sheet}”第 {label.row} 行写着“{label.said}”，但表里没有这一列，{why}；"
                    f"需要时请在表里加一列“{label.label}”再上传。"
                )

    @property
    def cases(self) -> Iterator[tuple[Example, int]]:
        """The labels that were filled in and move a figure, each with the number of rows."""
        for field, rows in self.labels.filled.items():
            if field in _COUNTED:
                label = self.labels.by_field[field]
                yield Example(self.table.sheet, label.row, f"{label.said}（{rows:,} 行）"), rows

    @property
    def cells(self) -> Iterator[tuple[str, int, int]]:
        """The cells with the labels that were filled in, and those with their values: sheet, row as Excel counts, column from 0."""
        filled = [label for label in self._all() if self.labels.is_filled(label)]
        for line in self.table.above:
            own = [label for label in filled if label.row == line.row]
            for column, value in line.cells:
                text = parse_text(value) or ""
                if any(value == one.value or one.label in text for one in own):
                    yield self.table.page, line.row, column

    def _all(self) -> list[Label]:
        """The labels whose fields have no column, each wording once."""
        known = {label.field for label in labels_above(self.table, ())} - self.labels.without_column
        return list({label.said: label for label in labels_above(self.table, known)}.values())
