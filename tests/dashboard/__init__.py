"""The dashboard: its types, how it is served, and itself in a browser."""
