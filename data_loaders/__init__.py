"""A messy workbook in, observations and row errors out."""
