"""A ledger and a period in; what was owed, done and listed red or black out."""
