"""Observations in; where each issue stood on each day out."""
