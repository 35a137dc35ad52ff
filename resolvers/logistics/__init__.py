"""Root fields of the logistics module."""
