"""Shipments: how goods are gathered, packed, and leave."""
