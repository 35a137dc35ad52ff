"""Cost layers: what came in together, and is used up in the order of its days where the first in is the first out."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from models.base import (
    Amount,
    Base,
    CompanyOwned,
    CurrencyCode,
    Day,
    QuantityValue,
    amounts_fit,
    company_key,
    found_by,
    not_negative,
    same_company,
)


class CostLayer(CompanyOwned, Base):
    """What came of a SKU at one time and cost, and how much of it is left."""

    __tablename__ = "cost_layer"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("entry_id"),
        same_company("sku_id", "sku"),
        same_company("entry_id", "stock_value_entry"),
        *not_negative("remaining_quantity", "remaining_value"),
        sa.CheckConstraint("remaining_quantity <= quantity", name="remains_of_what_came"),
        sa.CheckConstraint("remaining_quantity > 0 or remaining_value = 0", name="nothing_is_worth_nothing"),
        *amounts_fit("currency", "value", "remaining_value"),
        sa.Index(None, "sku_id", "received_on", "id", postgresql_where=sa.text("remaining_quantity > 0")),
        *found_by("sku_id"),
    )

    sku_id: Mapped[UUID]
    # The receipt that it is.
    entry_id: Mapped[UUID]
    # The day by which layers are used up, whenever they were entered.
    received_on: Mapped[Day]
    quantity: Mapped[QuantityValue]
    currency: Mapped[CurrencyCode]
    # With what a bill said that it has cost more or less.
    value: Mapped[Amount]
    remaining_quantity: Mapped[QuantityValue]
    remaining_value: Mapped[Amount]


class CostLayerConsumption(CompanyOwned, Base):
    """That an issue took from a layer, and what that was worth, or that a correction of it took more or less. Append-only."""

    __tablename__ = "cost_layer_consumption"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("entry_id", "layer_id"),
        same_company("layer_id", "cost_layer"),
        same_company("entry_id", "stock_value_entry"),
        sa.CheckConstraint("quantity <> 0 or value <> 0", name="takes_or_gives_back"),
        *amounts_fit("currency", "value"),
        *found_by("layer_id"),
    )

    layer_id: Mapped[UUID]
    # The issue that took it, or the correction of one: below zero for what that gave back.
    entry_id: Mapped[UUID]
    quantity: Mapped[QuantityValue]
    currency: Mapped[CurrencyCode]
    value: Mapped[Amount]
