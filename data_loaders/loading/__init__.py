"""A recognised file and a person's decisions in; its rows stored, with what is to be told of them, out."""
