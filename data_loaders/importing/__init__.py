"""A file and a person's decisions in; rows in the database and the outcome out, or the same rolled back."""
