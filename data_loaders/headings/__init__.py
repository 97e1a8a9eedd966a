"""The heading of a column in; the field of a main kind or of a dataset that it means out."""
