"""Entries of datasets in; how each part of the campaign stands out."""
