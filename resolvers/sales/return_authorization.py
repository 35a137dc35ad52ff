"""Root fields for returns, and what is done with them."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from kernel.errors import InputPath
from models import ReturnedGoods, ReturnRemedy
from planner.drafts import key_of
from planner.fields import argument
from planner.lists import KeyPart, by_id, by_key, pages
from planner.mutations import Outcome, mutation
from resolvers.keys import OF_COMPANY
from resolvers.writing import which
from schema import names
from schema.base import Connection
from schema.finance.invoice_words import WRITE as WRITE_INVOICE
from schema.payloads import payload
from schema.sales.order_words import WRITE as WRITE_ORDER
from schema.sales.return_authorization import (
    APPROVE,
    WRITE,
    ReturnAuthorizationCreateInput,
    ReturnFindingInput,
    ReturnReceivedInput,
)
from services.sales.returns import remedies
from services.sales.returns.inspecting import Finding, inspect
from services.sales.returns.receiving import Counted, receive
from services.sales.returns.request import Wanted, move, reject, request, send
from services.work import Work

Given = Mapping[str, Any]


@strawberry.type
class ReturnAuthorizationQueries:
    """Root fields for returns."""

    return_authorizations: Connection[names.ReturnAuthorization] | None = pages(
        "What customers send back.", names.ReturnAuthorization
    )
    return_authorization: names.ReturnAuthorization | None = by_id("A return by its id.")
    return_authorization_by_number: names.ReturnAuthorization | None = by_key(
        "A return by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    return_authorization_lines: Connection[names.ReturnAuthorizationLine] | None = pages(
        "What may come back, and what has.", names.ReturnAuthorizationLine
    )
    return_authorization_line: names.ReturnAuthorizationLine | None = by_id("A line of a return by its id.")
    return_inspections: Connection[names.ReturnInspection] | None = pages(
        "What was found of what came back.", names.ReturnInspection
    )
    return_inspection: names.ReturnInspection | None = by_id("What was found of a line, by its id.")


async def _create(work: Work, given: Given) -> Outcome:
    said = given["input"]
    lines = [
        Wanted(
            _optional(line.get("orderLineId"), "SalesOrderLine", (*path, "orderLineId")),
            _optional(line.get("shipmentLineId"), "ShipmentLine", (*path, "shipmentLineId")),
            line["quantity"],
            path,
        )
        for place, line in enumerate(said.get("lines") or ())
        for path in (("input", "lines", place),)
    ]
    order_id = key_of(said["salesOrderId"], "SalesOrder", ("input", "salesOrderId"))
    return _outcome(await request(work, order_id, lines, said.get("reason")))


async def _move(step: str, work: Work, given: Given) -> Outcome:
    return _outcome(await move(work, _key(given), given["version"], step))


async def _reject(work: Work, given: Given) -> Outcome:
    return _outcome(await reject(work, _key(given), given["version"], given["rejectReason"]))


async def _send(work: Work, given: Given) -> Outcome:
    return _outcome(await send(work, _key(given), given["version"], given.get("trackingNumber")))


async def _receive(work: Work, given: Given) -> Outcome:
    counts = [
        Counted(_line_of(line, path), line["quantity"], path)
        for place, line in enumerate(given.get("lines") or ())
        for path in (("lines", place),)
    ]
    location_id = key_of(given["locationId"], "Location", ("locationId",))
    return _outcome(await receive(work, _key(given), given["version"], location_id, counts))


async def _inspect(work: Work, given: Given) -> Outcome:
    findings = [
        Finding(
            _line_of(each, path),
            each["quantity"],
            ReturnedGoods(each["goods"]),
            ReturnRemedy(each["remedy"]),
            _optional(each.get("locationId"), "Location", (*path, "locationId")),
            each.get("note"),
            path,
        )
        for place, each in enumerate(given["findings"])
        for path in (("findings", place),)
    ]
    return _outcome(await inspect(work, _key(given), given["version"], findings))


async def _credit(work: Work, given: Given) -> Outcome:
    return _outcome(await remedies.credit(work, _key(given), given["version"], given.get("invoiceOn")))


async def _step(step: Callable[[Work, UUID, int], Awaitable[UUID]], work: Work, given: Given) -> Outcome:
    return _outcome(await step(work, _key(given), given["version"]))


def _outcome(key: UUID) -> Outcome:
    return {"returnAuthorization": key}


def _key(given: Given) -> UUID:
    return key_of(given["id"], "ReturnAuthorization", ("id",))


def _line_of(given: Given, path: InputPath) -> UUID:
    return key_of(given["lineId"], "ReturnAuthorizationLine", (*path, "lineId"))


def _optional(said: str | None, type_name: str, path: InputPath) -> UUID | None:
    return None if said is None else key_of(said, type_name, path)


_PAYLOAD = payload(names.ReturnAuthorization)


@strawberry.type
class ReturnAuthorizationMutations:
    """What is done with returns."""

    return_authorization_create = mutation(
        "Ask whether goods of an order may come back.",
        _PAYLOAD,
        _create,
        needs=WRITE,
        arguments=[argument("input", ReturnAuthorizationCreateInput, "What is to come back.", required=True)],
        key_required=True,
    )
    return_authorization_approve = mutation(
        "Let goods come back.", _PAYLOAD, partial(_move, "approve"), needs=APPROVE, arguments=which()
    )
    return_authorization_reject = mutation(
        "Let goods not come back.",
        _PAYLOAD,
        _reject,
        needs=APPROVE,
        arguments=[*which(), argument("reject_reason", str, "Why not, as the return tells it.", required=True)],
    )
    return_authorization_send = mutation(
        "Say that goods are on their way back.",
        _PAYLOAD,
        _send,
        needs=WRITE,
        arguments=[
            *which(),
            argument("tracking_number", str, "The number by which the carrier follows them; left out for none."),
        ],
    )
    return_authorization_receive = mutation(
        "Put what came back into stock, where it is promised to nobody until it was looked at. It is worth what it was worth "
        "when it left, and no cost of the sale any more. What did not come may be asked for again.",
        _PAYLOAD,
        _receive,
        needs="sales.return:receive",
        arguments=[
            *which(),
            argument("location_id", strawberry.ID, "Where it is put: a place whose stock is withheld.", required=True),
            argument(
                "lines",
                list[ReturnReceivedInput],
                "Of which lines how much came; of those that are not named, all that was approved.",
            ),
        ],
        key_required=True,
    )
    return_authorization_inspect = mutation(
        "Say what becomes of all that came back, and what the customer gets for it. What is scrapped is a loss of stock.",
        _PAYLOAD,
        _inspect,
        needs="sales.return:inspect",
        arguments=[
            *which(),
            argument("findings", list[ReturnFindingInput], "What was found.", required=True),
        ],
        key_required=True,
    )
    return_authorization_credit = mutation(
        "Draft the notes that give back what was to be refunded, one for each invoice that billed it, at its price and rate.",
        _PAYLOAD,
        _credit,
        needs=WRITE_INVOICE,
        arguments=[*which(), argument("invoice_on", dt.date, "The day on the notes; today when left out.")],
        key_required=True,
    )
    return_authorization_replace = mutation(
        "Draft an order of what is to be replaced, at no price.",
        _PAYLOAD,
        partial(_step, remedies.send_again),
        needs=WRITE_ORDER,
        arguments=which(),
        key_required=True,
    )
    return_authorization_close = mutation(
        "Bring a return to its end, once the customer got what was promised for it.",
        _PAYLOAD,
        partial(_step, remedies.close),
        needs="sales.return:close",
        arguments=which(),
    )
    return_authorization_cancel = mutation(
        "Call a return off of which nothing came back.",
        _PAYLOAD,
        partial(_move, "cancel"),
        needs="sales.return:cancel",
        arguments=which(),
    )
