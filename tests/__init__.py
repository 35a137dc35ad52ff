"""Tests as sentences, on a real PostgreSQL."""

import gc

# The schema and the tables are hundreds of thousands of objects that stay until the end. To look through them for what could
# go, as often as Python does by itself, is a fifth of the work of importing and planning.
gc.set_threshold(100_000, 20, 50)
