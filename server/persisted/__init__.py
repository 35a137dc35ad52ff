"""Persisted operations: documents that clients name by an id and do not send."""
