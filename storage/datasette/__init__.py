"""What Datasette needs to show the database: plugin, templates, style, canned queries."""
