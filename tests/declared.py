"""Refusals of mutations that errors.json does not name for them, from every server that tests run in their own process."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache

import orjson
import pytest

from kernel.errors import DomainError
from planner.mutations import Outcome
from planner.payload import Payload, Payloads
from server.settings import REPOSITORY

CONTRACT = REPOSITORY / "frontend-contract"


@cache
def promised() -> frozenset[str]:
    """Give the coordinates of what is promised; some tests have mutations of their own, which nobody is promised."""
    return frozenset(orjson.loads((CONTRACT / "permissions.json").read_bytes())["needs"])


@cache
def declared() -> Mapping[str, Sequence[str] | None]:
    """Give the mutations that errors.json names for each code; None is all of them."""
    refusals = orjson.loads((CONTRACT / "errors.json").read_bytes())["refusals"]
    return {code: said["mutations"] for code, said in refusals.items()}


def undeclared(mutation: str, refusals: Sequence[DomainError]) -> list[str]:
    """Give what a mutation refuses with although nothing says that it does."""
    codes = {refusal.code for refusal in refusals} if f"Mutation.{mutation}" in promised() else ()
    return [f"{mutation}: {code}" for code in sorted(codes) if mutation not in _mutations(code, mutation)]


def _mutations(code: str, mutation: str) -> Sequence[str]:
    named = declared().get(code, ())
    return (mutation,) if named is None else named


@contextmanager
def looked_through() -> Generator[list[str]]:
    """Look through all payloads that are written for as long as the context lasts, and give what is undeclared in them."""
    found: list[str] = []
    write = Payloads.write

    async def written(payloads: Payloads, payload: Payload, outcome: Outcome, *others: object) -> object:
        found.extend(undeclared(payload.selected.name, outcome.get("errors", ())))
        return await write(payloads, payload, outcome, *others)  # pyright: ignore[reportArgumentType] - passed on as they are

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Payloads, "write", written)
        yield found
