"""Delivering webhooks: a courier in every worker reads the feed for the endpoints that it serves, and sends what is due."""
