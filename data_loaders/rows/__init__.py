"""The rows of a recognised table in; records, and rejected rows with cell, reason and remedy, out."""
