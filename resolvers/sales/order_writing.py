"""How sales orders are written, promised and brought to their end."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from models import Resolution
from planner.drafts import draft_of, key_of
from planner.fields import argument
from planner.inputs import resolved
from planner.mutation_inputs import create_input, update_input
from planner.mutations import Outcome, mutation
from resolvers.writing import INPUT, creates, deletes, updates, which
from schema import names
from schema.finance.invoice_words import WRITE as WRITE_INVOICE
from schema.payloads import payload
from schema.sales.order_credit import OVERRIDE
from schema.sales.order_credit import WRITE as WRITE_CREDIT
from schema.sales.order_words import CONFIRM, WRITE
from services.sales.order import billing, drafts, steps
from services.sales.order.credit import CREDIT_LIMIT
from services.sales.order.prepaying import prepay
from services.sales.order.resolving import resolve_billing, resolve_shipping
from services.sales.order.rest import cancel_rest
from services.work import Work

Given = Mapping[str, Any]


async def _create(work: Work, given: Given) -> Outcome:
    return {"salesOrder": await drafts.create(work, draft_of(resolved(names.SalesOrder), given["input"], INPUT))}


async def _update(work: Work, given: Given) -> Outcome:
    return {"salesOrder": await drafts.update(work, draft_of(resolved(names.SalesOrder), given["input"], INPUT))}


async def _place(work: Work, given: Given) -> Outcome:
    return {"salesOrder": await drafts.place(work, draft_of(resolved(names.SalesOrder), given["input"], INPUT))}


async def _delete(work: Work, given: Given) -> Outcome:
    await drafts.delete(work, _key(given), given["version"])
    return {}


async def _bill(work: Work, given: Given) -> Outcome:
    keys = [key_of(key, "SalesOrder", ("ids", place)) for place, key in enumerate(given["ids"])]
    return {"invoice": await billing.bill(work, keys, given.get("invoiceOn"))}


async def _prepay(work: Work, given: Given) -> Outcome:
    return {"invoice": await prepay(work, _key(given), given.get("amount"), given.get("invoiceOn"))}


async def _step(step: Callable[..., Any], work: Work, given: Given) -> Outcome:
    return {"salesOrder": await step(work, _key(given), given["version"])}


async def _move(step: str, work: Work, given: Given) -> Outcome:
    return {"salesOrder": await steps.move(work, _key(given), given["version"], step)}


async def _cancel(work: Work, given: Given) -> Outcome:
    return {"salesOrder": await steps.cancel(work, _key(given), given["version"], given.get("cancelReason"))}


async def _resolve(resolve: Callable[..., Any], type_name: str, work: Work, given: Given) -> Outcome:
    lines = [key_of(key, type_name, ("lineIds", place)) for place, key in enumerate(given["lineIds"])]
    resolution = Resolution(given["resolution"])
    return {"salesOrder": await resolve(work, _key(given), given["version"], lines, resolution)}


def _key(given: Given) -> UUID:
    return key_of(given["id"], "SalesOrder", ("id",))


def _stepping(description: str, does: Callable[..., Any], needs: str, *more: Any, key_required: bool = False) -> Any:
    of = payload(names.SalesOrder)
    return mutation(description, of, does, needs=needs, arguments=[*which(), *more], key_required=key_required)


def _resolving(description: str, does: Callable[..., Any], needs: str, of: str) -> Any:
    return _stepping(
        description,
        does,
        needs,
        argument("line_ids", list[strawberry.ID], of, required=True),
        argument("resolution", Resolution, "What becomes of them.", required=True),
        key_required=True,
    )


@strawberry.type
class SalesOrderMutations:
    """How sales orders are written, promised and brought to their end."""

    sales_order_create = mutation(
        "Draft a sales order; what it comes to is reckoned.",
        payload(names.SalesOrder),
        _create,
        needs=WRITE,
        arguments=[argument("input", create_input(names.SalesOrder), "What is to be written.", required=True)],
    )
    sales_order_update = mutation(
        "Change a draft, and reckon again what it comes to.",
        payload(names.SalesOrder),
        _update,
        needs=WRITE,
        arguments=[argument("input", update_input(names.SalesOrder), "What is to be written.", required=True)],
    )
    sales_order_place = mutation(
        "Draft a sales order and promise it to its customer at once; where it cannot be promised, nothing is drafted.",
        payload(names.SalesOrder),
        _place,
        needs=CONFIRM,
        arguments=[argument("input", create_input(names.SalesOrder), "What is ordered.", required=True)],
        key_required=True,
    )
    sales_order_delete = _stepping("Throw a draft away.", _delete, WRITE)
    sales_order_submit = _stepping("Ask for the approval of a draft.", partial(_step, steps.submit), WRITE)
    sales_order_revise = _stepping("Make a draft again of what waits for approval.", partial(_move, "revise"), WRITE)
    sales_order_confirm = _stepping(
        "Promise an order to its customer: it gets its number, and its rate stays.",
        partial(_step, steps.confirm),
        CONFIRM,
        key_required=True,
    )
    sales_order_confirm_beyond_credit = _stepping(
        "Promise an order to its customer although that exceeds the credit limit.",
        partial(_step, partial(steps.confirm, beyond_credit=True)),
        OVERRIDE,
        key_required=True,
    )
    sales_order_approve = _stepping(
        "Approve an order that waits for it, which promises it to the customer.",
        partial(_step, partial(steps.confirm, step="approve")),
        "sales.order:approve",
        key_required=True,
    )
    sales_order_hold = _stepping("Let nothing happen to a confirmed order.", partial(_move, "hold"), "sales.order:hold")
    sales_order_release = _stepping(
        "Let an order go on that was put on hold.", partial(_move, "release"), "sales.order:hold"
    )
    sales_order_cancel = _stepping(
        "Call an order off of which nothing is billed.",
        _cancel,
        "sales.order:cancel",
        argument("cancel_reason", str, "Why, as the order tells it; left out for nothing."),
    )
    sales_order_cancel_rest = _stepping(
        "Call off what has not left of an order: it is closed once the rest of it is billed and paid.",
        partial(_step, cancel_rest),
        "sales.order:cancel",
    )
    sales_order_close = _stepping(
        "Bring an order to its end: short, unless all of it was delivered, billed and paid.",
        partial(_step, steps.close),
        "sales.order:close",
    )
    sales_order_bill = mutation(
        "Draft an invoice of what is to be billed of orders of one customer: what was ordered, or what has left where an "
        "order is billed on delivery. What is in another draft is not drafted again.",
        payload(names.Invoice),
        _bill,
        needs=WRITE_INVOICE,
        arguments=[
            argument("ids", list[strawberry.ID], "The orders, 100 at most.", required=True),
            argument("invoice_on", dt.date, "The day on the invoice; today when left out."),
        ],
    )
    sales_order_prepay = mutation(
        "Draft an advance for an order, whose lines are those of the order in proportion; what bills the order takes it off.",
        payload(names.Invoice),
        _prepay,
        needs=WRITE_INVOICE,
        arguments=[
            argument("id", strawberry.ID, "The order.", required=True),
            argument("amount", Decimal, "How much, with tax; all that is left when left out."),
            argument("invoice_on", dt.date, "The day on the advance; today when left out."),
        ],
    )
    sales_order_resolve_shipping = _resolving(
        "Decide about what was called off with shipments of an order: ship it again now, or call it off.",
        partial(_resolve, resolve_shipping, "ShipmentLine"),
        "sales.order:cancel",
        "The lines of shipments that were called off, 500 at most.",
    )
    sales_order_resolve_billing = _resolving(
        "Decide about what notes gave back without its coming back: draft another invoice of the order now, or bill it no "
        "more.",
        partial(_resolve, resolve_billing, "InvoiceLine"),
        WRITE_INVOICE,
        "The lines of the notes, 500 at most.",
    )
    credit_limit_create = creates(
        names.CreditLimit, "Say how much a customer may owe.", CREDIT_LIMIT, needs=WRITE_CREDIT
    )
    credit_limit_update = updates(names.CreditLimit, "Change a credit limit.", CREDIT_LIMIT, needs=WRITE_CREDIT)
    credit_limit_delete = deletes(names.CreditLimit, "Take a credit limit away.", CREDIT_LIMIT, needs=WRITE_CREDIT)
