"""Units of measure as clients see them."""

from decimal import Decimal

import models
from models import UnitDimension
from planner.access import PUBLIC
from planner.entity import entity
from planner.fields import column, many, one
from schema import names
from schema.base import Record
from schema.enums import described

described(
    UnitDimension,
    "What a unit measures; units of one dimension convert into each other.",
    {
        UnitDimension.COUNT: "Pieces.",
        UnitDimension.MASS: "How heavy something is.",
        UnitDimension.LENGTH: "How long something is.",
        UnitDimension.AREA: "How much surface something has.",
        UnitDimension.VOLUME: "How much space something takes.",
        UnitDimension.TIME: "How long something takes.",
        UnitDimension.OTHER: "Anything else.",
    },
)


@entity(models.Unit, needs=PUBLIC, order="code")
class Unit(Record):
    """A unit in which goods and services are counted."""

    code: str = column("Its short name, such as PCE or KG.", filters=True, orders=True)
    name: str = column("Its name in English.")
    dimension: UnitDimension = column("What it measures.", groups=True)
    common_code: str | None = column("Its code in UN/ECE Recommendation 20; null where there is none.", filters=True)
    decimals: int = column("How many digits after the point make sense for it, from 0 to 6.")
    conversions: list[names.UnitConversion] | None = many(
        "How it converts into other units.", "from_unit_id", order="to_unit_id", at_most=100
    )


@entity(models.UnitConversion, needs=PUBLIC, order="from_unit_id to_unit_id")
class UnitConversion(Record):
    """How much of one unit another is: one `fromUnit` is `numerator` / `denominator` of `toUnit`, exactly."""

    from_unit: names.Unit | None = one("The unit of which one is converted.", "from_unit_id", filters=True)
    to_unit: names.Unit | None = one("The unit that it is converted into.", "to_unit_id", filters=True)
    numerator: Decimal = column("What one is multiplied by, a whole number.")
    denominator: Decimal = column("What the product is divided by, a whole number.")
