"""The project's commands: `crawl` with exit statuses, `replay`, `coverage`."""
