"""Rules of the platform module."""
