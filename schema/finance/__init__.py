"""Types of the finance module."""
