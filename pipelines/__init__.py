"""From the bytes of one document to a checked report, one file a stage, in the order a document meets them.

`media_types` → `unpack`, `formats`, `decode` → `extract` (`grid`, `boxes`, `flattened`) → `bundle`, `recognise`
(`organs`, `dates`) → `read_tables` (`rows`, `by_order`) → `sections`, `statements` → `confirm`, `check`; `chain` is all
of them as one function. Everything here is a function of values: no network, no database, no clock. The exceptions are
named for what they are: `item_pipeline` joins the chain to Scrapy, `programs` runs the few programs of the system that
alone can read a kind of file, and `formats.ocr` an engine of character recognition.
"""
