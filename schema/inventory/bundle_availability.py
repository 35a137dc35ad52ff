"""How many of a bundle can be promised: as many as there are components for, reckoned as the availability of each is."""

from collections.abc import Mapping
from typing import Any, Final, cast

import sqlalchemy as sa
import strawberry

import models
from planner.arguments import Argument
from planner.fields import Columns, measure
from planner.planning import Planning
from schema.base import Quantity
from schema.inventory.availability import availability_of

_COMPONENT: Final = cast("sa.Table", models.BundleComponent.__table__)
_SKU: Final = cast("sa.Table", models.Sku.__table__)


@strawberry.type(description="How many of a bundle can be promised.")
class BundleAvailability:
    """How many of a bundle can be promised."""

    available: Quantity = measure(
        "How many whole ones: of each component, what is available of it by what is in one bundle, and of these the least. Zero "
        "where more of a component is promised than there will be. In the unit of the SKU that is sold.",
        lambda of: of.available,
        lambda of: of.unit_id,
    )


def bundle_availability_of(planning: Planning, bundle: Columns, given: Mapping[str, Argument]) -> sa.Select[Any]:
    """Select how many of one bundle can be promised, as far as the viewer sees the rows that it comes from."""
    part, kept, sold = _COMPONENT.alias(), _SKU.alias(), _SKU.alias()
    there = availability_of(planning, kept.c, given).lateral()
    figures = there.c
    available = figures.on_hand - figures.reserved - figures.withheld + figures.incoming - figures.outgoing
    whole = sa.func.greatest(sa.func.coalesce(sa.func.min(sa.func.floor(available / part.c.quantity)), 0), 0)
    joined = part.join(kept, kept.c.id == part.c.sku_id).join(there, sa.true())
    least = sa.select(sa.func.round(whole, 6, type_=sa.Numeric())).select_from(joined)
    least = least.where(
        part.c.bundle_id == bundle.id,
        *planning.visible_rows(_COMPONENT.name, part),
        *planning.visible_rows(_SKU.name, kept),
    )
    unit = sa.select(sold.c.unit_id).where(sold.c.id == bundle.sku_id).correlate_except(sold)
    columns: list[sa.ColumnElement[Any]] = [
        unit.scalar_subquery().label("unit_id"),
        least.correlate_except(part, kept, there).scalar_subquery().label("available"),
    ]
    return sa.select(*columns)
