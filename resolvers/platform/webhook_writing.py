"""What is done with webhooks: programs are told what happens, for a while not, once more, or as a test."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any, Final
from uuid import UUID

import strawberry
from strawberry.types.base import StrawberryOptional

from planner.drafts import key_of
from planner.fields import argument
from planner.inputs import Later, resolved
from planner.mutations import Outcome, mutation
from resolvers.writing import BASED_ON, archives, which
from schema import names
from schema.payloads import part, payload, payload_type
from schema.platform.webhook import WRITE, WebhookEndpointCreateInput, WebhookEndpointUpdateInput
from services.platform.webhook import secret, telling
from services.platform.webhook.endpoint import (
    WEBHOOK_ENDPOINT,
    EndpointSaid,
    endpoint_archive,
    endpoint_create,
    endpoint_step,
    endpoint_update,
)
from services.work import Work

Given = Mapping[str, Any]


async def _create(work: Work, given: Given) -> Outcome:
    said = given["input"]
    client = key_of(said["clientId"], "OAuthClient", ("input", "clientId"))
    key, shown = await endpoint_create(work, client, _said(said))
    return {"webhookEndpoint": key, "secret": shown}


async def _update(work: Work, given: Given) -> Outcome:
    said = given["input"]
    key = key_of(said["id"], "WebhookEndpoint", ("input", "id"))
    return {"webhookEndpoint": await endpoint_update(work, key, said["version"], _said(said))}


async def _step(step: str, work: Work, given: Given) -> Outcome:
    return {"webhookEndpoint": await endpoint_step(work, _endpoint(given), given["version"], step)}


async def _rotate(work: Work, given: Given) -> Outcome:
    at_once = bool(given.get("atOnce"))
    key, shown = await secret.secret_rotate(work, _endpoint(given), given["version"], at_once=at_once)
    return {"webhookEndpoint": key, "secret": shown}


async def _test(work: Work, given: Given) -> Outcome:
    return {"webhookDelivery": await telling.endpoint_test(work, _endpoint(given))}


async def _replay(work: Work, given: Given) -> Outcome:
    dead = bool(given.get("dead"))
    return {"webhookEndpoint": await telling.endpoint_replay(work, _endpoint(given), given.get("after"), dead=dead)}


def _endpoint(given: Given) -> UUID:
    return key_of(given["id"], "WebhookEndpoint", ("id",))


def _said(given: Given) -> EndpointSaid:
    return EndpointSaid(
        name=given.get("name"),
        url=given.get("url"),
        document=given.get("document"),
        operation_name=given.get("operationName"),
        variables=given.get("variables"),
    )


@cache
def _secret_payload() -> type[Any]:
    return payload_type(
        "WebhookSecretPayload",
        "What came of making a secret of an endpoint.",
        part(
            "webhook_endpoint",
            StrawberryOptional(resolved(names.WebhookEndpoint)),
            "It as it is now; null where nothing was done.",
        ),
        part(
            "secret",
            StrawberryOptional(str),
            "The secret with which messages are signed, which is shown here and never again. Null where nothing was done, and "
            "where a request is repeated with its idempotency key: what has not been read then is lost, so make another.",
        ),
    )


_SECRET_PAYLOAD: Final[Any] = Later("Payload", _secret_payload)
_ID: Final = argument("id", strawberry.ID, "The endpoint.", required=True)


@strawberry.type
class WebhookMutations:
    """What is done with webhooks."""

    webhook_endpoint_create = mutation(
        "Have a program told what happens from now on. A program says so of itself, and somebody else of programs whose own "
        "roles give nothing that they do not have.",
        StrawberryOptional(_SECRET_PAYLOAD),
        _create,
        needs=WRITE,
        arguments=[argument("input", WebhookEndpointCreateInput, "Where, and what.", required=True)],
    )
    webhook_endpoint_update = mutation(
        "Change where a program is told what happens, and in which shape.",
        payload(names.WebhookEndpoint),
        _update,
        needs=WRITE,
        arguments=[argument("input", WebhookEndpointUpdateInput, "What is to be different.", required=True)],
    )
    webhook_endpoint_pause = mutation(
        "Tell an endpoint nothing for a while; what happens meanwhile is told afterwards, for as long as events are kept.",
        payload(names.WebhookEndpoint),
        partial(_step, "pause"),
        needs=WRITE,
        arguments=which(),
    )
    webhook_endpoint_resume = mutation(
        "Tell an endpoint again what happens, from where it was.",
        payload(names.WebhookEndpoint),
        partial(_step, "resume"),
        needs=WRITE,
        arguments=which(),
    )
    webhook_endpoint_archive = archives(
        names.WebhookEndpoint,
        "Put an endpoint out of use: it is never told anything again.",
        WEBHOOK_ENDPOINT,
        needs=WRITE,
        by=endpoint_archive,
    )
    webhook_secret_rotate = mutation(
        "Make another secret of an endpoint. For a day messages are signed with the one of before too.",
        StrawberryOptional(_SECRET_PAYLOAD),
        _rotate,
        needs=WRITE,
        arguments=[
            _ID,
            argument("version", int, BASED_ON, required=True),
            argument("at_once", bool, "Whether the one of before is good no more at once, since somebody knows it."),
        ],
    )
    webhook_test = mutation(
        "Have a message delivered to an endpoint that tells nothing, also where it is paused. It is tried once.",
        payload(names.WebhookDelivery),
        _test,
        needs=WRITE,
        arguments=[_ID],
    )
    webhook_replay = mutation(
        "Have delivered again what came after a cursor, or what is dead. Messages come with the ids that they had.",
        payload(names.WebhookEndpoint),
        _replay,
        needs=WRITE,
        arguments=[
            _ID,
            argument("after", str, "After which cursor, of a message, of a batch or of `eventLog`."),
            argument("dead", bool, "Whether what is dead is delivered again."),
        ],
    )
