"""From the bytes of one document to a checked report, one file a stage, in the order a document meets them.

`decode` → `extract` (`grid`, `flattened`) → `recognise` (`organs`, `dates`) → `read_tables` → `statements` →
`check`; `chain` is all of them as one function. Everything here is a pure function of values: no network, no
database, no clock. The one exception is named for it: `item_pipeline` joins the chain to Scrapy.
"""
