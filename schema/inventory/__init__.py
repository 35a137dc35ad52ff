"""Types of the inventory module."""
