"""Taxes and payment terms: with rates or none, in groups, for parties and for nobody, of returns that tell little."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import models
from models import (
    DiscountBase,
    DueStepKind,
    InstalmentKind,
    TaxCategory,
    TaxFigure,
    TaxKind,
    TaxReturnState,
    TaxRounding,
    TaxSide,
    TaxUse,
    Territory,
    WithholdingBase,
)
from tests.oracle.world.builder import EXPONENTS, MOMENTS, PRICES, Builder
from tests.oracle.world.texts import NAMES

DAYS = (date(2024, 2, 29), date(2025, 12, 31), date(2026, 4, 1))


def taxes(builder: Builder, currency: str, parties: list[UUID]) -> None:
    """Make the taxes of one company."""
    codes = [_code(builder, f"T{place}", TaxKind.PERCENT) for place in range(4)]
    group, withheld = _code(builder, "G", TaxKind.GROUP), _code(builder, "W", TaxKind.WITHHOLDING)
    builder.layer([*codes, group, withheld])
    _rates(builder, currency, [*codes[:3], withheld])
    parts = [(code, place) for place, code in enumerate(codes[:2], 1)]
    builder.layer(
        [
            models.TaxComponent(**builder.owned(), group_id=group.id, tax_code_id=code.id, position=place)
            for code, place in parts
        ]
    )
    positions = _positions(builder, codes)
    builder.layer(
        [models.TaxPolicy(**builder.owned(), rounding=builder.pick([*TaxRounding]), sale_code_id=codes[0].id, purchase_code_id=codes[1].id)],
        [
            models.TaxProfile(
                **builder.owned(),
                party_id=party,
                position_id=builder.maybe(builder.pick(positions).id),
                withholding_code_id=builder.maybe(withheld.id),
                vat_number_confirmed_on=builder.maybe(DAYS[0]),
                country=builder.maybe("JP"),
            )
            for party in parties
        ],
        [
            models.WithholdingCertificate(
                **builder.owned(), party_id=party, tax_code_id=withheld.id, number=f"W{place}", percent=Decimal("2.5"),
                valid_from=DAYS[0], valid_until=builder.pick(DAYS[1:]), base_limit=builder.maybe(builder.pick(PRICES[1:])),
            )
            for place, party in enumerate(parties)
        ],
    )  # fmt: skip
    returns = _returns(builder, currency, codes)
    _lines(builder, currency, codes, parties, returns)
    _tell_of_the_rest(builder, currency, codes[0], parties[0], returns[0])


def _tell_of_the_rest(
    builder: Builder, currency: str, code: models.TaxCode, party: UUID, first: models.TaxReturn
) -> None:
    """Amend a return and settle it, withhold by a certificate, and draft an entry with a tax."""
    rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == code.company_id]
    entry = next(row for row in rows if isinstance(row, models.JournalEntry))
    certificate = next(row for row in rows if isinstance(row, models.WithholdingCertificate))
    line = next(row for row in rows if isinstance(row, models.JournalEntryDraftLine))
    amending = models.TaxReturn(
        **builder.owned(), number="TR-9", form="U30", starts_on=first.starts_on, ends_on=first.ends_on, currency=currency,
        payable=builder.amount(currency), amends_id=first.id, state=TaxReturnState.SETTLED, filed_at=MOMENTS[0],
        filed_by="system", settlement_entry_id=entry.id,
    )  # fmt: skip
    withheld = models.TaxLine(
        **builder.owned(), entry_id=entry.id, position=9, taxed_on=entry.posted_on, tax_code_id=certificate.tax_code_id,
        side=TaxSide.WITHHELD, category=code.category, rate=Decimal("2.500000"), party_id=party,
        certificate_id=certificate.id, currency=entry.currency, base=builder.amount(entry.currency),
        amount=_nothing(entry.currency), deductible=_nothing(entry.currency), company_currency=currency,
        company_base=builder.amount(currency), company_amount=_nothing(currency), company_deductible=_nothing(currency),
    )  # fmt: skip
    drafted = models.JournalEntryDraftLine(
        **builder.owned(), draft_id=line.draft_id, position=9, account_id=line.account_id, party_id=party,
        debit=builder.amount(currency) + 1, credit=_nothing(currency), tax_code_id=code.id, tax_base=builder.amount(currency),
    )  # fmt: skip
    builder.layer([amending, withheld, drafted])


def payment_terms(builder: Builder, currency: str) -> None:
    """Make the payment terms of one company."""
    terms = [
        models.PaymentTerm(
            **builder.owned(),
            code=f"PT{place}",
            name=name,
            wording=builder.maybe(name),
            discount_base=builder.pick([*DiscountBase]),
            archived_at=builder.maybe(builder.pick(MOMENTS)),
        )
        for place, name in enumerate(NAMES[:3])
    ]
    lines = [
        models.PaymentTermLine(**builder.owned(), term_id=term.id, position=place, **said)
        for term in terms[:2]
        for place, said in enumerate(
            (
                {"kind": InstalmentKind.PERCENT_OF_TOTAL, "percent": Decimal("33.333333")},
                {"kind": InstalmentKind.FIXED, "amount": Decimal("10.000000"), "currency": currency},
                {"kind": InstalmentKind.REMAINDER},
            ),
            1,
        )
    ]
    steps = [
        models.PaymentTermStep(**builder.owned(), line_id=line.id, position=place, kind=kind, count=count)
        for line in lines[:4]
        for place, (kind, count) in enumerate(((DueStepKind.DAYS, 30), (DueStepKind.END_OF_MONTH, None)), 1)
    ]
    off = [
        models.PaymentTermDiscount(**builder.owned(), term_id=terms[0].id, days=days, percent=Decimal(percent))
        for days, percent in ((20, "2.000000"), (10, "3.000000"))
    ]
    builder.layer(terms, lines, [*steps, *off])


def _code(builder: Builder, code: str, kind: TaxKind) -> models.TaxCode:
    return models.TaxCode(
        **builder.owned(),
        code=code,
        name=builder.pick(NAMES),
        kind=kind,
        used_for=builder.pick([*TaxUse]),
        category=builder.pick([TaxCategory.S, TaxCategory.E, TaxCategory.AE]),
        exemption_reason=builder.maybe("because"),
        is_included=builder.pick([True, False]),
        is_compound=builder.pick([True, False]),
        withholding_base=WithholdingBase.NET if kind is TaxKind.WITHHOLDING else None,
        country=builder.maybe("AT"),
        archived_at=builder.maybe(builder.pick(MOMENTS)),
    )


def _rates(builder: Builder, currency: str, codes: list[models.TaxCode]) -> None:
    builder.layer(
        [
            models.TaxRate(
                **builder.owned(),
                tax_code_id=code.id,
                valid_from=day,
                percent=None if place else Decimal("19.500000"),
                unit_amount=builder.pick(PRICES) if place else None,
                currency=currency if place else None,
                deductible_percent=Decimal(builder.pick(("100.000000", "50.000000"))),
                document_threshold=builder.maybe(builder.pick(PRICES)),
            )
            for code in codes
            for place, day in enumerate(DAYS[:2])
        ]
    )


def _positions(builder: Builder, codes: list[models.TaxCode]) -> list[models.TaxPosition]:
    positions = [
        models.TaxPosition(**builder.owned(), code=f"P{place}", name=builder.pick(NAMES), wording=builder.maybe("Said"))
        for place in range(2)
    ]
    places = ((Territory.EU, None, True), (Territory.ANYWHERE, "JP", None))
    rules = [
        models.TaxPositionRule(
            **builder.owned(), position_id=position.id, territory=territory, country=country, has_vat_number=has_number
        )
        for position, (territory, country, has_number) in zip(positions, places, strict=True)
    ]
    mappings = [
        models.TaxPositionMapping(
            **builder.owned(), position_id=position.id, from_code_id=code.id, to_code_id=builder.maybe(codes[3].id)
        )
        for position in positions
        for code in codes[:3]
    ]
    builder.layer(positions, [*rules, *mappings])
    return positions


def _lines(
    builder: Builder,
    currency: str,
    codes: list[models.TaxCode],
    parties: list[UUID],
    returns: list[models.TaxReturn],
) -> None:
    """Tax entries with nothing: then no journal line has to say the same."""
    entries = [
        row
        for layer in builder.layers
        for row in layer
        if isinstance(row, models.JournalEntry) and row.company_currency == currency and row.currency in EXPONENTS
    ]
    lines = [
        models.TaxLine(
            **builder.owned(), entry_id=entry.id, position=place, taxed_on=entry.posted_on, tax_code_id=code.id,
            side=builder.pick([TaxSide.OUTPUT, TaxSide.INPUT]), category=code.category, rate=Decimal("19.500000"),
            party_id=builder.maybe(builder.pick(parties)), currency=entry.currency, base=builder.amount(entry.currency),
            amount=_nothing(entry.currency), deductible=_nothing(entry.currency), company_currency=currency,
            company_base=builder.amount(currency), company_amount=_nothing(currency),
            company_deductible=_nothing(currency),
        )
        for entry in entries[:6]
        for place, code in enumerate(codes[:2], 1)
    ]  # fmt: skip
    told = [
        models.TaxReturnLine(
            **builder.owned(), tax_return_id=returns[place % 2].id, tax_line_id=line.id, entry_id=line.entry_id,
            is_late=place % 3 == 0,
        )
        for place, line in enumerate(lines[:7])
    ]  # fmt: skip
    builder.layer(lines, told)


def _nothing(currency: str) -> Decimal:
    return Decimal(0).scaleb(-EXPONENTS[currency])


def _returns(builder: Builder, currency: str, codes: list[models.TaxCode]) -> list[models.TaxReturn]:
    boxes = [
        models.TaxBox(
            **builder.owned(), form=form, code=code, name=builder.pick(NAMES), position=1, payable_sign=builder.pick((-1, 0, 1))
        )
        for form in ("U30", "U31")
        for code in ("022", "060")
    ]  # fmt: skip
    parts = [
        models.TaxBoxPart(
            **builder.owned(), box_id=box.id, tax_code_id=code.id, side=TaxSide.OUTPUT, figure=TaxFigure.BASE
        )
        for box in boxes[:3]
        for code in codes[:2]
    ]
    told = [
        models.TaxReturn(
            **builder.owned(), number=builder.maybe(f"TR-{place}"), form="U30", starts_on=day, ends_on=day, currency=currency,
            payable=builder.amount(currency),
        )
        for place, day in enumerate(DAYS)
    ]  # fmt: skip
    filled = [
        models.TaxReturnBox(
            **builder.owned(), tax_return_id=each.id, box_id=box.id, code=box.code, name=box.name, position=1, payable_sign=0,
            currency=currency, amount=builder.amount(currency), late_amount=_nothing(currency),
        )
        for each in told[:2]
        for box in boxes[:2]
    ]  # fmt: skip
    builder.layer(boxes, [*parts, *told], filled)
    return told
