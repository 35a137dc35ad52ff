"""Settling: open items that cancel out, what is let go of them, and what differs by exchange."""
