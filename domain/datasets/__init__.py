"""The office's other lists, each a table of fields with its checks; entries of them in words out."""
