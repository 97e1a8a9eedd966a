"""A workbook or .zip in; its photos out, encoded anew, with where they belong."""
