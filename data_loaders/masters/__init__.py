"""Names of units, sites and words in; their ids out, and what nobody knows yet for a person to decide."""
