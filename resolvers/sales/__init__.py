"""Root fields of the sales module."""
