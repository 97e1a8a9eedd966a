"""Imports on screen: what one did, its account, taking it back."""
