"""How accurately the reader reads: corpora with answers, and what is measured on them."""
