"""Search: text in, ids out. Knows no domain; rights come in as opaque scope tokens."""
