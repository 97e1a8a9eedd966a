"""A ledger and a day in; counts, rates, ranks, trends and their definitions out."""
