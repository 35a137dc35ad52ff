"""Returns to vendors: goods of a receipt are kept for it, leave, and are owed no more, or their price is given back."""
