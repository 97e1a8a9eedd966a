"""What a brief holds, in words, figures and tables, and its sentences as a person edited them."""
