"""Sandboxes: of our own and of partners, each with a company, a program, and something in it that nobody else sees."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid5

import models
from auth.roles import RoleCode
from models import OAuthClientKind, OAuthClientState
from tests.oracle.world.builder import NOON, Builder
from tests.oracle.world.people import USER_IDS

_NAMESPACE = UUID("0f5f3a58-52e5-4c3f-9f0e-7b8f8f0a6f55")


def sandboxes(builder: Builder, parties: Sequence[models.Party | None]) -> models.Company:
    """Make a sandbox for each of some parties, and for nobody; give the company of the first.

    Nothing here is by chance, so that the rest of the world stays as it is.
    """
    companies = [_company(place) for place in range(len(parties))]
    programs = [_program(company) for company in companies]
    builder.layer(companies)
    builder.layer(
        programs,
        [_party(company) for company in companies],
        [_warehouse(company) for company in companies],
        [_sandbox(*those) for those in zip(companies, programs, parties, strict=True)],
    )
    return companies[0]


def _company(place: int) -> models.Company:
    # Their ids are above those of all others.
    key = UUID(int=0xFFFFFFFF << 96 | uuid5(_NAMESPACE, f"company {place}").int & (1 << 96) - 1)
    return models.Company(
        id=key, recorded_at=NOON, changed_at=NOON, code=f"SANDBOX-{place}", name="Sandbox", legal_name="Sandbox", currency="EUR",
        country="AT", time_zone="Europe/Vienna", is_sandbox=True,
    )  # fmt: skip


def _program(company: models.Company) -> models.OAuthClient:
    return models.OAuthClient(
        **_of(company, "program"), client_id=f"program of {company.code}", name="Sandbox", company_id=company.id,
        kind=OAuthClientKind.CONFIDENTIAL, state=OAuthClientState.APPROVED, redirect_uris=[], post_logout_redirect_uris=[],
        web_origins=[], grant_types=["client_credentials"], scopes=["sales.*"], is_first_party=False, requires_dpop=False,
        requires_pushed_requests=False, only_persisted_operations=False,
    )  # fmt: skip


def _party(company: models.Company) -> models.Party:
    return models.Party(
        **_of(company, "party"), company_id=company.id, number="C-1", kind=models.PartyKind.ORGANISATION, name="Halfmoon",
        language="en",
    )  # fmt: skip


def _warehouse(company: models.Company) -> models.Warehouse:
    return models.Warehouse(**_of(company, "warehouse"), company_id=company.id, code="MAIN", name="Main")


def _sandbox(company: models.Company, program: models.OAuthClient, party: models.Party | None) -> models.Sandbox:
    return models.Sandbox(
        **_of(company, "sandbox"), name="Trial", company_id=None if party is None else party.company_id,
        party_id=None if party is None else party.id, sandbox_company_id=company.id, program_id=program.id,
        client_id=program.client_id, requested_by=USER_IDS[RoleCode.ADMIN], expires_at=NOON + timedelta(days=90), reset_at=None, reset_count=0,
        closed_at=None,
    )  # fmt: skip


def _of(company: models.Company, what: str) -> dict[str, object]:
    return {"id": uuid5(_NAMESPACE, f"{company.code} {what}"), "recorded_at": NOON, "changed_at": NOON}
