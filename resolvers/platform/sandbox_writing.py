"""What is done with sandboxes: they are made, begin anew, get another secret, are closed; and stories happen in them."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, TypeAlias
from uuid import UUID

import strawberry
from strawberry.types.base import StrawberryOptional

from planner.drafts import key_of
from planner.fields import argument
from planner.inputs import Later, resolved
from planner.mutations import Outcome, mutation
from resolvers.writing import INPUT, steps, which
from schema import names
from schema.payloads import part, payload, payload_type
from schema.platform.sandbox import PLAY, WRITE, SandboxCreateInput
from services.sandbox import life
from services.sandbox.stories import SandboxStory
from services.work import Work

Given: TypeAlias = Mapping[str, Any]


async def _create(work: Work, given: Given) -> Outcome:
    said = given["input"]
    party = said.get("partyId")
    of_party = None if party is None else key_of(party, "Party", (*INPUT, "partyId"))
    key, shown = await life.create(work, said["name"], of_party)
    return {"sandbox": key, "secret": shown}


async def _renew_secret(work: Work, given: Given) -> Outcome:
    key, shown = await life.renew_secret(work, _sandbox(given), given["version"])
    return {"sandbox": key, "secret": shown}


async def _play(work: Work, given: Given) -> Outcome:
    return {"job": await life.play(work, _sandbox(given), given["story"])}


def _sandbox(given: Given) -> UUID:
    return key_of(given["id"], "Sandbox", ("id",))


@cache
def _secret_payload() -> type[Any]:
    return payload_type(
        "SandboxSecretPayload",
        "A sandbox, and the secret of its program.",
        part("sandbox", StrawberryOptional(resolved(names.Sandbox)), "It as it is now; null where nothing was done."),
        part(
            "secret",
            StrawberryOptional(str),
            "The secret with which its program asks for tokens, which is shown here and never again. Null where nothing was done, "
            "and where a request is repeated with its idempotency key: what has not been read then is lost, so make another.",
        ),
    )


_SECRET_PAYLOAD: Final[Any] = Later("Payload", _secret_payload)


@strawberry.type
class SandboxMutations:
    """What is done with sandboxes."""

    sandbox_create = mutation(
        "Make a sandbox: a company with books, goods, customers and an order in each of its states, and a program that asks there "
        "alone. A partner may have three at once.",
        StrawberryOptional(_SECRET_PAYLOAD),
        _create,
        needs=WRITE,
        arguments=[argument("input", SandboxCreateInput, "What it is to be.", required=True)],
    )
    sandbox_reset = steps(
        names.Sandbox,
        "Have a sandbox begin anew, as it was made: in another company, with other ids. Its program, secrets and webhooks stay; "
        "what was in it before is archived. Once in a minute at most, and 24 times in 24 hours.",
        life.reset,
        needs=WRITE,
    )
    sandbox_secret_renew = mutation(
        "Make another secret for the program of a sandbox; those of before are good for nothing from now on.",
        StrawberryOptional(_SECRET_PAYLOAD),
        _renew_secret,
        needs=WRITE,
        arguments=which(),
    )
    sandbox_close = steps(
        names.Sandbox,
        "Close a sandbox for good: its program asks no more, and its company is archived.",
        life.close,
        needs=WRITE,
    )
    sandbox_story_play = mutation(
        "Have a story happen in a sandbox, in the background, so that whoever follows it is told of each step. One at a time: while "
        "one happens, the job is that one's.",
        payload(names.Job),
        _play,
        needs=PLAY,
        arguments=[
            argument("id", strawberry.ID, "Where.", required=True),
            argument("story", SandboxStory, "Which.", required=True),
        ],
    )
