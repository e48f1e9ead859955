"""Search at 10,000, 100,000 and 1,000,000 segments: recall, speed, what building and deleting cost. Start with `python -m benchmarks.search_scale --help`."""
