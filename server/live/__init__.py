"""Subscriptions: what happens, told to whoever asked for it, for as long as they may know of it."""
