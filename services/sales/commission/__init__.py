"""Commissions: which part of what is invoiced salespeople earn, and posting it."""
