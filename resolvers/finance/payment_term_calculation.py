"""How it is reckoned when a document would be due."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

import models
from kernel.currency import currency_exponent
from kernel.errors import DomainError
from kernel.rounding import RoundingPolicy, round_to
from planner.arguments import Argument
from planner.fields import Reckoned, argument, declared
from planner.planning import Planning
from resolvers.finance.facts import facts_seen, key_from, money
from schema.finance.payment_term import READ
from schema.finance.payment_term_calculation import (
    EarlyPaymentDiscount,
    Instalment,
    PaymentTermCalculateInput,
    PaymentTermCalculatePayload,
    PaymentTermCalculation,
)
from services.finance.payment_terms import Digits, DiscountOffer, Schedule, discounts, schedule
from services.finance.terms import TERM, term_from
from services.refusals import NotFound


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    """Write the payment term; nothing where the viewer does not see it."""
    term = key_from(arguments["input"], "paymentTermId", "PaymentTerm")
    text = sa.text(TERM.format(term=f":{term.key}")).bindparams(term)
    return facts_seen(planning, text, [(models.PaymentTerm.__table__, term)])


def _reckoned(facts: Any, given: Mapping[str, Any]) -> Any:
    try:
        return PaymentTermCalculatePayload(calculation=_calculation(facts, given["input"]), errors=[])
    except DomainError as refusal:
        return PaymentTermCalculatePayload(calculation=None, errors=[refusal])


def _calculation(facts: Mapping[str, Any] | None, said: Mapping[str, Any]) -> PaymentTermCalculation:
    if facts is None:
        raise NotFound(path=("input", "paymentTermId"))
    currency, dated_on = said["currency"], said["datedOn"]
    exponent = currency_exponent(currency)
    total: Decimal = round_to(said["total"], exponent)
    net = said.get("net")
    term, calendar = term_from(facts, currency)
    digits = Digits(exponent, RoundingPolicy(facts["policy"]), said.get("cashStep"))
    found = schedule(term, total, dated_on, digits, calendar)
    offers = discounts(term, total, total if net is None else net, dated_on, digits)
    return _told(found, [_offer(each, currency) for each in offers], currency)


def _told(found: Schedule, offers: list[EarlyPaymentDiscount], currency: str) -> PaymentTermCalculation:
    return PaymentTermCalculation(
        instalments=[Instalment(due_on=each.due_on, amount=money(each.amount, currency)) for each in found.instalments],
        discounts=offers,
        total=money(found.total, currency),
        cash_difference=money(found.cash_difference, currency),
    )


def _offer(offer: DiscountOffer, currency: str) -> EarlyPaymentDiscount:
    return EarlyPaymentDiscount(
        until_on=offer.until,
        percent=offer.percent,
        amount=money(offer.amount, currency),
        payable=money(offer.payable, currency),
    )


@strawberry.type
class PaymentTermCalculationQueries:
    """How it is reckoned when a document would be due."""

    payment_term_calculate = declared(
        Reckoned(facts=_facts, reckons=_reckoned, needs=READ),
        "When a document with a payment term would be due, and what is taken off for paying early.",
        arguments=[argument("input", PaymentTermCalculateInput, "The document.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(PaymentTermCalculatePayload),
    )
