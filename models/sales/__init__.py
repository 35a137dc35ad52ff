"""Tables of the sales module."""
