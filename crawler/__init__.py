"""Fetching: where reports are, how a column is paged, how to ask politely. The only package that imports Scrapy."""
