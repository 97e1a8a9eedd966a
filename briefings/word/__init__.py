"""A brief or a list in; documents on the paper of an office (.docx) out."""
