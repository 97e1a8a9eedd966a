"""Units, sites, words and rules in and out, as frames and as tables that a person edits."""
