"""Returns: goods of orders that customers send back, from asking for it to what they get for them."""
