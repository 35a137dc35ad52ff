"""Root fields for payment terms, and what can be done to them."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.base import Connection
from schema.finance.payment_term import WRITE
from services.finance.terms import PAYMENT_TERM


@strawberry.type
class PaymentTermQueries:
    """Root fields for payment terms."""

    payment_terms: Connection[names.PaymentTerm] | None = pages(
        "The payment terms of the companies.", names.PaymentTerm
    )
    payment_term: names.PaymentTerm | None = by_id("A payment term by its id.")
    payment_term_by_code: names.PaymentTerm | None = by_key(
        "A payment term by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
    payment_term_lines: Connection[names.PaymentTermLine] | None = pages(
        "The instalments of payment terms.", names.PaymentTermLine
    )
    payment_term_line: names.PaymentTermLine | None = by_id("An instalment of a payment term by its id.")
    payment_term_steps: Connection[names.PaymentTermStep] | None = pages(
        "The steps to the due dates of instalments.", names.PaymentTermStep
    )
    payment_term_step: names.PaymentTermStep | None = by_id("A step to a due date by its id.")
    payment_term_discounts: Connection[names.PaymentTermDiscount] | None = pages(
        "What payment terms take off for paying early.", names.PaymentTermDiscount
    )
    payment_term_discount: names.PaymentTermDiscount | None = by_id("A discount of a payment term by its id.")


@strawberry.type
class PaymentTermMutations:
    """What can be done to payment terms."""

    payment_term_create = creates(
        names.PaymentTerm, "Add a payment term with its instalments and discounts.", PAYMENT_TERM, needs=WRITE
    )
    payment_term_update = updates(
        names.PaymentTerm, "Change a payment term, its instalments or its discounts.", PAYMENT_TERM, needs=WRITE
    )
    payment_term_archive = archives(names.PaymentTerm, "Put a payment term out of use.", PAYMENT_TERM, needs=WRITE)
    payment_term_restore = restores(names.PaymentTerm, "Put a payment term back into use.", PAYMENT_TERM, needs=WRITE)
