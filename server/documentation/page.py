"""The documentation at `/docs`: pages, styles and scripts as they were made, small on their way.

It says what the schema looks like, so it is shown where whoever runs the server wants that (`TORSO_DOCS`).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Receive, Scope, Send

from server.documentation.site import PAGES, POLICY

ADDRESS: Final = "/docs"

_NOT_YET: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="2">
<title>Torso</title>
<p>The documentation is being made. One moment …</p>
</html>
"""


@dataclass(frozen=True)
class Documentation:
    """Shows it."""

    made: Path

    def routes(self) -> Sequence[BaseRoute]:
        """Give where it is."""
        pages = GZipMiddleware(_Pages(self.made))
        return Route(ADDRESS, self.lead, methods=["GET"]), Mount(ADDRESS, pages)

    async def lead(self, _request: Request) -> Response:
        """Lead to where links of the pages begin."""
        return RedirectResponse(f"{ADDRESS}/")


class _Pages(StaticFiles):
    """Gives the files of the site, under the policy that it was made with. Until it is made there are none."""

    def __init__(self, made: Path) -> None:
        super().__init__(directory=made / PAGES, html=True, check_dir=False)
        self._made = made

    async def check_config(self) -> None:
        """Be content without the directory, which comes later."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a browser."""
        if self._made.exists():
            await super().__call__(scope, receive, send)
        else:
            await HTMLResponse(_NOT_YET, 503, {"retry-after": "2", "cache-control": "no-store"})(scope, receive, send)

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Give a file, which browsers look for anew each time, since its name stays when it changes."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["content-security-policy"] = (self._made / POLICY).read_text()
        response.headers["cache-control"] = "no-cache"
        return response
