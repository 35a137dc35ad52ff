"""The taxes of the two companies: rates of Austria with the form U 30, no sales tax in Oregon, and payment terms.

Rates and boxes are those of Austria in 2026 (UStG § 10; form U 30); they make the demo plausible, and are no advice.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

import models
from models import DiscountBase, DueStepKind, InstalmentKind, TaxFigure, TaxSide, TaxUse, Territory
from models.finance.tax import TaxCategory, TaxKind, TaxRounding, WithholdingBase
from services.demo.identity import COMPANY_ID, CUSTOMER_PARTY_ID, FOUNDED_AT, SISTER_ID, demo_id
from services.demo.rows import Rows


class _Code(NamedTuple):
    code: str
    name: str
    percent: str
    used_for: TaxUse = TaxUse.SALE
    category: TaxCategory = TaxCategory.S
    exemption_code: str | None = None
    exemption_reason: str | None = None
    reverse_charge: bool = False
    kind: TaxKind = TaxKind.PERCENT


_BOUGHT: Final = TaxUse.PURCHASE
CODES: Final = {
    COMPANY_ID: (
        _Code("U20", "VAT 20 %", "20"),
        _Code("U10", "VAT 10 %", "10"),
        _Code("IGL", "Delivery inside the Union", "0", TaxUse.SALE, TaxCategory.K, "VATEX-EU-IC", "Tax-free delivery inside the Union"),
        _Code("EXP", "Export", "0", TaxUse.SALE, TaxCategory.G, "VATEX-EU-G", "Tax-free export"),
        _Code("V20", "Input VAT 20 %", "20", _BOUGHT),
        _Code("V10", "Input VAT 10 %", "10", _BOUGHT),
        _Code("IGE", "Acquisition inside the Union 20 %", "20", _BOUGHT, TaxCategory.K, None, None, reverse_charge=True),
        _Code("IGE10", "Acquisition inside the Union 10 %", "10", _BOUGHT, TaxCategory.K, None, None, reverse_charge=True),
        _Code("RC19", "Services from abroad 20 %", "20", _BOUGHT, TaxCategory.AE, None, None, reverse_charge=True),
    ),
    SISTER_ID: (
        _Code("NONE", "No sales tax", "0", TaxUse.BOTH, TaxCategory.O),
        _Code("BW24", "Backup withholding 24 %", "24", _BOUGHT, TaxCategory.O, kind=TaxKind.WITHHOLDING),
    ),
}  # fmt: skip

BOXES: Final = (
    ("022", "Taxed at 20 %", 0, ("U20", TaxSide.OUTPUT, TaxFigure.BASE)),
    ("029", "Taxed at 10 %", 0, ("U10", TaxSide.OUTPUT, TaxFigure.BASE)),
    ("017", "Deliveries inside the Union", 0, ("IGL", TaxSide.OUTPUT, TaxFigure.BASE)),
    ("011", "Exports", 0, ("EXP", TaxSide.OUTPUT, TaxFigure.BASE)),
    ("072", "Acquisitions inside the Union", 0, ("IGE", TaxSide.OUTPUT, TaxFigure.BASE)),
    ("073", "Acquisitions inside the Union at 10 %", 0, ("IGE10", TaxSide.OUTPUT, TaxFigure.BASE)),
    ("T20", "Tax of 022", 1, ("U20", TaxSide.OUTPUT, TaxFigure.TAX)),
    ("T10", "Tax of 029", 1, ("U10", TaxSide.OUTPUT, TaxFigure.TAX)),
    ("T72", "Tax of 072", 1, ("IGE", TaxSide.OUTPUT, TaxFigure.TAX)),
    ("T73", "Tax of 073", 1, ("IGE10", TaxSide.OUTPUT, TaxFigure.TAX)),
    ("057", "Tax that the buyer owes", 1, ("RC19", TaxSide.OUTPUT, TaxFigure.TAX)),
    (
        "060",
        "Input tax",
        -1,
        ("V20", TaxSide.INPUT, TaxFigure.DEDUCTIBLE),
        ("V10", TaxSide.INPUT, TaxFigure.DEDUCTIBLE),
    ),
    (
        "065",
        "Input tax of acquisitions",
        -1,
        ("IGE", TaxSide.INPUT, TaxFigure.DEDUCTIBLE),
        ("IGE10", TaxSide.INPUT, TaxFigure.DEDUCTIBLE),
    ),
    ("066", "Input tax of what the buyer owes", -1, ("RC19", TaxSide.INPUT, TaxFigure.DEDUCTIBLE)),
)
FORM: Final = "U30"


class Position(NamedTuple):
    """A tax position: whom it holds for, what it says on documents, and what taxes become in it."""

    code: str
    name: str
    wording: str
    territory: Territory
    has_vat_number: bool | None
    becomes: Mapping[str, str | None]


POSITIONS: Final = (
    Position("EU", "Businesses in the Union", "VAT is owed by the buyer.", Territory.EU, True,
     {"U20": "IGL", "U10": "IGL", "V20": "IGE", "V10": "IGE10"}),
    Position("THIRD", "Third countries", "Tax-free export.", Territory.THIRD_COUNTRY, None,
     {"U20": "EXP", "U10": "EXP", "V20": "RC19", "V10": None}),
)  # fmt: skip

_REMAINDER, _DAYS = InstalmentKind.REMAINDER, DueStepKind.DAYS
# Instalments with their steps, and discounts as days and percent.
TERMS: Final = (
    ("NET30", "30 days net", ((_REMAINDER, None, ((_DAYS, 30),)),), ()),
    ("14D3", "14 days 3 %, 30 days net", ((_REMAINDER, None, ((_DAYS, 30), (DueStepKind.NEXT_WORKING_DAY, None))),), ((14, "3"),)),
    ("EOM10", "10 days after the end of the month", ((_REMAINDER, None, ((DueStepKind.END_OF_MONTH, None), (_DAYS, 10))),), ()),
    ("30-70", "30 % in 15 days, the rest in 45", (
        (InstalmentKind.PERCENT_OF_TOTAL, "30", ((_DAYS, 15),)), (_REMAINDER, None, ((_DAYS, 45),))), ()),
)  # fmt: skip


def code_id(company_id: UUID, code: str) -> UUID:
    """Give the id of a tax of the demo."""
    return demo_id("tax", f"{company_id} {code}")


def position_id(code: str) -> UUID:
    """Give the id of a tax position of the demo."""
    return demo_id("tax position", code)


def add_taxes(rows: Rows, in_union: Iterable[UUID]) -> None:
    """Add the taxes, positions, forms and payment terms; and of parties, those that are businesses in the Union."""
    for company_id, codes in CODES.items():
        for code in codes:
            _add_code(rows, company_id, code)
        for name, said, lines, discounts in TERMS:
            _add_term(rows, company_id, name, said, lines, discounts)
    _add_group(rows)
    _add_policies(rows)
    for position in POSITIONS:
        _add_position(rows, position)
    for place, (code, name, sign, *parts) in enumerate(BOXES, 1):
        _add_box(rows, place, code, name, sign, parts)
    _add_profiles(rows, in_union)
    rows.add(
        models.WithholdingCertificate, demo_id("withholding certificate", "1"), FOUNDED_AT, company_id=SISTER_ID,
        party_id=demo_id("sister party", "V20001"), tax_code_id=code_id(SISTER_ID, "BW24"), number="W-9 2026",
        percent=Decimal(0), valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31),
    )  # fmt: skip


def _add_code(rows: Rows, company_id: UUID, code: _Code) -> None:
    withheld = code.kind is TaxKind.WITHHOLDING
    key = rows.add(
        models.TaxCode, code_id(company_id, code.code), FOUNDED_AT, company_id=company_id, code=code.code, name=code.name,
        kind=code.kind, used_for=code.used_for, category=code.category, exemption_code=code.exemption_code,
        exemption_reason=code.exemption_reason, is_reverse_charge=code.reverse_charge,
        withholding_base=WithholdingBase.NET if withheld else None,
    )  # fmt: skip
    rows.add(
        models.TaxRate, demo_id("tax rate", str(key)), FOUNDED_AT, company_id=company_id, tax_code_id=key,
        valid_from=date(2016, 1, 1), percent=Decimal(code.percent), year_threshold=Decimal(600) if withheld else None,
    )  # fmt: skip


def _add_group(rows: Rows) -> None:
    """Two taxes at once, as one code."""
    group = rows.add(
        models.TaxCode, code_id(COMPANY_ID, "MIX"), FOUNDED_AT, company_id=COMPANY_ID, code="MIX", name="Mixed package",
        kind=TaxKind.GROUP, used_for=TaxUse.BOTH, category=TaxCategory.S, exemption_code=None, exemption_reason=None,
        is_reverse_charge=False, withholding_base=None,
    )  # fmt: skip
    for place, code in enumerate(("U10", "U20"), 1):
        rows.add(
            models.TaxComponent, demo_id("tax component", code), FOUNDED_AT, company_id=COMPANY_ID, group_id=group,
            tax_code_id=code_id(COMPANY_ID, code), position=place,
        )  # fmt: skip


def _add_policies(rows: Rows) -> None:
    for company_id, sold, bought in ((COMPANY_ID, "U20", "V20"), (SISTER_ID, "NONE", "NONE")):
        rows.add(
            models.TaxPolicy, demo_id("tax policy", str(company_id)), FOUNDED_AT, company_id=company_id,
            rounding=TaxRounding.DOCUMENT_BASE, sale_code_id=code_id(company_id, sold),
            purchase_code_id=code_id(company_id, bought),
        )  # fmt: skip


def _add_position(rows: Rows, position: Position) -> None:
    code = position.code
    key = rows.add(
        models.TaxPosition, position_id(code), FOUNDED_AT, company_id=COMPANY_ID, code=code, name=position.name,
        wording=position.wording,
    )  # fmt: skip
    rows.add(
        models.TaxPositionRule, demo_id("tax position rule", code), FOUNDED_AT, company_id=COMPANY_ID, position_id=key,
        territory=position.territory, has_vat_number=position.has_vat_number,
    )  # fmt: skip
    for before, after in position.becomes.items():
        rows.add(
            models.TaxPositionMapping, demo_id("tax position mapping", f"{code} {before}"), FOUNDED_AT,
            company_id=COMPANY_ID, position_id=key, from_code_id=code_id(COMPANY_ID, before),
            to_code_id=None if after is None else code_id(COMPANY_ID, after),
        )  # fmt: skip


def _add_box(
    rows: Rows, place: int, code: str, name: str, sign: int, parts: list[tuple[str, TaxSide, TaxFigure]]
) -> None:
    box = rows.add(
        models.TaxBox, demo_id("tax box", code), FOUNDED_AT, company_id=COMPANY_ID, form=FORM, code=code, name=name,
        position=place, payable_sign=sign,
    )  # fmt: skip
    for tax, side, figure in parts:
        rows.add(
            models.TaxBoxPart, demo_id("tax box part", f"{code} {tax}"), FOUNDED_AT, company_id=COMPANY_ID, box_id=box,
            tax_code_id=code_id(COMPANY_ID, tax), side=side, figure=figure,
        )  # fmt: skip


def _add_term(
    rows: Rows,
    company_id: UUID,
    code: str,
    name: str,
    lines: tuple[tuple[InstalmentKind, str | None, tuple[tuple[DueStepKind, int | None], ...]], ...],
    discounts: tuple[tuple[int, str], ...],
) -> None:
    term = rows.add(
        models.PaymentTerm, demo_id("payment term", f"{company_id} {code}"), FOUNDED_AT, company_id=company_id, code=code,
        name=name, discount_base=DiscountBase.GROSS,
    )  # fmt: skip
    for place, (kind, percent, steps) in enumerate(lines, 1):
        line = rows.add(
            models.PaymentTermLine, demo_id("payment term line", f"{term} {place}"), FOUNDED_AT, company_id=company_id,
            term_id=term, position=place, kind=kind, percent=None if percent is None else Decimal(percent),
        )  # fmt: skip
        for at, (step, count) in enumerate(steps, 1):
            rows.add(
                models.PaymentTermStep, demo_id("payment term step", f"{line} {at}"), FOUNDED_AT, company_id=company_id,
                line_id=line, position=at, kind=step, count=count,
            )  # fmt: skip
    for days, percent in discounts:
        rows.add(
            models.PaymentTermDiscount, demo_id("payment term discount", f"{term} {days}"), FOUNDED_AT,
            company_id=company_id, term_id=term, days=days, percent=Decimal(percent),
        )  # fmt: skip


def _add_profiles(rows: Rows, in_union: Iterable[UUID]) -> None:
    """Name the position of businesses in the Union, whose VAT numbers somebody has checked."""
    for party, country, position in ((CUSTOMER_PARTY_ID, "AT", None), *((party, None, "EU") for party in in_union)):
        rows.add(
            models.TaxProfile, demo_id("tax profile", str(party)), FOUNDED_AT, company_id=COMPANY_ID, party_id=party,
            vat_number_confirmed_on=date(2026, 1, 8), country=country,
            position_id=None if position is None else position_id(position),
        )  # fmt: skip
