"""Bringing a company over from another system.

A source is an adapter: it gives the tables of the other system with their rows. A plan is data: what of which table becomes
what here. Building evaluates the plan row by row, loading writes what was built set by set, and the report counts every row
of the source exactly once.
"""
