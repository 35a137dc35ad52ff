"""PostgreSQL as a part of Torso: its programs come from a Python package, its data lies in Torso's home."""

from server.postgres.embedded import EmbeddedServer, EmbeddedServerFailed, embedded_server

__all__ = ["EmbeddedServer", "EmbeddedServerFailed", "embedded_server"]
