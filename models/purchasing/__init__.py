"""Tables of the purchasing module."""
