"""The same figures as text and files."""
