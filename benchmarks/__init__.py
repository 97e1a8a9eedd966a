"""What performance claims rest on: `python -m benchmarks` prints one table."""
