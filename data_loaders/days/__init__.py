"""One cell in; the day or the due date that it says out."""
