"""Bundles as clients see and write them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import beside, column, many, measure, one
from schema import names
from schema.base import CompanyRecord, Quantity
from schema.inventory.availability import AVAILABILITY_ARGUMENTS
from schema.inventory.bundle_availability import BundleAvailability, bundle_availability_of
from schema.inventory.of_sku import unit_of_sku
from services.inventory.bundle import COMPONENTS_MAX

READ = "inventory.product:read"
WRITE = "inventory.product:write"
READ_STOCK = "inventory.stock:read"


@entity(models.Bundle, needs=READ, writes=WRITE)
class Bundle(CompanyRecord):
    """That a SKU is sold as a bundle: an order of it takes its components from stock."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    sku: names.Sku | None = one(
        "What is sold; it has no stock of its own.", "sku_id", filters=True, writes=True, fixed=True
    )
    archived_at: dt.datetime | None = column(
        "When it was put out of use, by which its SKU is sold as it is; null while it is in use."
    )
    components: list[names.BundleComponent] | None = many(
        "What is in one of it.", "bundle_id", order="position", at_most=COMPONENTS_MAX, filters=True, writes=True
    )
    availability: BundleAvailability | None = beside(
        "How many of it can be promised; never null for who may read it.",
        bundle_availability_of,
        arguments=AVAILABILITY_ARGUMENTS,
        needs=READ_STOCK,
    )


@entity(models.BundleComponent, needs=READ, writes=WRITE)
class BundleComponent(CompanyRecord):
    """How much of a SKU is in one of a bundle."""

    bundle: names.Bundle | None = one("The bundle.", "bundle_id", filters=True)
    position: int = column("Its place in the bundle.", writes=True)
    sku: names.Sku | None = one("What it is: goods, and no bundle.", "sku_id", filters=True, writes=True, fixed=True)
    quantity: Quantity = measure("How much is in one bundle.", "quantity", unit_of_sku, writes=True)
