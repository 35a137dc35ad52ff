"""How quotations are written, sent and decided."""

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
from schema.sales.quotation import DECIDE, SEND, WRITE
from schema.sales.quotation_payload import quotation_accept_payload
from services.sales.quotation import drafts, steps
from services.work import Work

Given = Mapping[str, Any]
REASON = "Why, as the quotation tells it; left out for nothing."


async def _create(work: Work, given: Given) -> Outcome:
    return {"quotation": await drafts.create(work, draft_of(resolved(names.Quotation), given["input"], INPUT))}


async def _update(work: Work, given: Given) -> Outcome:
    return {"quotation": await drafts.update(work, draft_of(resolved(names.Quotation), given["input"], INPUT))}


async def _delete(work: Work, given: Given) -> Outcome:
    await drafts.delete(work, _key(given), given["version"])
    return {}


async def _send(work: Work, given: Given) -> Outcome:
    return {"quotation": await steps.send(work, _key(given), given["version"])}


async def _accept(work: Work, given: Given) -> Outcome:
    made = await steps.accept(work, _key(given), given["version"], given.get("customerReference"))
    return {"quotation": made.quotation_id, "salesOrder": made.order_id}


async def _decide(step: str, work: Work, given: Given) -> Outcome:
    return {"quotation": await steps.decide(work, _key(given), given["version"], step, given.get("lostReason"))}


def _key(given: Given) -> UUID:
    return key_of(given["id"], "Quotation", ("id",))


def _stepping(description: str, does: Callable[..., Any], needs: str, *more: Any) -> Any:
    return mutation(description, payload(names.Quotation), does, needs=needs, arguments=[*which(), *more])


@strawberry.type
class QuotationMutations:
    """How quotations are written, sent and decided."""

    quotation_create = mutation(
        "Draft a quotation; what it comes to is reckoned.",
        payload(names.Quotation),
        _create,
        needs=WRITE,
        arguments=[argument("input", create_input(names.Quotation), "What is to be written.", required=True)],
    )
    quotation_update = mutation(
        "Change a draft, and reckon again what it comes to.",
        payload(names.Quotation),
        _update,
        needs=WRITE,
        arguments=[argument("input", update_input(names.Quotation), "What is to be written.", required=True)],
    )
    quotation_delete = _stepping("Throw a draft away.", _delete, WRITE)
    quotation_send = _stepping("Offer a draft to its customer: it gets its number, and stays as it is.", _send, SEND)
    quotation_accept = mutation(
        "Draft the order that a customer gives by accepting, at the prices that were offered.",
        quotation_accept_payload(),
        _accept,
        needs=DECIDE,
        arguments=[
            *which(),
            argument(
                "customer_reference", str, "What the customer calls the order; as on the quotation when left out."
            ),
        ],
        key_required=True,
    )
    quotation_reject = _stepping(
        "Write down that the customer does not want it.",
        partial(_decide, "reject"),
        DECIDE,
        argument("lost_reason", str, REASON),
    )
    quotation_expire = _stepping("Write down that its last day is over.", partial(_decide, "expire"), DECIDE)
    quotation_lose = _stepping(
        "Write down that nothing came of it.", partial(_decide, "lose"), DECIDE, argument("lost_reason", str, REASON)
    )
