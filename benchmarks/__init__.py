"""What is measured, beside those we are compared with: `make bench`, or `python -m benchmarks.NAME`.

Each prints a table and one line per bar, and exits 1 when a bar is missed. `docs/performance.md` has the
figures of the last full runs.
"""
