"""How invoices, bills and notes are written, posted and taken back."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types.base import StrawberryList

from planner.drafts import draft_of, key_of
from planner.fields import argument
from planner.inputs import resolved
from planner.mutation_inputs import create_input, update_input
from planner.mutations import Outcome, mutation
from resolvers.writing import INPUT, once_each, steps, which
from schema import names
from schema.finance.invoice import InvoiceCreditLineInput
from schema.finance.invoice_words import POST, WRITE
from schema.payloads import payload
from services.finance.invoice import copies, drafts, posting
from services.inventory.valuation.billing import value_as_billed
from services.work import Work

Given = Mapping[str, Any]


async def _create(work: Work, given: Given) -> Outcome:
    return {"invoice": await drafts.create(work, draft_of(resolved(names.Invoice), given["input"], INPUT))}


async def _update(work: Work, given: Given) -> Outcome:
    return {"invoice": await drafts.update(work, draft_of(resolved(names.Invoice), given["input"], INPUT))}


async def _delete(work: Work, given: Given) -> Outcome:
    await drafts.delete(work, _key(given), given["version"])
    return {}


async def _post(work: Work, given: Given) -> Outcome:
    return {
        "invoice": await posting.post_invoice(
            work, _key(given), given["version"], value_as_billed, given.get("postedOn")
        )
    }


async def _credit(work: Work, given: Given) -> Outcome:
    said = given.get("lines")
    quantities = None if said is None else once_each(map(_quantity, said, count()), ("lines",), "lineId")
    return {"invoice": await copies.credit(work, _key(given), given.get("invoiceOn"), quantities)}


async def _duplicate(work: Work, given: Given) -> Outcome:
    return {"invoice": await copies.duplicate(work, _key(given))}


def _quantity(line: Given, place: int) -> tuple[UUID, Decimal]:
    return key_of(line["lineId"], "InvoiceLine", ("lines", place, "lineId")), line["quantity"]


def _key(given: Given) -> UUID:
    return key_of(given["id"], "Invoice", ("id",))


@strawberry.type
class InvoiceMutations:
    """How invoices, bills and notes are written, posted and taken back."""

    invoice_create = mutation(
        "Draft an invoice, bill or note; what it comes to is reckoned.",
        payload(names.Invoice),
        _create,
        needs=WRITE,
        arguments=[argument("input", create_input(names.Invoice), "What is to be written.", required=True)],
    )
    invoice_update = mutation(
        "Change a draft, and reckon again what it comes to.",
        payload(names.Invoice),
        _update,
        needs=WRITE,
        arguments=[argument("input", update_input(names.Invoice), "What is to be written.", required=True)],
    )
    invoice_delete = mutation("Throw a draft away.", payload(names.Invoice), _delete, needs=WRITE, arguments=which())
    invoice_validate = steps(
        names.Invoice,
        "Find a draft complete; its amounts stay until it is revised.",
        posting.validate,
        needs=POST,
    )
    invoice_revise = steps(
        names.Invoice,
        "Make a draft again of what was validated and not posted.",
        posting.revise,
        needs=WRITE,
    )
    invoice_post = mutation(
        "Post a validated invoice: it gets its number, and what is due of it becomes open items.",
        payload(names.Invoice),
        _post,
        needs=POST,
        arguments=[
            *which(),
            argument("posted_on", dt.date, "The day that it counts for; that of the invoice when left out."),
        ],
        key_required=True,
    )
    invoice_credit = mutation(
        "Draft the note that takes a posted document back, at its rate: what is left of it, or some of its lines.",
        payload(names.Invoice),
        _credit,
        needs=WRITE,
        arguments=[
            argument("id", strawberry.ID, "What is to be taken back.", required=True),
            argument("invoice_on", dt.date, "The day on the note; today when left out."),
            argument(
                "lines",
                StrawberryList(InvoiceCreditLineInput),
                "What is to be taken back; all that is left when left out.",
            ),
        ],
    )
    invoice_duplicate = mutation(
        "Draft the same document once more, of today.",
        payload(names.Invoice),
        _duplicate,
        needs=WRITE,
        arguments=[argument("id", strawberry.ID, "What is to be written once more.", required=True)],
    )
