"""The books in formats of other programs."""
