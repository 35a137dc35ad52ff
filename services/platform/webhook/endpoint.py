"""Endpoints: a program, or whoever looks after it, says where it is told what happens, and in which shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import orjson
import sqlalchemy as sa

import models
from auth.principal import PrincipalKind
from auth.vault import Place
from kernel.errors import DomainError, InputPath
from kernel.ids import uuid7
from kernel.workflow import Transition, Workflow
from models import WebhookEndpoint, WebhookEndpointState
from services import locking
from services.master import Master
from services.platform.notification import TooManyAtOnce
from services.platform.oauth_client.fitness import OWN_NAME, require_in_use
from services.platform.oauth_client.life import OAUTH_CLIENT
from services.platform.oauth_client.role import require_own_roles
from services.platform.persisted_operation.limited import require_registered
from services.platform.user_role import require_reach
from services.platform.webhook.shape import Wanted
from services.platform.webhook.signature import new_secret
from services.refusals import AlreadyArchived, NotFound, TextTooLong, ValueRequired
from services.work import ShownOnce, Work

WRITE: Final = "platform.webhook:write"
ENDPOINTS_MAX: Final = 20
"""How many endpoints a program has at most."""
TEXT_MAX: Final = 200
URL_MAX: Final = 2_000
VARIABLES_BYTES_MAX: Final = 64 * 1024
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_ACTIVE, _PAUSED, _BROKEN = WebhookEndpointState.ACTIVE, WebhookEndpointState.PAUSED, WebhookEndpointState.BROKEN

LIFE: Final = Workflow(
    "WebhookEndpoint",
    _ACTIVE,
    (
        Transition("pause", (_ACTIVE,), _PAUSED, WRITE),
        Transition("resume", (_PAUSED, _BROKEN), _ACTIVE, WRITE),
        # Nobody does it but the system, where an endpoint cannot be told any more.
        Transition("break", (_ACTIVE,), _BROKEN, WRITE),
    ),
)
"""The life of an endpoint."""

WEBHOOK_ENDPOINT: Final = Master(WebhookEndpoint)

_COUNT: Final = "select count(*) from webhook_endpoint where client_id = $1 and archived_at is null"
_BEGIN: Final = """
insert into webhook_progress (endpoint_id, epoch, position) select $1, epoch, position from feed_state
"""
# Where the feed does not go on from the position, nobody can say what was missed: it begins anew from now.
_BEGIN_AGAIN: Final = """
update webhook_progress set failures = 0, held_until = null, epoch = state.epoch,
  position = case when webhook_progress.epoch = state.epoch and webhook_progress.position >= state.first_position - 1
    then webhook_progress.position else state.position end
from feed_state state where endpoint_id = $1
"""


@dataclass(eq=False)
class WebhookUrlUnfit(DomainError):
    """What happens is told over https, to an address without a user and a fragment."""

    message = "A webhook is told at an https address without a user and a fragment."


@dataclass(eq=False)
class ClientWithoutOwnName(DomainError):
    """What a program is told is what it may see in its own name, so it must be able to ask in that."""

    message = "This program does not ask in its own name (client_credentials), so there is nothing that it may be told."


@dataclass(frozen=True, slots=True)
class EndpointSaid:
    """What is said of an endpoint; None is left as it is."""

    name: str | None = None
    url: str | None = None
    document: str | None = None
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None


async def endpoint_create(work: Work, client: UUID, said: EndpointSaid) -> tuple[UUID, ShownOnce]:
    """Have a program told what happens from now on; give the id of the endpoint, and its secret, which is shown once.

    Raises:
        WebhookUrlUnfit, WebhookDocumentUnfit, ClientWithoutOwnName, TooManyAtOnce, ValueRequired, TextTooLong: as they say.
        OperationNotRegistered: whoever asks is limited to what is registered for them, and the document is not.
        NotFound, RightsExceeded, ClientArchived: as for `require_client`.
    """
    path = ("input", "clientId")
    found = await require_client(work, client, path)
    if OWN_NAME not in found["grant_types"]:
        raise ClientWithoutOwnName(path=path)
    if (count := await work.raw.fetchval(_COUNT, client)) >= ENDPOINTS_MAX:
        raise TooManyAtOnce(count + 1, ENDPOINTS_MAX, path=path)
    wanted = Wanted(said.document or "", said.operation_name, said.variables or {})
    key, secret = uuid7(), ShownOnce(new_secret())
    endpoint = WebhookEndpoint(
        id=key,
        client_id=client,
        name=_text(said.name, "name"),
        url=_url(said.url),
        document=wanted.document,
        operation_name=wanted.operation_name,
        variables=dict(wanted.variables),
        topics=await _topics_said(work, wanted),
        sealed_secret=sealed(work, key, secret, "sealed_secret"),
        secret_changed_at=work.clock.now(),
    )
    work.session.add(endpoint)
    await work.session.flush()
    await work.raw.execute(_BEGIN, key)
    return key, secret


async def endpoint_update(work: Work, key: UUID, version: int, said: EndpointSaid) -> UUID:
    """Change an endpoint, and give its id; what waits to be delivered is delivered as it is said now.

    Raises:
        WebhookUrlUnfit, WebhookDocumentUnfit, ValueRequired, TextTooLong, OperationNotRegistered: as for `endpoint_create`.
        NotFound, StaleVersion, AlreadyArchived, RightsExceeded, ClientArchived: as for `endpoint_to_change`.
    """
    endpoint = await endpoint_to_change(work, key, version, ("input",))
    if said.name is not None:
        endpoint.name = _text(said.name, "name")
    if said.url is not None:
        endpoint.url = _url(said.url)
    if said.document is not None or said.variables is not None:
        document = endpoint.document if said.document is None else said.document
        # An operation belongs to its document.
        operation = endpoint.operation_name if said.document is None else said.operation_name
        variables = endpoint.variables if said.variables is None else said.variables
        wanted = Wanted(document, operation, variables)
        endpoint.topics = await _topics_said(work, wanted)
        endpoint.document, endpoint.operation_name, endpoint.variables = document, operation, dict(variables)
    await work.session.flush()
    return key


async def endpoint_step(work: Work, key: UUID, version: int, step: str) -> UUID:
    """Pause an endpoint, or resume it where it was; give its id.

    Raises:
        TransitionUnavailable: it is in another state.
        WebhookDocumentUnfit: what it wants to be told is not valid any more.
        NotFound, StaleVersion, AlreadyArchived, RightsExceeded, ClientArchived: as for `endpoint_to_change`.
    """
    endpoint = await endpoint_to_change(work, key, version, ())
    endpoint.state = LIFE.transition(WebhookEndpointState(endpoint.state), step, ("id",)).target
    if endpoint.state is _ACTIVE:
        wanted = Wanted(endpoint.document, endpoint.operation_name, endpoint.variables)
        endpoint.topics, endpoint.broken_because = _topics(work, wanted, ("id",)), None
        await work.raw.execute(_BEGIN_AGAIN, key)
    await work.session.flush()
    return key


async def endpoint_archive(work: Work, key: UUID, version: int) -> None:
    """Put an endpoint out of use: nothing is delivered there any more, and what waits never will be.

    Raises:
        NotFound, StaleVersion, AlreadyArchived, RightsExceeded, ClientArchived: as for `endpoint_to_change`.
    """
    endpoint = await endpoint_to_change(work, key, version, ())
    endpoint.archived_at = work.clock.now()
    await work.session.flush()


async def require_client(work: Work, client: UUID, path: InputPath) -> Mapping[str, Any]:
    """Give a program to whoever may say where it is told: itself, or somebody who has all that its own roles give it.

    Raises:
        NotFound: it is not there, or none of theirs.
        RightsExceeded: it may see what they may not.
        ClientArchived: it is out of use.
    """
    found = (await locking.locked(work, OAUTH_CLIENT, [(client, path)]))[client]
    require_in_use(found, *path)
    principal = work.principal
    if principal is not None and principal.kind is PrincipalKind.CLIENT:
        if principal.client_id != found["client_id"]:
            raise NotFound(path=path)
        return found
    require_reach(work, found["company_id"], path)
    await require_own_roles(work, client, path)
    return found


async def endpoint_to_change(work: Work, key: UUID, version: int | None, path: InputPath) -> WebhookEndpoint:
    """Give an endpoint to whoever may change it, and keep it from others.

    Raises:
        NotFound: it is not there, or its program is none of theirs.
        StaleVersion, AlreadyArchived: as their names say.
        RightsExceeded, ClientArchived: as for `require_client`.
    """
    at = (*path, "id")
    found = (await locking.locked(work, WEBHOOK_ENDPOINT, [(key, at)]))[key]
    await locking.require_version(work, WEBHOOK_ENDPOINT, found, version, (*path, "version"))
    if found["archived_at"] is not None:
        raise AlreadyArchived(path=at)
    await require_client(work, found["client_id"], at)
    endpoint = await work.session.scalar(sa.select(models.WebhookEndpoint).where(WebhookEndpoint.id == key))
    assert endpoint is not None
    return endpoint


def sealed(work: Work, key: UUID, secret: str, column: str) -> str:
    """Seal a secret for its column."""
    assert work.vault is not None
    return work.vault.seal(secret, place(key, column))


def place(key: UUID, column: str) -> Place:
    """Say where a secret of an endpoint is stored."""
    return Place("webhook_endpoint", column, key)


async def _topics_said(work: Work, wanted: Wanted) -> list[str]:
    try:
        await require_registered(work, wanted.document)
    except DomainError as refused:
        raise refused.under("input", "document") from None
    return _topics(work, wanted)


def _topics(work: Work, wanted: Wanted, path: InputPath | None = None) -> list[str]:
    assert work.shapes is not None
    if len(orjson.dumps(wanted.variables)) > VARIABLES_BYTES_MAX:
        raise TextTooLong(len(orjson.dumps(wanted.variables)), VARIABLES_BYTES_MAX, path=("input", "variables"))
    try:
        return work.shapes.topics(wanted)
    except DomainError as refused:
        raise refused.under(*(("input", "document") if path is None else path)) from None


def _text(text: str | None, name: str) -> str:
    value = (text or "").strip()
    if not value:
        raise ValueRequired(path=("input", name))
    if len(value) > TEXT_MAX:
        raise TextTooLong(len(value), TEXT_MAX, path=("input", name))
    return value


def _url(text: str | None) -> str:
    """Check an address; of this machine also http, which is told only where the settings allow that."""
    url = (text or "").strip()
    try:
        parts = urlsplit(url)
        is_local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        fits = bool(parts.hostname) and (parts.scheme == "https" or is_local) and parts.username is None
        fits = fits and parts.port != 0 and url.isascii() and url.isprintable() and " " not in url
    except ValueError:
        fits = False
    if not fits or len(url) > URL_MAX or "#" in url or "\\" in url:
        raise WebhookUrlUnfit(path=("input", "url"))
    return url
