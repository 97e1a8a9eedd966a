"""One cell in; its value, or why it cannot be read, out: text, numbers, units, problems."""
