"""Tables of the inventory module."""
