"""Blanket agreements: how they are written, confirmed, called off from and ended."""
