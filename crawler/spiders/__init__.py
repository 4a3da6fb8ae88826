"""The two spiders: `portal` asks portals, `files` reads what was saved by hand."""
