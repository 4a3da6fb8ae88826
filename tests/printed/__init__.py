"""Invented annual reports printed to every kind of file by real programs, with the right answers beside them.

`documents/` holds the files, `answers.json` what a right reading of each gives. Both are written by
`python -m tests.printed.make` from the facts in `facts/` and in `tests/demo_portal/facts/`; print and answer come from
the same value, and nothing here is shared with the reader under test.
"""
