"""Programs that ask: our own and those of partners, with secrets and roles, and what some of those who ask have granted."""

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from itertools import cycle
from uuid import UUID

import models
from auth.roles import RoleCode
from models import (
    OAuthClientKind,
    OAuthClientState,
    WebhookBreak,
    WebhookDeliveryState,
    WebhookEndpointState,
    WebhookFault,
)
from models.platform.event_topics import EventTopic
from tests.oracle.world.builder import MOMENTS, NOON, Builder
from tests.oracle.world.people import USER_IDS
from tests.oracle.world.texts import NAMES


def programs(
    builder: Builder,
    companies: Sequence[models.Company],
    parties: Sequence[Sequence[models.Party]],
    roles: Sequence[models.Role],
) -> None:
    """Make programs in every state, for nobody and for partners of each company."""
    ours = [_program(builder, state, None) for state in OAuthClientState]
    for_partners = [
        _program(builder, builder.pick(list(OAuthClientState)), party) for those in parties for party in those
    ]
    every = [*ours, *for_partners]
    granters = [*USER_IDS.values(), None]
    builder.layer(
        every,
        [_secret(builder, program) for program in every for _ in range(2)],
        [_operation(builder, program, place) for program in every for place in range(2)],
        [_role(builder, program, role, companies) for program in every for role in roles[:2]],
        # Everybody who asks has granted something, and so has nobody.
        [_grant(builder, program, user) for program, user in zip(cycle(every), [*granters, *granters], strict=False)],
    )
    endpoints = [_endpoint(builder, program) for program in every]
    builder.layer(
        endpoints,
        [_progress(builder, endpoint) for endpoint in endpoints],
        [_delivery(builder, endpoint, state) for endpoint in endpoints for state in WebhookDeliveryState],
    )


def _program(builder: Builder, state: OAuthClientState, party: models.Party | None) -> models.OAuthClient:
    kind = builder.pick(list(OAuthClientKind))
    return models.OAuthClient(
        **builder.entity(),
        client_id=builder.id().hex,
        name=builder.pick(NAMES),
        kind=kind,
        state=state,
        redirect_uris=["https://b.example/", "https://a.example/"],
        post_logout_redirect_uris=[],
        web_origins=["https://a.example"],
        grant_types=["authorization_code"],
        scopes=["openid", "sales.*"],
        is_first_party=party is None,
        public_keys=builder.maybe('{"keys":[]}') if kind is OAuthClientKind.CONFIDENTIAL else None,
        requires_dpop=False,
        requires_pushed_requests=True,
        only_persisted_operations=party is None,
        requests_at_once_max=builder.maybe(5),
        requests_per_minute_max=builder.maybe(600),
        cost_per_minute_max=builder.maybe(1_000_000),
        company_id=None if party is None else party.company_id,
        party_id=None if party is None else party.id,
        contact_email=builder.maybe("somebody@example.org"),
        requested_by=builder.maybe(USER_IDS[RoleCode.SALES_REP]),
        decided_by=builder.maybe(USER_IDS[RoleCode.ADMIN]),
        decided_at=builder.maybe(builder.pick(MOMENTS)),
        secrets_changed_at=builder.maybe(builder.pick(MOMENTS)),
        archived_at=builder.maybe(builder.pick(MOMENTS)),
    )


def _secret(builder: Builder, program: models.OAuthClient) -> models.OAuthClientSecret:
    return models.OAuthClientSecret(
        **builder.entity(),
        client_id=program.id,
        secret_hash=builder.id().bytes * 2,
        hint="a1-_",
        expires_at=builder.maybe(builder.pick(MOMENTS)),
        revoked_at=builder.maybe(builder.pick(MOMENTS)),
        last_used_at=builder.maybe(builder.pick(MOMENTS)),
    )


def _operation(builder: Builder, program: models.OAuthClient, place: int) -> models.PersistedOperation:
    document = f"query Units{place} {{ units(first: 1) {{ totalCount }} }}"
    return models.PersistedOperation(
        **builder.entity(),
        client_id=program.id,
        sha256=sha256(document.encode()).hexdigest(),
        own_id=f"units-{place}" if place else None,
        operation_names=[f"Units{place}"],
        document=document,
    )


def _role(
    builder: Builder, program: models.OAuthClient, role: models.Role, companies: Sequence[models.Company]
) -> models.OAuthClientRole:
    return models.OAuthClientRole(
        **builder.entity(),
        client_id=program.id,
        role_id=role.id,
        company_id=builder.pick([None, *(company.id for company in companies)]),
        valid_from=builder.maybe(date(2026, 1, 1)),
        valid_until=builder.maybe(date(2026, 12, 31)),
    )


def _grant(builder: Builder, program: models.OAuthClient, user: UUID | None) -> models.OAuthGrant:
    return models.OAuthGrant(
        **builder.entity(),
        client_id=program.id,
        user_id=user,
        scopes=["openid", "sales.order:read"],
        audiences=["urn:torso:api"],
        expires_at=NOON + timedelta(days=30),
        revoked_at=builder.maybe(builder.pick(MOMENTS)),
        revoked_because=builder.maybe("CLIENT_SUSPENDED"),
    )


def _endpoint(builder: Builder, program: models.OAuthClient) -> models.WebhookEndpoint:
    state = builder.pick(list(WebhookEndpointState))
    is_broken = state is WebhookEndpointState.BROKEN
    return models.WebhookEndpoint(
        **builder.entity(),
        client_id=program.id,
        name=builder.pick(NAMES),
        url="https://hooks.example.org/torso",
        document="subscription { jobProgress { cursor } }",
        operation_name=None,
        variables={},
        topics=["JOBS"],
        sealed_secret="sealed:1:of nobody",
        secret_changed_at=builder.pick(MOMENTS),
        state=state,
        broken_because=WebhookBreak.GONE if is_broken else None,
        archived_at=builder.maybe(builder.pick(MOMENTS)),
    )


def _progress(builder: Builder, endpoint: models.WebhookEndpoint) -> models.WebhookProgress:
    return models.WebhookProgress(
        endpoint_id=endpoint.id,
        epoch=builder.id(),
        position=7,
        failures=builder.pick([0, 3]),
        held_until=builder.maybe(builder.pick(MOMENTS)),
        delivered_at=builder.maybe(builder.pick(MOMENTS)),
        failed_at=builder.maybe(builder.pick(MOMENTS)),
    )


def _delivery(
    builder: Builder, endpoint: models.WebhookEndpoint, state: WebhookDeliveryState
) -> models.WebhookDelivery:
    is_test = builder.pick([True, False])
    return models.WebhookDelivery(
        **builder.entity(),
        endpoint_id=endpoint.id,
        is_test=is_test,
        epoch=None if is_test else builder.id(),
        position=None if is_test else 7,
        topic=None if is_test else EventTopic.JOBS,
        entity_type=None if is_test else "Job",
        key=builder.id(),
        entity_version=None if is_test else 3,
        state=state,
        attempts=builder.pick([0, 1]),
        attempted_at=builder.maybe(builder.pick(MOMENTS)),
        next_attempt_at=builder.maybe(builder.pick(MOMENTS)),
        last_status=builder.maybe(503),
        last_fault=builder.maybe(WebhookFault.STATUS),
        last_duration_ms=builder.maybe(12),
        finished_at=builder.maybe(builder.pick(MOMENTS)),
    )
