"""A workbook and its faults in; the same workbook with the faults marked out."""
