"""Quotations: how they are written, sent and decided."""
