"""Workbooks of an invented county, each named after its mess, and the program that makes them."""
