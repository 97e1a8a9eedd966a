"""A ledger and the office's rules in; whose days they were, what it costs and whom to press next out."""
