"""The documentation: whole, served, and itself in a browser."""
