"""The world, and both sides over it."""

from tests.oracle.fixtures import sides, viewers, world, world_database

__all__ = ["sides", "viewers", "world", "world_database"]
