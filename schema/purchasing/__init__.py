"""Types of the purchasing module."""
