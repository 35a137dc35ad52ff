"""Goods receipts: goods from a vendor are put into stock at what they cost, and what is owed for them is accrued."""
