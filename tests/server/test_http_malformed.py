"""A thousand malformed requests, through HTTP: each gets an answer that a client can act on, and none a look inside."""

import asyncio
import re
from collections import Counter

from httpx import Response

from resolvers.schema import build_schema, core_of
from tests.server.malformed import Attempt, attempts
from tests.server.site import Site

NUMBER = 1_000
SEED = 1
AT_ONCE = 8

INSIDE = re.compile(
    r"Traceback|\.py\b|asyncpg|sqlalchemy|postgres|pg_|psycopg|orjson|graphql\.|strawberry|\bSELECT\b|syntax error at|"
    r"NoneType|object has no|invalid literal|query argument|invalid byte|out of range for type|0x[0-9a-f]{6}|codec can't",
    re.IGNORECASE,
)


async def sent(site: Site, attempt: Attempt) -> Response:
    headers = {name.encode(): value.encode("latin-1") for name, value in {**site.headers(), **attempt.headers}.items()}
    url = b"/graphql" + (b"?" + attempt.query_string if attempt.query_string else b"")
    return await site.client.request(attempt.method, url.decode(), content=attempt.body, headers=headers)


def fault(answer: Response) -> str | None:
    """Say what is wrong with an answer, if anything is."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    errors = answer.json().get("errors", [])
    if not all(error["message"] and error["extensions"]["code"] for error in errors):
        return "an error without message or code"
    if "data" not in answer.json() and not errors:
        return "neither data nor errors"
    said = " ".join(error["message"] for error in errors)
    return f"tells of the inside: {found[0]}" if (found := INSIDE.search(said)) else None


async def test_answers_a_thousand_malformed_requests_without_a_look_inside(site: Site) -> None:
    schema, gate = core_of(build_schema()), asyncio.Semaphore(AT_ONCE)
    statuses: Counter[int] = Counter()
    faults: list[tuple[str, Attempt, str]] = []

    async def make(attempt: Attempt) -> None:
        async with gate:
            answer = await sent(site, attempt)
        statuses[answer.status_code] += 1
        if (wrong := fault(answer)) is not None:
            faults.append((wrong, attempt, answer.text[:500]))

    await asyncio.gather(*(make(attempt) for attempt in attempts(schema, NUMBER, SEED)))
    assert faults == []
    # They are malformed in every way, and yet go deep enough for some to be answered.
    assert statuses[200] > 100
    assert statuses[400] > 300
