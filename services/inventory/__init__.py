"""Rules of the inventory module."""
