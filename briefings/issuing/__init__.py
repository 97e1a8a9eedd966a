"""A brief in; its files out, kept as issued, and what later data changed about them."""
