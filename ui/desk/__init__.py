"""The files on the clerk's desk: what each is, what it asks, what all would do together."""
