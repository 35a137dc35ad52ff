"""Programs of the demo: one of a customer, one of a vendor, and one of our own. None has a secret until somebody makes one."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

import models
from auth.roles import RoleCode
from models import OAuthClientKind, OAuthClientState
from services.demo.identity import (
    COMPANY_ID,
    CUSTOMER_PARTY_ID,
    FOUNDED_AT,
    TODAY,
    USER_IDS,
    VENDOR_PARTY_ID,
    at,
    demo_id,
)
from services.demo.rows import Rows


class _Program(NamedTuple):
    client_id: str
    name: str
    role: RoleCode
    party_id: UUID | None
    # Who asked for it; nobody did where it was let in at once.
    requester: RoleCode | None
    redirect_uris: Sequence[str]
    grant_types: Sequence[str]
    scopes: Sequence[str]


_BOTH: Final = ("authorization_code", "refresh_token", "client_credentials")
PROGRAMS: Final = (
    _Program(
        "demo-customer", "Café till", RoleCode.PARTNER_CUSTOMER, CUSTOMER_PARTY_ID, RoleCode.PARTNER_CUSTOMER,
        ("https://till.customer.example/signed-in",), _BOTH, ("openid", "offline_access", "sales.*", "inventory.product:read"),
    ),
    _Program(
        "demo-vendor", "Roastery orders", RoleCode.PARTNER_VENDOR, VENDOR_PARTY_ID, RoleCode.PARTNER_VENDOR,
        ("https://orders.vendor.example/signed-in",), _BOTH, ("openid", "purchasing.*"),
    ),
    _Program(
        "demo-stock-feed", "Stock feed", RoleCode.WAREHOUSE_CLERK, None, None, (), ("client_credentials",),
        ("inventory.product:read", "inventory.stock:read"),
    ),
)  # fmt: skip


def add_programs(rows: Rows, roles: Mapping[str, UUID]) -> None:
    """Add the programs, each with the role that it has in its own name."""
    for program in PROGRAMS:
        client = demo_id("program", program.client_id)
        rows.add(
            models.OAuthClient, client, FOUNDED_AT, client_id=program.client_id, name=program.name,
            kind=OAuthClientKind.CONFIDENTIAL, state=OAuthClientState.APPROVED, redirect_uris=list(program.redirect_uris),
            grant_types=list(program.grant_types), scopes=list(program.scopes),
            company_id=None if program.party_id is None else COMPANY_ID, party_id=program.party_id,
            requested_by=None if program.requester is None else USER_IDS[program.requester],
            decided_by=USER_IDS[RoleCode.ADMIN], decided_at=at(TODAY),
        )  # fmt: skip
        rows.add(
            models.OAuthClientRole, demo_id("program role", program.client_id), FOUNDED_AT, client_id=client,
            role_id=roles[program.role], company_id=COMPANY_ID,
        )  # fmt: skip
