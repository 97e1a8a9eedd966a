"""The rows of a file in; one import out that can be taken back and done again."""
