"""The bundled demo portal: facts, the site made from them, its reviewed answers and a small server."""
