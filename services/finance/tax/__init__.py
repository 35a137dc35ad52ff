"""Taxes: what is levied on what, when it is owed and to whom, and how it is told to the tax office."""
