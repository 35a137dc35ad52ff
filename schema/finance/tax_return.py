"""Tax returns and the forms that they are made by, as clients see and write them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money
from schema.finance.tax_words import TaxFigure, TaxReturnState, TaxSide

READ = "finance.tax_return:read"
WRITE = "finance.tax_return:write"
FILE = "finance.tax_return:file"
SETTLE = "finance.tax_return:settle"


@entity(models.TaxBox, needs=READ, order="code", writes=WRITE)
class TaxBox(CompanyRecord):
    """A box of a form of the tax office, and what goes into it."""

    form: str = column("What the tax office calls the form, such as U30.", filters=True, writes=True)
    code: str = column("What the form calls the box, unique in the form.", filters=True, orders=True, writes=True)
    name: str = column("What stands beside the box.", writes=True)
    position: int = column("Its place in the form.", writes=True)
    payable_sign: int = column(
        "Whether it adds to what is payable (1), lowers it (-1), or only informs (0).", writes=True
    )
    parts: list[names.TaxBoxPart] | None = many(
        "The figures that are added up in it.", "box_id", order="id", at_most=100, writes=True
    )


@entity(models.TaxBoxPart, needs=READ, writes=WRITE)
class TaxBoxPart(CompanyRecord):
    """A figure of a tax that goes into a box."""

    box: names.TaxBox | None = one("The box.", "box_id", filters=True)
    tax_code: names.TaxCode | None = one("The tax.", "tax_code_id", filters=True, writes=True, fixed=True)
    side: TaxSide = column("Which way the tax goes.", writes=True)
    figure: TaxFigure = column("Which figure of it.", writes=True)
    sign: int = column("Whether it is added (1) or taken off (-1).", writes=True)


@entity(models.TaxReturn, needs=READ, order="-starts_on")
class TaxReturn(CompanyRecord):
    """What a company tells the tax office for some days."""

    number: str | None = column(
        "The number that people call it by, unique in its company; null only in a simulation.",
        filters=True,
        orders=True,
    )
    form: str = column("What the tax office calls the form.", groups=True)
    amends: names.TaxReturn | None = one(
        "The filed return whose place it takes, about the same days; null for a first one.", "amends_id", filters=True
    )
    starts_on: dt.date = column("The first day that it tells of.", filters=True, orders=True)
    ends_on: dt.date = column("The last day that it tells of.")
    state: TaxReturnState = column("Where it is in its life.", groups=True)
    payable: Money = measure(
        "What is owed by it, in the currency of the company; below zero where money comes back. A return that amends another "
        "says the whole of it.",
        "payable",
        "currency",
    )
    filed_at: dt.datetime | None = column("When it was filed; null for a draft.")
    filed_by: str | None = column("Who filed it: the id of a user or client; null for a draft.")
    receipt: str | None = column("What the tax office gave for it; null for nothing.")
    settlement_entry: names.JournalEntry | None = one(
        "The entry that posted what is owed; null until then, and where nothing was.",
        "settlement_entry_id",
        filters=True,
    )
    boxes: list[names.TaxReturnBox] | None = many(
        "What stands in the boxes of the form.", "return_id", order="code", at_most=200
    )
    lines: Connection[names.TaxReturnLine] | None = pages(
        "What it has told of; nothing until it is filed.", names.TaxReturnLine, "return_id"
    )


@entity(models.TaxReturnBox, needs=READ)
class TaxReturnBox(CompanyRecord):
    """What stands in one box of a tax return; filed, it stays as it was told."""

    tax_return: names.TaxReturn | None = one("The return.", "return_id", filters=True)
    box: names.TaxBox | None = one("The box of the form.", "box_id", filters=True)
    code: str = column("What the form called the box.")
    name: str = column("What stood beside the box.")
    position: int = column("Its place in the form.")
    payable_sign: int = column("Whether it adds to what is payable (1), lowers it (-1), or only informs (0).")
    amount: Money = measure("The figure, in the currency of the company.", "amount", "currency")
    late: Money = measure(
        "How much of it was posted after the return of its days had been filed, in that currency.",
        "late_amount",
        "currency",
    )


@entity(models.TaxReturnLine, needs=READ)
class TaxReturnLine(CompanyRecord):
    """That a return has told of what was taxed once, or of its reversal. A fact: it never changes."""

    tax_return: names.TaxReturn | None = one("The return.", "return_id", filters=True)
    tax_line: names.TaxLine | None = one("What was taxed.", "tax_line_id", filters=True)
    entry: names.JournalEntry | None = one(
        "The entry that it counts by: its own, or the one that reversed that.", "entry_id", filters=True
    )
    is_late: bool = column("Whether it was posted after the return of its days had been filed.")
