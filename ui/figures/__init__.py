"""Figures, rankings and trends as several screens show them."""
