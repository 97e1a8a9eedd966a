"""The program that makes the workbooks of the invented county."""
