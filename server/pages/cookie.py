"""The cookies of browsers: one by which somebody is signed in, and one by which a form of somebody who is not is known."""

import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True)
class Cookies:
    """Reads and sets them; over https their names keep other hosts and unencrypted pages from setting them (RFC 6265bis)."""

    public_url: str

    @property
    def is_secure(self) -> bool:
        """Whether browsers come over https."""
        return self.public_url.startswith("https://")

    def name(self, purpose: str = "") -> str:
        """Give the name: `__Host-torso`, and `torso` on http://localhost."""
        plain = f"torso-{purpose}" if purpose else "torso"
        return f"__Host-{plain}" if self.is_secure else plain

    def session(self, request: Request) -> str:
        """Give the secret of whoever is signed in, or an empty text."""
        return request.cookies.get(self.name(), "")

    def form(self, request: Request) -> str:
        """Give what forms of this browser are bound to: its session, or the cookie for those who have none, or an empty text."""
        return self.session(request) or request.cookies.get(self.name("form"), "")

    def set(self, response: Response, value: str, purpose: str = "", *, seconds: int | None = None) -> None:
        """Set one; without `seconds` it ends with the browser."""
        response.set_cookie(
            self.name(purpose),
            value,
            max_age=seconds,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def forget(self, response: Response, purpose: str = "") -> None:
        """Take one away."""
        response.delete_cookie(self.name(purpose), path="/", secure=self.is_secure, httponly=True, samesite="lax")


def new_form_secret() -> str:
    """Make what the forms of a browser in which nobody is signed in are bound to."""
    return secrets.token_urlsafe(32)
