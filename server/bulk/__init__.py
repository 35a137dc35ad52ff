"""Bulk operations: queries that are read page by page from one snapshot, mutations that are done line by line."""
