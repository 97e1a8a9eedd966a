"""The rules of the campaign, in the office's words: no files, no SQL, no screens, no clock."""
