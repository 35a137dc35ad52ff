"""What a note takes back of a line as it was: its share of what the line came to, tax by tax, with the taxes that it had.

Notes follow what is taken back of a line altogether: each figure of it is that share of the line, rounded, less what the
notes before have taken. So the notes on a line come to the line, to the cent, however it is cut up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from kernel.rounding import exact_ratio, round_to
from models import TaxCategory, TaxKind
from services.finance.tax.advances import rounded_away
from services.finance.tax.calculation import CalculatedLine, Tax, TaxAmount, line_of


def remembered(line: CalculatedLine, *, is_mirror: bool) -> dict[str, object]:
    """Write down what a line comes to, for the notes on it; `is_mirror` where it takes back a line as that was."""
    return {**asdict(line), "is_mirror": is_mirror}


def recalled(said: Mapping[str, Any]) -> CalculatedLine:
    """Read what `remembered` has written."""
    taxes = tuple(
        TaxAmount(
            tax_of(each["tax"]), Decimal(each["base"]), Decimal(each["amount"]), Decimal(each["deductible"]),
            Fraction(each["exact"]),
        )
        for each in said["taxes"]
    )  # fmt: skip
    return CalculatedLine(Decimal(said["net"]), taxes, Decimal(said["discount"]))


def tax_of(said: Mapping[str, Any]) -> Tax:
    """Read one tax of a line as it stood when the line was reckoned."""
    return Tax(
        key=UUID(said["key"]),
        code=said["code"],
        kind=TaxKind(said["kind"]),
        rate=Decimal(said["rate"]),
        category=TaxCategory(said["category"]),
        included=said["included"],
        compound=said["compound"],
        reverse_charge=said["reverse_charge"],
        cash_basis=said["cash_basis"],
        deductible_percent=Decimal(said["deductible_percent"]),
        exemption_code=said["exemption_code"],
    )


def share_of(line: CalculatedLine, share: Fraction, before: Sequence[CalculatedLine], exponent: int) -> CalculatedLine:
    """Give what a note takes back of a line of which notes have taken `share` with it, and `before` without it."""

    def so_far(figure: Decimal) -> Decimal:
        return round_to(exact_ratio(figure) * share, exponent)

    amounts = [so_far(tax.amount) for tax in line.taxes]
    # What is deductible follows the tax that is taken back, so that it is never more of it.
    deductible = [
        so_far(tax.deductible)
        if not tax.amount
        else round_to(exact_ratio(amount) * exact_ratio(tax.deductible) / exact_ratio(tax.amount), exponent)
        for tax, amount in zip(line.taxes, amounts, strict=True)
    ]
    # Where the price contains a tax, it is the price of which the share is rounded.
    price = so_far(_price(line)) - sum(_price(each) for each in before)
    for each in before:
        amounts = [amount - tax.amount for amount, tax in zip(amounts, each.taxes, strict=True)]
        deductible = [part - tax.deductible for part, tax in zip(deductible, each.taxes, strict=True)]
    discount = so_far(line.discount) - sum(each.discount for each in before)
    taxes = [tax.tax for tax in line.taxes]
    return line_of(price, taxes, amounts, deductible, [Fraction(amount) for amount in amounts], discount)


def mirrored(
    lines: Sequence[asyncpg.Record], discount: Decimal, of: Decimal | None, exponent: int
) -> dict[int, CalculatedLine]:
    """Give by its place what each line of a note comes to that takes a line back as it was.

    None does where the discount on the note is not what they bear of that on the document (`of`): it is reckoned anew.
    """
    found = {place: _mirror(row, exponent) for place, row in enumerate(lines) if row["is_as_it_was"]}
    off = exact_ratio(abs(discount - sum(line.discount for line in found.values())))
    # The discount on the note was reckoned over the document, that of its lines line by line.
    return found if off <= (rounded_away(2 * len(found) + 1, exponent) if of else 0) else {}


def _mirror(row: asyncpg.Record, exponent: int) -> CalculatedLine:
    credited = recalled(orjson.loads(row["credited_as"]))
    before: Sequence[Mapping[str, Any]] = orjson.loads(row["before"])
    quantity = row["quantity"] + sum(Decimal(each["quantity"]) for each in before)
    share = exact_ratio(quantity) / exact_ratio(row["credited_quantity"])
    return share_of(credited, share, [recalled(each["reckoned"]) for each in before], exponent)


def _price(line: CalculatedLine) -> Decimal:
    """Give the amount of a line with the taxes that its price contains."""
    return sum((tax.amount for tax in line.taxes if tax.tax.included), start=line.net)
