"""What is done with operations of programs: a build registers them, and takes back what nobody asks by any more."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from uuid import UUID

import strawberry
from strawberry.types.base import StrawberryOptional

from planner.drafts import key_of
from planner.fields import argument
from planner.inputs import Later, resolved
from planner.mutations import Outcome, mutation
from resolvers.writing import INPUT
from schema import names
from schema.payloads import part, payload_type
from schema.platform.persisted_operation import (
    WRITE,
    PersistedOperationsRegisterInput,
    PersistedOperationsUnregisterInput,
)
from services.platform.persisted_operation.registering import operations_register, operations_unregister
from services.work import Work

Given = Mapping[str, Any]


async def _register(work: Work, given: Given) -> Outcome:
    said = given["input"]
    done = await operations_register(work, _client(said), said["manifest"], INPUT)
    return {"oauthClient": done.client, "added": done.added, "listed": done.listed}


async def _unregister(work: Work, given: Given) -> Outcome:
    said = given["input"]
    client, removed = await operations_unregister(work, _client(said), said["documentIds"], INPUT)
    return {"oauthClient": client, "removed": removed}


def _client(said: Given) -> UUID:
    return key_of(said["clientId"], "OAuthClient", (*INPUT, "clientId"))


@cache
def _register_payload() -> type[Any]:
    return payload_type(
        "PersistedOperationsRegisterPayload",
        "What came of registering operations.",
        _client_part(),
        _count("added", "How many documents are new; null where nothing was done."),
        _count("listed", "How many documents the manifest has, with those that were registered before; null as above."),
    )


@cache
def _unregister_payload() -> type[Any]:
    return payload_type(
        "PersistedOperationsUnregisterPayload",
        "What came of taking operations back.",
        _client_part(),
        _count("removed", "How many documents are registered no more; null where nothing was done."),
    )


def _client_part() -> Any:
    said = "The program; null where nothing was done, or where you may not see it."
    return part("oauth_client", StrawberryOptional(resolved(names.OAuthClient)), said)


def _count(name: str, description: str) -> Any:
    return part(name, StrawberryOptional(int), description)


_REGISTER_PAYLOAD: Final[Any] = Later("Payload", _register_payload)
_UNREGISTER_PAYLOAD: Final[Any] = Later("Payload", _unregister_payload)


@strawberry.type
class PersistedOperationMutations:
    """What is done with operations of programs."""

    persisted_operations_register = mutation(
        "Register the operations of a program: all documents of a manifest, or none where one of them is not valid. What was "
        "registered before stays, so that programs which are out there go on.",
        StrawberryOptional(_REGISTER_PAYLOAD),
        _register,
        needs=WRITE,
        arguments=[argument("input", PersistedOperationsRegisterInput, "Whose, and which.", required=True)],
    )
    persisted_operations_unregister = mutation(
        "Take operations of a program back: it asks by them no more, from the next request on.",
        StrawberryOptional(_UNREGISTER_PAYLOAD),
        _unregister,
        needs=WRITE,
        arguments=[argument("input", PersistedOperationsUnregisterInput, "Whose, and which.", required=True)],
    )
