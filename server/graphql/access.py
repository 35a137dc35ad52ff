"""The rights of a principal in the planner's terms."""

from collections.abc import Collection, Mapping
from functools import lru_cache

import orjson
from sqlalchemy.sql.expression import FromClause

from auth.principal import Principal, RightsKey
from auth.visible import viewer_values, visible, visible_events
from planner.access import Rows, viewer
from schema.hidden import hidden_columns
from server.graphql.announcing import VIEWER


class ViewerAccess:
    """What one principal may read; permissions come from the token, rows from the row policies."""

    __slots__ = ("key", "permissions", "values")

    def __init__(self, principal: Principal) -> None:
        """Work out the rights of somebody."""
        self.key: RightsKey = principal.rights_key
        self.permissions = principal.permissions
        self.values: Mapping[str, object] = _values(principal)

    def allows(self, permission: str) -> bool:
        """Tell whether the viewer has a permission."""
        return permission in self.permissions

    def rows(self, table: str, row: FromClause) -> Rows:
        """Tell which rows of a table the viewer sees."""
        return Rows(*visible(table, row, self.key, viewer))

    def events(self, types: Collection[str], row: FromClause) -> Rows:
        """Tell which events of what is of these types the viewer sees."""
        return Rows(*visible_events(types, row, self.key, viewer))


@lru_cache(maxsize=2_000)
def access_of(principal: Principal) -> ViewerAccess:
    """Give the rights of a principal; they are worked out once, since a client sends one token with every request."""
    return ViewerAccess(principal)


def _values(principal: Principal) -> dict[str, object]:
    return {
        **viewer_values(principal),
        VIEWER: principal,
        "all_companies": principal.companies is None,
        "permissions": sorted(principal.permissions),
        "hidden_columns": _json(hidden_columns(principal.permissions)),
        "viewer_id": _json(principal.subject),
        "viewer_display_name": _json(principal.display_name),
        "viewer_kind": _json(principal.kind),
        "viewer_permissions": _json(sorted(principal.permissions)),
        "viewer_roles": _json(principal.roles),
        "viewer_client": _json(principal.client_id),
        "viewer_scopes": _json(principal.scopes),
        "client_id": principal.client_id,
        "role_codes": list(principal.roles),
        "scopes": None if principal.scopes is None else list(principal.scopes),
    }


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
