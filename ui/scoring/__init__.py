"""Scores on screen: rounds, points at risk, score cards, appeals."""
