"""Root fields of the inventory module."""
