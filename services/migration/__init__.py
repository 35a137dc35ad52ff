"""Migration: bringing a company over from other systems, so that it can be repeated, corrected and taken back.

A source gives rows, a mapping says what they become, standardisers put values into one form, a rule finds duplicates, and
the engine writes chunk by chunk and keeps what became of every row.
"""
