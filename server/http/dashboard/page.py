"""The page of the dashboard, and the scripts and styles that belong to it.

Whatever runs on it can do what whoever is signed in can do, so everything comes from this server, nothing is written
into the page that was not built, and it speaks to nobody else.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

from server.telemetry.exchange import exchange_of

ASSETS: Final = "/dashboard"
"""Where Vite has the page look for its scripts and styles (`vite.config.ts`)."""

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS: Final = {"content-security-policy": _POLICY, "cache-control": "no-store", "referrer-policy": "no-referrer"}
_KEPT: Final = "public, max-age=31536000, immutable"
_NOT_YET: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="2">
<title>Torso</title>
<p>The dashboard is being built. One moment …</p>
</html>
"""


@dataclass(frozen=True)
class DashboardPage:
    """Shows it."""

    bundle: Path

    def routes(self) -> Sequence[BaseRoute]:
        """Give where it is."""
        files = _Assets(directory=self.bundle / ASSETS.removeprefix("/"), check_dir=False)
        return Route("/", self.show, methods=["GET"]), Mount(ASSETS, files)

    async def show(self, request: Request) -> Response:
        """Answer a browser."""
        exchange_of(request.scope).route = "dashboard"
        if not self.bundle.exists():
            return HTMLResponse(_NOT_YET, 503, {**_HEADERS, "retry-after": "2"})
        return HTMLResponse((self.bundle / "index.html").read_text(), headers=_HEADERS)


class _Assets(StaticFiles):
    """Scripts and styles, whose names change with what is in them. Until they are built there are none."""

    async def check_config(self) -> None:
        """Be content without the directory, which comes later."""

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Give a file."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = _KEPT
        return response
