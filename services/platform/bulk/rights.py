"""With which rights a bulk operation was asked for, so that whoever does it can tell whether they still hold."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from auth.principal import Principal


def told(principal: Principal) -> dict[str, object]:
    """Write the rights of somebody as JSON."""
    return {
        "subject": principal.subject,
        "client_id": principal.client_id,
        "display_name": principal.display_name,
        "permissions": sorted(principal.permissions),
        "companies": _texts(principal.companies),
        "party_id": None if principal.party_id is None else str(principal.party_id),
        "roles": list(principal.roles),
        "scopes": None if principal.scopes is None else list(principal.scopes),
        "languages": list(principal.languages),
        "expires_at": None if principal.expires_at is None else principal.expires_at.isoformat(),
        "sales_reps": _texts(principal.sales_reps),
        "warehouses": _texts(principal.warehouses),
    }


def read(said: Mapping[str, Any]) -> Principal:
    """Read what `told` has written."""
    return Principal(
        subject=said["subject"],
        client_id=said["client_id"],
        display_name=said["display_name"],
        permissions=frozenset(said["permissions"]),
        companies=_ids(said["companies"]),
        party_id=None if said["party_id"] is None else UUID(said["party_id"]),
        roles=tuple(said["roles"]),
        scopes=None if said["scopes"] is None else tuple(said["scopes"]),
        languages=tuple(said["languages"]),
        expires_at=None if said["expires_at"] is None else datetime.fromisoformat(said["expires_at"]),
        sales_reps=_ids(said["sales_reps"]),
        warehouses=_ids(said["warehouses"]),
    )


def _texts(ids: Iterable[UUID] | None) -> list[str] | None:
    return None if ids is None else [str(each) for each in ids]


def _ids(texts: Iterable[str] | None) -> tuple[UUID, ...] | None:
    return None if texts is None else tuple(UUID(each) for each in texts)
