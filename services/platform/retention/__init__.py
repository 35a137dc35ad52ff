"""Retention: how long is kept what neither the books nor the law need for good, and how it is forgotten afterwards."""
