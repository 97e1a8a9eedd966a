"""The sheets of the invented county's other offices."""
