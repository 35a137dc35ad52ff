"""Root fields of the finance module."""
