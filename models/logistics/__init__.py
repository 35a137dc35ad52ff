"""Tables of the logistics module."""
