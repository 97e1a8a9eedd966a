"""What an import did in; what a person is told of it out: account, notices, reconciliation, questions."""
