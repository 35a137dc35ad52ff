"""Webhooks: programs say where they want to be told what happens, and each change is delivered there, once or more, in order."""
