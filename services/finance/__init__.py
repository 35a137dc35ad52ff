"""Rules of the finance module."""
