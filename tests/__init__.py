"""Tests as sentences, on a real PostgreSQL."""
