"""Invoices, bills and the notes that take them back: written, reckoned, posted and credited."""
