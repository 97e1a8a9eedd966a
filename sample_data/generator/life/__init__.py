"""One seed in; the true lives of all issues of the invented county out."""
