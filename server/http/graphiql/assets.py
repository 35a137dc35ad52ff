"""Scripts, styles and fonts of GraphiQL."""

import os

from starlette.responses import Response
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

# A worker has the policy that it comes with, not that of its page, and loads parts of itself from here.
_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'"


class Assets(StaticFiles):
    """Gives them, with a policy under which workers can work."""

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Give a file."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["content-security-policy"] = _POLICY
        return response
