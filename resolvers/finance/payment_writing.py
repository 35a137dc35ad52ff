"""What can be done about payments: written, posted, voided, and noted as shown by the bank."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from resolvers.writing import creates, updates, which
from schema import names
from schema.finance.payment import POST, VOID, WRITE, WRITE_POLICY
from schema.payloads import payload
from services.finance.payment import confirm_payment, post_payment, void_payment
from services.finance.payment_drafts import PAYMENT, POLICY, delete_payment
from services.work import Work


async def _delete(work: Work, given: Mapping[str, Any]) -> Outcome:
    await delete_payment(work, key_of(given["id"], "Payment", ("id",)), given["version"])
    return {}


async def _post(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"payment": await post_payment(work, key_of(given["id"], "Payment", ("id",)), given["version"])}


async def _void(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["id"], "Payment", ("id",))
    return {"payment": await void_payment(work, key, given["version"], given["on"], given["why"])}


async def _confirm(work: Work, given: Mapping[str, Any], *, shown: bool) -> Outcome:
    key = key_of(given["id"], "Payment", ("id",))
    return {"payment": await confirm_payment(work, key, given["version"], shown=shown)}


@strawberry.type
class PaymentMutations:
    """What can be done about payments."""

    payment_create = creates(names.Payment, "Begin to write a payment, with what it is for.", PAYMENT, needs=WRITE)
    payment_update = updates(names.Payment, "Change the draft of a payment and what it is for.", PAYMENT, needs=WRITE)
    payment_delete = mutation(
        "Throw the draft of a payment away.", payload(names.Payment), _delete, needs=WRITE, arguments=which()
    )
    payment_post = mutation(
        "Post a payment, and settle what it is for; what is left of it stays open.",
        payload(names.Payment),
        _post,
        needs=POST,
        arguments=which(),
        key_required=True,
    )
    payment_void = mutation(
        "Undo a posted payment: what it settled is open again, and its entry is reversed.",
        payload(names.Payment),
        _void,
        needs=VOID,
        arguments=[
            *which(),
            argument("on", dt.date, "The day that this counts for, not before that of the payment.", required=True),
            argument("why", str, "Why it is undone; the reversals say it.", required=True),
        ],
        key_required=True,
    )
    payment_reconcile = mutation(
        "Note that the bank shows a payment.",
        payload(names.Payment),
        partial(_confirm, shown=True),
        needs="finance.bank:reconcile",
        arguments=which(),
    )
    payment_unreconcile = mutation(
        "Note that the bank does not show a payment after all.",
        payload(names.Payment),
        partial(_confirm, shown=False),
        needs="finance.bank:reconcile",
        arguments=which(),
    )
    payment_policy_create = creates(names.PaymentPolicy, "Say how much a company lets go.", POLICY, needs=WRITE_POLICY)
    payment_policy_update = updates(
        names.PaymentPolicy, "Change how much a company lets go.", POLICY, needs=WRITE_POLICY
    )
