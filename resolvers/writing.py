"""Mutations that every master has alike: what they are given, which service does them, what they give back."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import strawberry

from kernel.draft import Draft
from kernel.errors import DomainError, InputPath
from planner.drafts import draft_of, key_of
from planner.fields import argument
from planner.inputs import list_of as list_of_inputs
from planner.inputs import resolved
from planner.mutation_inputs import create_input, update_input, upsert_input
from planner.mutations import Does, Outcome, mutation
from schema.bulk import ErrorPolicy
from schema.payloads import bulk_payload, field_of, list_of, payload
from services import masters
from services.bulk import write_each
from services.master import Master
from services.merging import Mergeable, merge
from services.refusals import IdRepeated
from services.upserts import upsert
from services.work import Work

INPUT = ("input",)
WriteAll: TypeAlias = Callable[..., Awaitable[list[UUID]]]
Archive: TypeAlias = Callable[[Work, UUID, int], Awaitable[object]]
Step: TypeAlias = Callable[[Work, UUID, int], Awaitable[UUID]]
Key = TypeVar("Key")
Said = TypeVar("Said")
BASED_ON = "The version that this is based on."


def once_each(pairs: Iterable[tuple[Key, Said]], path: InputPath, name: str) -> dict[Key, Said]:
    """Give what a list says of each, by what it is said of; `name` is how an item of the list names that.

    Raises:
        IdRepeated: of one of them it says something twice.
    """
    found: dict[Key, Said] = {}
    for place, (key, said) in enumerate(pairs):
        if key in found:
            raise IdRepeated(path=(*path, place, name))
        found[key] = said
    return found


def creates(entity_type: Any, description: str, master: Master, *, needs: str) -> Any:
    """Declare that a new one can be made."""

    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        type_ = resolved(entity_type)
        (key,) = await masters.create(work, master, [draft_of(type_, given["input"], INPUT)])
        return {field_of(type_): key}

    return _given_input(entity_type, description, do, create_input(entity_type), needs)


def updates(entity_type: Any, description: str, master: Master, *, needs: str) -> Any:
    """Declare that one can be changed."""

    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        type_ = resolved(entity_type)
        (key,) = await masters.update(work, master, [draft_of(type_, given["input"], INPUT)])
        return {field_of(type_): key}

    return _given_input(entity_type, description, do, update_input(entity_type), needs)


def archives(entity_type: Any, description: str, master: Master, *, needs: str, by: Archive | None = None) -> Any:
    """Declare that one can be put out of use, by a rule of its own where it has one."""

    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        key = key_of(given["id"], master.name, ("id",))
        if by is not None:
            await by(work, key, given["version"])
        else:
            await masters.archive(work, master, key, given["version"])
        return {field_of(resolved(entity_type)): key}

    return mutation(description, payload(entity_type), do, needs=needs, arguments=which())


def steps(entity_type: Any, description: str, step: Step, *, needs: str) -> Any:
    """Declare that one can take a step of its life, about which nothing more is said."""

    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        type_ = resolved(entity_type)
        return {field_of(type_): await step(work, key_of(given["id"], type_.__name__, ("id",)), given["version"])}

    return mutation(description, payload(entity_type), do, needs=needs, arguments=which())


def restores(entity_type: Any, description: str, master: Master, *, needs: str) -> Any:
    """Declare that one that was put out of use can be put back."""

    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        key = key_of(given["id"], master.name, ("id",))
        return {field_of(resolved(entity_type)): await masters.restore(work, master, key, given["version"])}

    return mutation(description, payload(entity_type), do, needs=needs, arguments=which())


def deletes(entity_type: Any, description: str, master: Master, *, needs: str) -> Any:
    """Declare that one can be taken away while nothing refers to it."""

    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        await masters.delete(work, master, key_of(given["id"], master.name, ("id",)), given["version"])
        return {}

    return mutation(description, payload(entity_type), do, needs=needs, arguments=which())


def merges(entity_type: Any, description: str, kind: Mergeable, *, needs: str) -> Any:
    """Declare that two that are the same can become one."""

    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        key = key_of(given["id"], kind.master.name, ("id",))
        into = key_of(given["intoId"], kind.master.name, ("intoId",))
        return {field_of(resolved(entity_type)): await merge(work, kind, key, given["version"], into)}

    given = [*which(), argument("into_id", strawberry.ID, "The one that goes on.", required=True)]
    return mutation(description, payload(entity_type), do, needs=needs, arguments=given)


def upserts(entity_type: Any, description: str, master: Master, *, needs: str) -> Any:
    """Declare that one can be written that another system knows."""

    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        type_ = resolved(entity_type)
        (key,) = await upsert(work, master, [draft_of(type_, given["input"], INPUT)])
        return {field_of(type_): key}

    return _given_input(entity_type, description, do, upsert_input(entity_type), needs)


def creates_many(entity_type: Any, description: str, master: Master, *, needs: str) -> Any:
    """Declare that many can be made at once."""
    return _many(entity_type, description, create_input(entity_type), needs, partial(masters.create, master=master))


def updates_many(entity_type: Any, description: str, master: Master, *, needs: str) -> Any:
    """Declare that many can be changed at once."""
    return _many(entity_type, description, update_input(entity_type), needs, partial(masters.update, master=master))


def upserts_many(entity_type: Any, description: str, master: Master, *, needs: str) -> Any:
    """Declare that many can be written that another system knows."""
    return _many(entity_type, description, upsert_input(entity_type), needs, partial(upsert, master=master))


def _many(entity_type: Any, description: str, input_: Any, needs: str, write: WriteAll) -> Any:
    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        type_ = resolved(entity_type)
        drafts = [_draft_or_refusal(type_, each, ("input", place)) for place, each in enumerate(given["input"])]
        policy = ErrorPolicy(given["errorPolicy"])
        result = await write_each(work, drafts, policy, lambda some: write(work, drafts=some))
        count = sum(key is not None for key in result.keys)
        return {list_of(type_): result.keys, "count": count, "errors": result.refusals}

    given = [
        argument("input", list_of_inputs(input_), "What is to be written: 1,000 at most.", required=True),
        argument(
            "error_policy",
            ErrorPolicy,
            "What becomes of the others where some are refused.",
            required=True,
            default=ErrorPolicy.REJECT_ALL,
        ),
    ]
    return mutation(description, bulk_payload(entity_type), do, needs=needs, arguments=given)


def _draft_or_refusal(type_: Any, given: Mapping[str, Any], path: InputPath) -> Draft | DomainError:
    try:
        return draft_of(type_, given, path)
    except DomainError as refusal:
        return refusal


def which() -> list[Any]:
    """Give the arguments that say which one, as it was when somebody looked."""
    return [
        argument("id", strawberry.ID, "Which one.", required=True),
        argument("version", int, BASED_ON, required=True),
    ]


def _given_input(entity_type: Any, description: str, does: Does, input_: Any, needs: str) -> Any:
    given = [argument("input", input_, "What is to be written.", required=True)]
    return mutation(description, payload(entity_type), does, needs=needs, arguments=given)
