"""A running server over a small company, in which people are given roles."""

from tests.writing.conftest import shop, writing_database

__all__ = ["shop", "writing_database"]
