"""The ledger of a period in; the brief of the meeting out."""
