"""How blanket agreements are written, put into force and ended."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from planner.drafts import draft_of, key_of
from planner.fields import argument
from planner.inputs import resolved
from planner.mutation_inputs import create_input, update_input
from planner.mutations import Outcome, mutation
from resolvers.writing import INPUT, which
from schema import names
from schema.payloads import payload
from schema.sales.blanket_agreement import CONFIRM, END, WRITE
from services.sales.agreement import drafts, steps
from services.work import Work

Given = Mapping[str, Any]
REASON = argument("end_reason", str, "Why, as the agreement tells it; left out for nothing.")


async def _write(does: Callable[..., Any], work: Work, given: Given) -> Outcome:
    draft = draft_of(resolved(names.BlanketAgreement), given["input"], INPUT)
    return {"blanketAgreement": await does(work, draft)}


async def _delete(work: Work, given: Given) -> Outcome:
    await drafts.delete(work, _key(given), given["version"])
    return {}


async def _confirm(work: Work, given: Given) -> Outcome:
    return {"blanketAgreement": await steps.confirm(work, _key(given), given["version"])}


async def _end(step: str, work: Work, given: Given) -> Outcome:
    ended = await steps.end(work, _key(given), given["version"], step, given.get("endReason"))
    return {"blanketAgreement": ended}


def _key(given: Given) -> UUID:
    return key_of(given["id"], "BlanketAgreement", ("id",))


def _writing(description: str, does: Callable[..., Any], input_type: Any) -> Any:
    given = argument("input", input_type, "What is to be written.", required=True)
    return mutation(description, payload(names.BlanketAgreement), partial(_write, does), needs=WRITE, arguments=[given])


def _stepping(description: str, does: Callable[..., Any], needs: str, *more: Any) -> Any:
    return mutation(description, payload(names.BlanketAgreement), does, needs=needs, arguments=[*which(), *more])


@strawberry.type
class BlanketAgreementMutations:
    """How blanket agreements are written, put into force and ended."""

    blanket_agreement_create = _writing(
        "Draft a blanket agreement.", drafts.create, create_input(names.BlanketAgreement)
    )
    blanket_agreement_update = _writing("Change a draft.", drafts.update, update_input(names.BlanketAgreement))
    blanket_agreement_delete = _stepping("Throw a draft away that no order names.", _delete, WRITE)
    blanket_agreement_confirm = _stepping(
        "Put a draft into force: it gets its number and stays as it is, and orders may call off from it.",
        _confirm,
        CONFIRM,
    )
    blanket_agreement_close = _stepping(
        "End an agreement before its last day; what was called off goes on.", partial(_end, "close"), END, REASON
    )
    blanket_agreement_expire = _stepping("Write down that its last day is over.", partial(_end, "expire"), END)
    blanket_agreement_cancel = _stepping(
        "Call an agreement off of which no order has called off anything.", partial(_end, "cancel"), END, REASON
    )
