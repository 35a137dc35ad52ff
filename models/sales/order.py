"""Sales orders: what a customer ordered, at which price, for when."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Instant,
    QuantityValue,
    UnitPrice,
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)
from models.sales.pricing_words import PriceSource


class SalesOrderState(StrEnum):
    """The life cycle of a sales order; how far it is delivered, billed and paid is told apart from it."""

    DRAFT = "DRAFT"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    CONFIRMED = "CONFIRMED"
    ON_HOLD = "ON_HOLD"
    CLOSED = "CLOSED"
    CLOSED_SHORT = "CLOSED_SHORT"
    CANCELLED = "CANCELLED"
    MIGRATED = "MIGRATED"


class InvoicePolicy(StrEnum):
    """When an order is billed."""

    ON_ORDER = "ON_ORDER"
    ON_DELIVERY = "ON_DELIVERY"
    MANUAL = "MANUAL"


class ShipmentPolicy(StrEnum):
    """When goods are promised and get ready to leave."""

    ON_CONFIRM = "ON_CONFIRM"
    ON_PAYMENT = "ON_PAYMENT"
    MANUAL = "MANUAL"


class LineDelivery(StrEnum):
    """Who delivers a position: the company from its stock, or a vendor."""

    FROM_STOCK = "FROM_STOCK"
    DROP_SHIPMENT = "DROP_SHIPMENT"


class DeliveryPolicy(StrEnum):
    """Whether an order may leave in parts."""

    PARTIAL_ALLOWED = "PARTIAL_ALLOWED"
    COMPLETE_ONLY = "COMPLETE_ONLY"


class SalesLineKind(StrEnum):
    """What a line of an order is for stock."""

    STANDARD = "STANDARD"
    BUNDLE = "BUNDLE"
    COMPONENT = "COMPONENT"


class SalesOrder(CompanyOwned, Base):
    """An order of a customer. Its amounts are sums of its lines, in the currency of the order.

    It is written while it is a draft; afterwards what was agreed stays, and its state goes on.
    """

    __tablename__ = "sales_order"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("customer_id", "party"),
        same_company("billing_address_id", "address"),
        same_company("shipping_address_id", "address"),
        same_company("warehouse_id", "warehouse"),
        same_company("payment_term_id", "payment_term"),
        same_company("position_id", "tax_position"),
        same_company("price_list_id", "price_list"),
        same_company("quotation_id", "quotation"),
        same_company("agreement_id", "blanket_agreement"),
        sa.CheckConstraint("total_amount = net_amount + tax_amount", name="total_adds_up"),
        # Goods that leave once they are paid are billed before.
        sa.CheckConstraint(
            "invoice_policy <> 'ON_DELIVERY' or shipment_policy <> 'ON_PAYMENT'", name="billed_before_paid"
        ),
        sa.CheckConstraint("cancel_reason is null or state = 'CANCELLED'", name="reason_of_cancelled"),
        sa.CheckConstraint("closed_at is null or state in ('CLOSED', 'CLOSED_SHORT')", name="closed_when_closed"),
        sa.CheckConstraint("exchange_rate > 0", name="exchange_rate_positive"),
        *amounts_fit("currency", "net_amount", "tax_amount", "total_amount", "cost_amount"),
        *ordered_by("number", "placed_at", "requested_on", "total_amount", "changed_at"),
        *found_by(
            "customer_id",
            "warehouse_id",
            "sales_rep_id",
            "payment_term_id",
            "position_id",
            "price_list_id",
            "quotation_id",
        ),
        sa.Index(None, "company_id", "state", "placed_at", "id"),
        sa.Index(None, "state", "placed_at", "id"),
        sa.Index(None, "customer_id", "placed_at", "id"),
        sa.Index(None, "company_id", "customer_reference"),
        sa.Index(None, "agreement_id", "id", postgresql_where=sa.text("agreement_id is not null")),
    )

    number: Mapped[Code | None]
    state: Mapped[SalesOrderState] = mapped_column(closed_set(SalesOrderState))
    customer_id: Mapped[UUID]
    customer_reference: Mapped[Code | None]
    billing_address_id: Mapped[UUID | None]
    shipping_address_id: Mapped[UUID | None]
    warehouse_id: Mapped[UUID | None]
    sales_rep_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    placed_at: Mapped[Instant]
    requested_on: Mapped[dt.date | None]
    currency: Mapped[CurrencyCode]
    net_amount: Mapped[Amount]
    tax_amount: Mapped[Amount]
    total_amount: Mapped[Amount]
    # What the goods cost when they were ordered, for the margin; null where a cost was unknown.
    cost_amount: Mapped[Amount | None]
    note: Mapped[str | None]
    payment_term_id: Mapped[UUID | None]
    # Whose prices count before those of all other lists; null where none was named.
    price_list_id: Mapped[UUID | None]
    # Which let rules count for it; they are used once it is confirmed.
    coupon_codes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default=sa.text("'{}'"))
    invoice_policy: Mapped[InvoicePolicy] = mapped_column(
        closed_set(InvoicePolicy), server_default=sa.text("'ON_ORDER'")
    )
    shipment_policy: Mapped[ShipmentPolicy] = mapped_column(
        closed_set(ShipmentPolicy), server_default=sa.text("'ON_CONFIRM'")
    )
    delivery_policy: Mapped[DeliveryPolicy] = mapped_column(
        closed_set(DeliveryPolicy), server_default=sa.text("'PARTIAL_ALLOWED'")
    )
    # By which tax position it was reckoned, and what it has to say because of it.
    position_id: Mapped[UUID | None]
    wording: Mapped[str | None]
    # How much of the company's currency one unit was worth when it was confirmed; null until then.
    exchange_rate: Mapped[Decimal | None] = mapped_column(sa.Numeric(20, 10))
    confirmed_at: Mapped[Instant | None]
    closed_at: Mapped[Instant | None]
    cancel_reason: Mapped[str | None]
    # What the customer accepted; null where nothing was offered.
    quotation_id: Mapped[UUID | None]
    # What it calls off from; null where nothing was agreed before.
    agreement_id: Mapped[UUID | None]


class SalesOrderLine(CompanyOwned, Base):
    """One position of a sales order."""

    __tablename__ = "sales_order_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("order_id", "position"),
        sa.UniqueConstraint("order_id", "id"),
        same_company("order_id", "sales_order"),
        # A bundle that goes out of a draft takes its components with it, in the same transaction.
        sa.ForeignKeyConstraint(
            ["order_id", "bundle_line_id"],
            ["sales_order_line.order_id", "sales_order_line.id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.CheckConstraint("(kind = 'COMPONENT') = (bundle_line_id is not null)", name="component_is_of_a_bundle"),
        sa.CheckConstraint("kind <> 'COMPONENT' or unit_price = 0", name="component_has_no_price"),
        sa.CheckConstraint("kind <> 'BUNDLE' or quantity = trunc(quantity)", name="bundle_is_whole"),
        sa.CheckConstraint("kind = 'STANDARD' or delivery = 'FROM_STOCK'", name="bundle_is_from_stock"),
        same_company("sku_id", "sku"),
        same_company("agreement_line_id", "blanket_agreement_line"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("waived_quantity between 0 and quantity", name="waived_within_ordered"),
        sa.CheckConstraint("cancelled_quantity between 0 and quantity", name="cancelled_within_ordered"),
        sa.CheckConstraint("discount_percent between 0 and 100", name="discount_is_a_percentage"),
        *not_negative("unit_price", "unit_cost"),
        *amounts_fit("currency", "net_amount", "tax_amount"),
        *found_by("sku_id", "bundle_line_id"),
        sa.Index(None, "agreement_line_id", "id", postgresql_where=sa.text("agreement_line_id is not null")),
    )

    order_id: Mapped[UUID]
    position: Mapped[int]
    kind: Mapped[SalesLineKind] = mapped_column(closed_set(SalesLineKind), server_default=sa.text("'STANDARD'"))
    # The line of the bundle that it is a component of; null for all others.
    bundle_line_id: Mapped[UUID | None]
    sku_id: Mapped[UUID]
    description: Mapped[str]
    quantity: Mapped[QuantityValue]
    # How much of it is called off: what is neither delivered nor billed, and will not be.
    cancelled_quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    # How much of it was credited, did not come back, and is not billed again.
    waived_quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"))
    currency: Mapped[CurrencyCode]
    unit_price: Mapped[UnitPrice]
    discount_percent: Mapped[Decimal] = mapped_column(sa.Numeric(7, 4), server_default=sa.text("0"))
    price_source: Mapped[PriceSource] = mapped_column(closed_set(PriceSource), server_default=sa.text("'BY_HAND'"))
    # What rules take off, in their order; null where they leave the line alone.
    discounts: Mapped[list[dict[str, str]] | None] = mapped_column(JSONB)
    net_amount: Mapped[Amount]
    tax_amount: Mapped[Amount]
    # What it calls off of the agreement of its order; null where its price is another.
    agreement_line_id: Mapped[UUID | None]
    unit_cost: Mapped[UnitPrice | None]
    requested_on: Mapped[dt.date | None]
    # What a vendor delivers is not reserved, and takes nothing from stock.
    delivery: Mapped[LineDelivery] = mapped_column(closed_set(LineDelivery), server_default=sa.text("'FROM_STOCK'"))


class SalesOrderLineTax(CompanyOwned, Base):
    """That a line is taxed by a code, before the tax position of the customer makes another of it."""

    __tablename__ = "sales_order_line_tax"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("line_id", "tax_code_id"),
        same_company("line_id", "sales_order_line"),
        same_company("tax_code_id", "tax_code"),
        *found_by("tax_code_id"),
    )

    line_id: Mapped[UUID]
    tax_code_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(server_default=sa.text("1"))
