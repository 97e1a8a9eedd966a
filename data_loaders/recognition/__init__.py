"""A workbook in; what each of its tables is, speaks for and still asks a person out."""
