"""Targets: what rows of any source can become, with the fields that a mapping may write."""
