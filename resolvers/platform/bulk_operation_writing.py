"""Asking for bulk operations, and calling them off."""

from collections.abc import Mapping
from typing import Any, cast

import strawberry

from models import BulkOperationKind
from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Does, Outcome, mutation
from resolvers.writing import INPUT
from schema import names
from schema.payloads import payload
from schema.platform.bulk_operation import MUTATE, QUERY, BulkMutationRunInput, BulkQueryRunInput
from services.platform.bulk.document import Asked
from services.platform.bulk.operation import bulk_cancel, bulk_mutation_run, bulk_query_run
from services.work import Work


async def _run_query(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    asked = Asked(said["document"], said.get("operationName"), _object(said.get("variables")))
    return {"bulkOperation": await bulk_query_run(work, asked, INPUT)}


async def _run_mutation(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    asked = Asked(said["document"], said.get("operationName"), {})
    file_id = key_of(said["fileId"], "File", (*INPUT, "fileId"))
    return {"bulkOperation": await bulk_mutation_run(work, asked, file_id, said["errorPolicy"], INPUT)}


def _object(said: object) -> Mapping[str, Any]:
    # What is no object is an empty one: what the document needs is then missing, and told so.
    return cast("Mapping[str, Any]", said) if isinstance(said, dict) else {}


def _runs(description: str, does: Does, needs: str, given: type, of_given: str) -> Any:
    """Make a mutation that asks for bulk operations, which is told what of them is asked for."""
    arguments = [argument("input", given, of_given, required=True)]
    return mutation(description, payload(names.BulkOperation), does, needs=needs, arguments=arguments)


def _cancels(description: str, kind: BulkOperationKind, needs: str) -> Any:
    """Make a mutation that calls bulk operations of a kind off."""

    async def do(work: Work, given: Mapping[str, Any]) -> Outcome:
        key = key_of(given["id"], "BulkOperation", ("id",))
        return {"bulkOperation": await bulk_cancel(work, key, kind)}

    arguments = [argument("id", strawberry.ID, "Which.", required=True)]
    return mutation(description, payload(names.BulkOperation), do, needs=needs, arguments=arguments)


@strawberry.type
class BulkOperationMutations:
    """Asking for bulk operations, and calling them off."""

    bulk_query_run = _runs(
        "Have everything that a query finds written into a file, in the background: JSON Lines, a node on each line, all of it "
        "as it is at one moment. It is read with the rights that whoever asks has, and ends where these end. Three may wait or "
        "run for a program at once.",
        _run_query,
        QUERY,
        BulkQueryRunInput,
        "What is asked for.",
    )
    bulk_query_cancel = _cancels(
        "Call a bulk query off: it ends within seconds, and there is no file of it.", BulkOperationKind.QUERY, QUERY
    )
    bulk_mutation_run = _runs(
        "Have a mutation done for each line of a file, in the background and in their order, each line with the rights that "
        "whoever asks has and with a key of its own, so that none is done twice. The answer is a file too: JSON Lines that say of "
        "each line what came of it. Three may wait or run for a program at once.",
        _run_mutation,
        MUTATE,
        BulkMutationRunInput,
        "What is to be done.",
    )
    bulk_mutation_cancel = _cancels(
        "Call a bulk mutation off: no other line is begun, and what was done stays done. Its file tells of that.",
        BulkOperationKind.MUTATION,
        MUTATE,
    )
