"""Root fields of the platform module."""
