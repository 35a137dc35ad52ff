"""Sales orders: how they are written, promised and brought to their end."""
