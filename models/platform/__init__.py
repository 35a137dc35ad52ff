"""Tables of the platform module."""
