"""Figures, lists and forms in; workbooks (.xlsx) out."""
