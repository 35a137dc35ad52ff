"""The server that the operations are sent to."""

from tests.server.conftest import settings, site

__all__ = ["settings", "site"]
