"""Selling: what goods cost, what is ordered, and what becomes of it."""
