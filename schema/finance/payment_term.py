"""Payment terms as clients see and write them."""

import datetime as dt
from decimal import Decimal

import models
from models import DiscountBase, DueStepKind, InstalmentKind
from planner.entity import entity
from planner.fields import column, many, measure, one
from schema import names
from schema.base import CompanyRecord, Money
from schema.enums import described

READ = "finance.payment_term:read"
WRITE = "finance.payment_term:write"

described(
    InstalmentKind,
    "What part of a document an instalment is.",
    {
        InstalmentKind.PERCENT_OF_TOTAL: "Percent of the total.",
        InstalmentKind.PERCENT_OF_REMAINDER: "Percent of what the instalments before it leave.",
        InstalmentKind.FIXED: "An amount.",
        InstalmentKind.REMAINDER: "What the instalments before it leave.",
    },
)
described(
    DueStepKind,
    "One step on the way from the date of a document to a due date.",
    {
        DueStepKind.DAYS: "So many days on.",
        DueStepKind.MONTHS: "So many months on; a day that the month does not have is its last one.",
        DueStepKind.END_OF_MONTH: "The last day of the month.",
        DueStepKind.DAY_OF_MONTH: "That day of the month, also where it is earlier in the month.",
        DueStepKind.NEXT_DAY_OF_MONTH: "The next time that it is that day of a month, today included.",
        DueStepKind.WEEKDAY: "The next such day of the week, today included.",
        DueStepKind.WORKING_DAYS: "So many working days on.",
        DueStepKind.NEXT_WORKING_DAY: "The next working day, today included.",
        DueStepKind.PREVIOUS_WORKING_DAY: "The last working day, today included.",
    },
)
described(
    DiscountBase,
    "What an early-payment discount is taken of.",
    {DiscountBase.GROSS: "The total with tax.", DiscountBase.NET: "The total before tax."},
)


@entity(models.PaymentTerm, needs=READ, order="code", writes=WRITE)
class PaymentTerm(CompanyRecord):
    """An agreement on when documents are paid; one without lines makes all of a document due on its date."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    wording: str | None = column("What documents say of it; null for its name.", writes=True)
    discount_base: DiscountBase = column("What its discounts are taken of.", writes=True)
    subdivision: str | None = column(
        "The part of the company's country whose holidays are no working days besides those of all of it, by its code of "
        "ISO 3166-2 such as AT-9; null for none.",
        writes=True,
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    lines: list[names.PaymentTermLine] | None = many(
        "Its instalments, in their order.", "term_id", order="position", at_most=60, writes=True
    )
    discounts: list[names.PaymentTermDiscount] | None = many(
        "What is taken off for paying early.", "term_id", order="days", at_most=10, writes=True
    )


@entity(models.PaymentTermLine, needs=READ, writes=WRITE)
class PaymentTermLine(CompanyRecord):
    """An instalment of a payment term."""

    term: names.PaymentTerm | None = one("The payment term.", "term_id", filters=True)
    position: int = column("Its place among the instalments.", writes=True)
    kind: InstalmentKind = column("What part of the document it is.", writes=True)
    percent: Decimal | None = column("How many percent; null for other parts.", writes=True)
    amount: Money | None = measure(
        "How much, in the currency of the company, six digits; null for other parts.", "amount", "currency", writes=True
    )
    steps: list[names.PaymentTermStep] | None = many(
        "The way from the date of the document to the due date.", "line_id", order="position", at_most=10, writes=True
    )


@entity(models.PaymentTermStep, needs=READ, writes=WRITE)
class PaymentTermStep(CompanyRecord):
    """A step from the date of a document to a due date; steps are taken in their order."""

    line: names.PaymentTermLine | None = one("The instalment.", "line_id", filters=True)
    position: int = column("Its place among the steps.", writes=True)
    kind: DueStepKind = column("What kind of step it is.", writes=True)
    count: int | None = column(
        "How many days or months, which day of the month (1 to 31), or which day of the week (1 is Monday); null where the "
        "step needs none.",
        writes=True,
    )


@entity(models.PaymentTermDiscount, needs=READ, writes=WRITE)
class PaymentTermDiscount(CompanyRecord):
    """What is taken off where a document is paid early."""

    term: names.PaymentTerm | None = one("The payment term.", "term_id", filters=True)
    days: int = column("Within how many days of the document's date.", writes=True)
    percent: Decimal = column("How many percent are taken off.", writes=True)
