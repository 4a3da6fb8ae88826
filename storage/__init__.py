"""What is kept: the archive of raw bytes, the database made from it, and how both are read.

`archive` (WARC files and the events in them) → `land` (one event into the database, one transaction) ← `replay`
(all events again). `schema` is the migrations, `dictionary` what every table and column means.
"""
