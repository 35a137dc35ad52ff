"""Root fields of the purchasing module."""
