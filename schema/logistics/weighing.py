"""What shipments and their parcels weigh by the SKUs in them, and who carries them, as expressions."""

from typing import Any

import sqlalchemy as sa

import models
from planner.fields import Columns
from schema.past_wall import past


def weight_of_shipment(shipment: Columns) -> sa.ColumnElement[Any]:
    """Add up what the goods of a shipment weigh; null where that is unknown of one."""
    line, sku = models.ShipmentLine.__table__.alias(), models.Sku.__table__.alias()
    quantity = sa.func.coalesce(line.c.picked_quantity, line.c.quantity)
    query = sa.select(_total(quantity, sku)).select_from(line.join(sku, sku.c.id == line.c.sku_id))
    return query.where(line.c.shipment_id == shipment.id).correlate_except(line, sku).scalar_subquery()


def weight_of_package(package: Columns) -> sa.ColumnElement[Any]:
    """Add up what the goods in a parcel weigh; null where that is unknown of one."""
    content, line = models.PackageContent.__table__.alias(), models.ShipmentLine.__table__.alias()
    sku = models.Sku.__table__.alias()
    inside = content.join(line, line.c.id == content.c.shipment_line_id).join(sku, sku.c.id == line.c.sku_id)
    query = sa.select(_total(content.c.quantity, sku)).select_from(inside)
    return query.where(content.c.package_id == package.id).correlate_except(content, line, sku).scalar_subquery()


def carrier_name(shipment: Columns) -> sa.ColumnElement[Any]:
    """Name who carries a shipment."""
    service, carrier = past(models.CarrierService), past(models.Carrier)
    query = sa.select(carrier.c.name).select_from(service.join(carrier, carrier.c.id == service.c.carrier_id))
    return query.where(service.c.id == shipment.carrier_service_id).correlate_except(service, carrier).scalar_subquery()


def tracking_url(package: Columns) -> sa.ColumnElement[Any]:
    """Tell where a parcel is followed: the carrier's address with its number in the place of {number}."""
    shipment, service, carrier = models.Shipment.__table__.alias(), past(models.CarrierService), past(models.Carrier)
    carried = shipment.join(service, service.c.id == shipment.c.carrier_service_id)
    query = sa.select(sa.func.replace(carrier.c.tracking_url, "{number}", package.tracking_number)).select_from(
        carried.join(carrier, carrier.c.id == service.c.carrier_id)
    )
    query = query.where(shipment.c.id == package.shipment_id)
    return query.correlate_except(shipment, service, carrier).scalar_subquery()


def _total(quantity: sa.ColumnElement[Any], sku: sa.FromClause) -> sa.ColumnElement[Any]:
    known = sa.func.count() == sa.func.count(sku.c.weight_kg)
    return sa.case((known, sa.func.round(sa.func.sum(quantity * sku.c.weight_kg), 6, type_=sa.Numeric())))
