"""Types of the sales module."""
