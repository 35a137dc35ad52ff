"""What stock is worth in the books: documents that move stock have its value posted, from the figures that the moves made.

The database values each move in the statement that writes it (`models/inventory/valuation_rules.py`). A document writes its
moves, then itself, then calls `post_values`, which reads what they were worth and posts exactly that.
"""
