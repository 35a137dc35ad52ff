"""What all companies share: units and rates."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import models
from models import UnitDimension
from tests.oracle.world.builder import Builder


def units(builder: Builder) -> Sequence[models.Unit]:
    """Make units that convert into each other, and not by whole numbers only."""
    made = [
        models.Unit(**builder.entity(), code=code, name=code.title(), dimension=dimension, decimals=decimals)
        for code, dimension, decimals in (
            ("X-PCE", UnitDimension.COUNT, 0),
            ("X-KG", UnitDimension.MASS, 3),
            ("X-G", UnitDimension.MASS, 0),
            ("X-M", UnitDimension.LENGTH, 2),
        )
    ]
    factors = ((made[1], made[2], 1000, 1), (made[2], made[1], 1, 1000), (made[1], made[3], 7, 3))
    conversions = [
        models.UnitConversion(**builder.entity(), from_unit_id=one.id, to_unit_id=other.id, numerator=n, denominator=m)
        for one, other, n, m in factors
    ]
    builder.layer(made, conversions)
    return made


def rates(builder: Builder) -> None:
    """Make rates of some days."""
    builder.layer(
        [
            models.ExchangeRate(
                **builder.entity(),
                from_currency=one,
                to_currency=other,
                valid_on=date(2026, 1, day),
                rate=Decimal("1.1234567890"),
                source="ECB",
            )
            for one, other in (("EUR", "JPY"), ("KWD", "EUR"))
            for day in (1, 2, 3)
        ]
    )
