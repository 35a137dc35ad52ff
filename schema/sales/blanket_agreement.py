"""Blanket agreements as clients see and write them."""

import datetime as dt
from enum import StrEnum

import models
from models import BlanketAgreementState, ExcessPolicy
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.enums import described
from schema.sales.agreement_progress import (
    amount_called_off,
    amount_remaining,
    quantity_called_off,
    quantity_remaining,
)
from schema.scalars import CurrencyCode
from schema.trace import DocumentTrace, trace_of
from schema.transitions import available_transitions
from services.sales.agreement.life import LIFE

READ = "sales.agreement:read"
WRITE = "sales.agreement:write"
CONFIRM = "sales.agreement:confirm"
END = "sales.agreement:end"


class BlanketAgreementTransition(StrEnum):
    """What can be done with a blanket agreement."""

    UPDATE = "UPDATE"
    DELETE = "DELETE"
    CONFIRM = "CONFIRM"
    CLOSE = "CLOSE"
    EXPIRE = "EXPIRE"
    CANCEL = "CANCEL"


described(
    BlanketAgreementState,
    "Where a blanket agreement is in its life cycle.",
    {
        BlanketAgreementState.DRAFT: "It is being written, and binds nobody.",
        BlanketAgreementState.CONFIRMED: "It is in force, and stays as it is; orders call off from it.",
        BlanketAgreementState.CLOSED: "It was ended; what was called off goes on.",
        BlanketAgreementState.EXPIRED: "Its last day is over; what was called off goes on.",
        BlanketAgreementState.CANCELLED: "Nothing came of it.",
    },
)
described(
    ExcessPolicy,
    "Whether more may be called off than was agreed.",
    {
        ExcessPolicy.REFUSED: "No: what would exceed it is refused.",
        ExcessPolicy.ALLOWED: "Yes, at the agreed prices.",
    },
)
described(
    BlanketAgreementTransition,
    "What can be done with a blanket agreement.",
    {
        BlanketAgreementTransition.UPDATE: "Change the draft.",
        BlanketAgreementTransition.DELETE: "Throw the draft away.",
        BlanketAgreementTransition.CONFIRM: "Put it into force.",
        BlanketAgreementTransition.CLOSE: "End it; what was called off goes on.",
        BlanketAgreementTransition.EXPIRE: "Write down that its last day is over.",
        BlanketAgreementTransition.CANCEL: "Call it off, while no order has called off any of it.",
    },
)


@entity(models.BlanketAgreement, needs=READ, order="-valid_from", writes=WRITE)
class BlanketAgreement(CompanyRecord):
    """What a customer agrees to take within a period, and at which prices; its orders call off from it."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    number: str | None = column(
        "The number that people call it by; null while it is a draft.", filters=True, orders=True
    )
    state: BlanketAgreementState = column("Where it is in its life cycle.", filters=True, groups=True)
    available_transitions: list[BlanketAgreementTransition] = available_transitions(
        "What the viewer may do next with it.", LIFE, tuple(BlanketAgreementTransition)
    )
    customer: names.Party | None = one(
        "With whom it is.", "customer_id", filters=True, groups=True, writes=True, fixed=True
    )
    customer_reference: str | None = column("What the customer calls it; null for nothing.", filters=True, writes=True)
    sales_rep: names.User | None = one(
        "Who looks after it on our side; null for nobody.", "sales_rep_id", filters=True, groups=True, writes=True
    )
    valid_from: dt.date = column(
        "The first day whose orders call off from it.", filters=True, orders=True, groups=True, writes=True
    )
    valid_until: dt.date = column(
        "The last day whose orders call off from it.", filters=True, orders=True, groups=True, writes=True
    )
    currency: CurrencyCode = column(
        "The currency of its prices, and of the orders that call off from it.",
        writes=True,
        fixed=True,
        filled="That of the company when left out.",
    )
    amount_max: Money | None = measure(
        "For how much may be called off in all, without tax; null where the lines alone say how much.",
        "amount_max",
        "currency",
        writes=True,
    )
    excess_policy: ExcessPolicy = column("Whether more may be called off than was agreed.", writes=True)
    called_off: Money = measure(
        "What promised orders have called off without tax, less what was cancelled of them.",
        amount_called_off,
        "currency",
        filters=True,
        sums=True,
    )
    remaining: Money | None = measure(
        "For how much without tax may still be called off; null where no amount was agreed.",
        amount_remaining,
        "currency",
        filters=True,
    )
    terms: str | None = column("What else was agreed, in words; null for nothing.", writes=True)
    confirmed_at: dt.datetime | None = column("When it was put into force; null until then.")
    ended_at: dt.datetime | None = column("When it came to its end; null until then.")
    end_reason: str | None = column("Why it was ended; null where nobody said, or it was not.")
    note: str | None = column("Remarks for people; null if there are none.", writes=True)
    lines: list[names.BlanketAgreementLine] | None = many(
        "What is agreed, SKU by SKU, in its order.",
        "agreement_id",
        order="position",
        at_most=500,
        filters=True,
        writes=True,
    )
    orders: Connection[names.SalesOrder] | None = pages(
        "The orders that name it, drafts among them.", names.SalesOrder, "agreement_id"
    )
    trace: DocumentTrace = trace_of("BlanketAgreement")


@entity(models.BlanketAgreementLine, needs=READ, writes=WRITE)
class BlanketAgreementLine(CompanyRecord):
    """What is agreed of one SKU: its price, and how much of it is taken."""

    agreement: names.BlanketAgreement | None = one("The agreement that it is a line of.", "agreement_id", filters=True)
    position: int = column("Its place in the agreement, from 1 on.")
    sku: names.Sku | None = one(
        "What is taken; a SKU stands once in an agreement.", "sku_id", filters=True, writes=True, fixed=True
    )
    quantity: Quantity | None = measure(
        "How much is taken in all, in the unit of the SKU; null for as much as is wanted.",
        "quantity",
        "unit_id",
        writes=True,
    )
    minimum_quantity: Quantity | None = measure(
        "How much one line of an order takes at least, in that unit; null for whatever it takes.",
        "minimum_quantity",
        "unit_id",
        writes=True,
    )
    unit_price: Money = measure(
        "The price of one unit before a discount, six digits, without what pricing rules take off.",
        "unit_price",
        "currency",
        writes=True,
    )
    called_off_quantity: Quantity = measure(
        "How much promised orders have called off, less what was cancelled of them.",
        quantity_called_off,
        "unit_id",
        filters=True,
    )
    remaining_quantity: Quantity | None = measure(
        "How much may still be called off; null where it has no bound.", quantity_remaining, "unit_id", filters=True
    )
    order_lines: Connection[names.SalesOrderLine] | None = pages(
        "The lines of orders that call it off, those of drafts and of cancelled orders among them.",
        names.SalesOrderLine,
        "agreement_line_id",
    )
