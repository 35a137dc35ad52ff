"""Benches: how fast the same thing is by different ways, measured side by side in one run.

`harness` has what every bench needs: clients that ask again and again, figures, tables. A bench adds its cases, as data, and
its ways to run them.
"""
