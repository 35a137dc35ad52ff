"""Types of the logistics module."""
