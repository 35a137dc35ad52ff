"""Rules of the logistics module."""
