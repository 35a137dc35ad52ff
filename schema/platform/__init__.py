"""Types of the platform module."""
