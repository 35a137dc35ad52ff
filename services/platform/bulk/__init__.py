"""Bulk operations: one document for very many rows, in the background, with a file for the answer."""
