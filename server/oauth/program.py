"""A program as Authlib asks about it."""

from collections.abc import Collection
from typing import Any, Final

from authlib.oauth2.rfc6749 import ClientMixin
from sqlalchemy.util import await_only

from models import OAuthClient, OAuthClientKind
from services.platform.access import client as clients
from services.work import Work

SECRET_METHODS: Final = ("client_secret_basic", "client_secret_post")
KEY_METHOD: Final = "private_key_jwt"
KEEPING_METHODS: Final = (*SECRET_METHODS, KEY_METHOD)
"""How programs prove themselves that can keep a secret."""


class Program(ClientMixin):
    """A program, for the time of one request."""

    def __init__(self, work: Work, client: OAuthClient) -> None:
        self.work = work
        self.client = client

    @property
    def client_metadata(self) -> dict[str, Any]:
        """What it is registered with, as far as Authlib asks for it by this name."""
        return {"post_logout_redirect_uris": self.client.post_logout_redirect_uris}

    def get_client_id(self) -> str:
        return self.client.client_id

    def get_default_redirect_uri(self) -> str:
        # Every request says where its answer goes, so that nobody has to guess (OAuth 2.1, 2.3.2).
        return ""

    def get_allowed_scope(self, scope: Collection[str] | str) -> str | None:  # pyright: ignore[reportIncompatibleMethodOverride]  # None refuses
        allowed = clients.allowed_scopes(self.client, scope if isinstance(scope, str) else None)
        return None if allowed is None else " ".join(allowed)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return clients.is_redirect_of(self.client, redirect_uri)

    def check_client_secret(self, client_secret: str) -> bool:
        return await_only(clients.has_secret(self.work, self.client, client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002  # the same everywhere
        if self.client.kind is OAuthClientKind.PUBLIC:
            return method == "none"
        # Whoever has keys is not believed by what can be read on the way.
        return method in (SECRET_METHODS if self.client.public_keys is None else (KEY_METHOD,))

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and self.check_grant_type("authorization_code")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.client.grant_types
