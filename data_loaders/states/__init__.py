"""One cell in; the state or the verdict that it claims of an issue out."""
