"""Persisted operations: what the build of a program registers, so that the program asks by ids alone."""
