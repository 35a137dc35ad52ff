"""Sales orders as clients see them."""

import datetime as dt
from decimal import Decimal

import models
from models import DeliveryPolicy, InvoicePolicy, LineDelivery, SalesLineKind, SalesOrderState, ShipmentPolicy
from planner.entity import entity
from planner.fields import column, computed, document, many, measure, one
from planner.lists import pages
from schema import names, zones
from schema.base import CompanyRecord, Connection, Money, Quantity
from schema.billed import invoices_that_bill, quantity_billed
from schema.sales.coupon import REDEEM
from schema.sales.line_discount import SalesLineDiscount
from schema.sales.order_exception import is_billing_exception, is_delivery_exception
from schema.sales.order_progress import (
    billing_state,
    delivery_state,
    payment_state,
    quantity_delivered,
    quantity_open,
    quantity_reserved,
    quantity_returned,
    quantity_shipped,
)
from schema.sales.order_words import (
    DISCOUNT,
    READ,
    READ_INVOICE,
    READ_MARGIN,
    READ_RETURN,
    READ_SHIPMENT,
    READ_STOCK,
    WRITE,
    SalesOrderBillingState,
    SalesOrderDeliveryState,
    SalesOrderPaymentState,
    SalesOrderTransition,
)
from schema.sales.pricing_words import PriceSource
from schema.scalars import CurrencyCode
from schema.trace import DocumentTrace, trace_of
from schema.transitions import available_transitions
from services.sales.order.life import LIFE


@entity(models.SalesOrder, needs=READ, order="-placed_at", writes=WRITE)
class SalesOrder(CompanyRecord):
    """An order of a customer: what was agreed, at which price, for when."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    number: str | None = column(
        "The number that people call it by; null while it is a draft.", filters=True, orders=True
    )
    state: SalesOrderState = column("Where it is in its life cycle.", filters=True, groups=True)
    available_transitions: list[SalesOrderTransition] = available_transitions(
        "What the viewer may do next with it.", LIFE, tuple(SalesOrderTransition)
    )
    customer: names.Party | None = one(
        "Who ordered.", "customer_id", filters=True, groups=True, writes=True, fixed=True
    )
    customer_reference: str | None = column(
        "What the customer calls the order; null if it gave no name.", filters=True, writes=True
    )
    billing_address: names.Address | None = one(
        "Where the invoice goes; null where that is the customer's main address.", "billing_address_id", writes=True
    )
    shipping_address: names.Address | None = one(
        "Where the goods go; null where that is the billing address.", "shipping_address_id", writes=True
    )
    warehouse: names.Warehouse | None = one(
        "Where the goods come from; null while nobody has said.", "warehouse_id", filters=True, groups=True, writes=True
    )
    sales_rep: names.User | None = one(
        "Who looks after the order on our side; null for nobody.",
        "sales_rep_id",
        filters=True,
        groups=True,
        writes=True,
    )
    placed_at: dt.datetime = column(
        "When the customer placed it.",
        filters=True,
        orders=True,
        groups=True,
        zone=zones.of_company,
        writes=True,
        filled="Now when left out.",
    )
    requested_on: dt.date | None = column(
        "The day on which the customer wants the goods; null for as soon as can be.",
        filters=True,
        orders=True,
        writes=True,
    )
    currency: CurrencyCode = column(
        "The currency of the order.",
        writes=True,
        fixed=True,
        filled="That of the company when left out.",
    )
    exchange_rate: Decimal | None = column(
        "How much of the company's currency one unit of that was worth when it was confirmed, ten digits; null until then."
    )
    payment_term: names.PaymentTerm | None = one(
        "When its invoices are due; null for the day on them.", "payment_term_id", writes=True
    )
    invoice_policy: InvoicePolicy = column("When it is billed.", writes=True)
    shipment_policy: ShipmentPolicy = column("When its goods are promised and get ready to leave.", writes=True)
    delivery_policy: DeliveryPolicy = column("Whether it may leave in parts.", writes=True)
    confirmed_at: dt.datetime | None = column("When it was promised to the customer; null until then.")
    closed_at: dt.datetime | None = column("When it was closed; null until then.")
    cancel_reason: str | None = column("Why it was called off; null where nobody said, or it was not.")
    quotation: names.Quotation | None = one(
        "What the customer accepted; null where nothing was offered.", "quotation_id", filters=True
    )
    agreement: names.BlanketAgreement | None = one(
        "The blanket agreement that it calls off from, at whose prices; null where it calls nothing off.",
        "agreement_id",
        filters=True,
        writes=True,
    )
    delivery_state: SalesOrderDeliveryState | None = computed(
        "How far its goods have left, and have arrived; never null for who may read it.",
        delivery_state,
        needs=READ_SHIPMENT,
    )
    billing_state: SalesOrderBillingState | None = computed(
        "How far it is billed, by posted invoices less what notes give back; never null for who may read it.",
        billing_state,
        needs=READ_INVOICE,
    )
    payment_state: SalesOrderPaymentState | None = computed(
        "How far the invoices that bill it, and its advances, are paid; never null for who may read it.",
        payment_state,
        needs=READ_INVOICE,
    )
    price_list: names.PriceList | None = one(
        "The price list that counts before all others; null where none was named.",
        "price_list_id",
        filters=True,
        writes=DISCOUNT,
    )
    coupon_codes: list[str] = column(
        "The coupons that let pricing rules count for it, 20 at most; each is used once it is confirmed.", writes=REDEEM
    )
    coupon_redemptions: Connection[names.CouponRedemption] | None = pages(
        "Which coupons were used for it, and which uses were taken back.", names.CouponRedemption, "order_id"
    )
    position: names.TaxPosition | None = one(
        "The tax position that its taxes were reckoned by; null where there was none.", "position_id"
    )
    wording: str | None = column("What its papers have to say because of its taxes; null for nothing.")
    net: Money = measure("The sum of its lines, without tax.", "net_amount", "currency", sums=True)
    tax: Money = measure("The tax on it.", "tax_amount", "currency", sums=True)
    total: Money = measure(
        "What the customer owes for it, tax included.", "total_amount", "currency", filters=True, orders=True, sums=True
    )
    margin: Money | None = measure(
        "What is left of the net after the cost of the goods when ordered; null where a cost was unknown.",
        lambda order: order.net_amount - order.cost_amount,
        "currency",
        needs=READ_MARGIN,
        sums=True,
    )
    note: str | None = column("Remarks for people; null if there are none.", writes=True)
    lines: list[names.SalesOrderLine] | None = many(
        "Its positions, in their order.", "order_id", order="position", at_most=2_000, filters=True, writes=True
    )
    credits: Connection[names.MigratedCredit] | None = pages(
        "What was given back for it in the system that it comes from; empty for orders of today.",
        names.MigratedCredit,
        "order_id",
    )
    shipments: Connection[names.Shipment] | None = pages(
        "What of it leaves, or has left.", names.Shipment, "sales_order_id"
    )
    returns: Connection[names.ReturnAuthorization] | None = pages(
        "What of it customers send back.", names.ReturnAuthorization, "sales_order_id"
    )
    invoices: Connection[names.Invoice] | None = pages(
        "The invoices and notes that name a position of it.",
        names.Invoice,
        link=invoices_that_bill(models.SalesOrderLine.__table__, "sales_order_line_id"),
        needs=READ_INVOICE,
    )
    advances: Connection[names.Invoice] | None = pages(
        "The invoices that ask for its money in advance.", names.Invoice, "sales_order_id", needs=READ_INVOICE
    )
    attachments: Connection[names.Attachment] | None = pages(
        "The files at it that the viewer may see.", names.Attachment, "entity_id"
    )
    trace: DocumentTrace = trace_of("SalesOrder")


@entity(models.SalesOrderLine, needs=READ, writes=WRITE)
class SalesOrderLine(CompanyRecord):
    """One position of a sales order."""

    order: names.SalesOrder | None = one("The order that it is a position of.", "order_id", filters=True, groups=True)
    position: int = column("Its place in the order, from 1 on.")
    kind: SalesLineKind = column("What it is for stock.", groups=True)
    bundle_line: names.SalesOrderLine | None = one(
        "The line of the bundle that it is a component of; null for all others.", "bundle_line_id", filters=True
    )
    components: Connection[names.SalesOrderLine] | None = pages(
        "What the bundle is made of, as it is reserved and shipped; empty where it is none.",
        names.SalesOrderLine,
        "bundle_line_id",
    )
    sku: names.Sku | None = one("What was ordered.", "sku_id", filters=True, groups=True, writes=True, fixed=True)
    description: str = column(
        "What it says on the documents.", writes=True, filled="The name of the SKU when left out."
    )
    quantity: Quantity = measure("How much was ordered.", "quantity", "unit_id", sums=True, writes=True)
    cancelled_quantity: Quantity = measure(
        "How much of it is called off, and is neither delivered nor billed.", "cancelled_quantity", "unit_id"
    )
    waived_quantity: Quantity = measure(
        "How much of it was credited, did not come back, and is not billed again.", "waived_quantity", "unit_id"
    )
    is_delivery_exception: bool | None = computed(
        "Whether a shipment of it was called off, and nobody has decided what becomes of the goods; never null for who may "
        "read it.",
        is_delivery_exception,
        needs=READ_SHIPMENT,
    )
    is_billing_exception: bool | None = computed(
        "Whether a note gave back what did not come back, and nobody has decided whether it is billed again; never null for "
        "who may read it.",
        is_billing_exception,
        needs=READ_INVOICE,
    )
    resolutions: Connection[names.SalesOrderResolution] | None = pages(
        "What was decided of its exceptions.", names.SalesOrderResolution, "order_line_id"
    )
    unit_price: Money = measure(
        "The price of one unit before the discount, six digits.",
        "unit_price",
        "currency",
        writes=DISCOUNT,
        filled="By price lists when left out, or null.",
    )
    discount_percent: Decimal = column(
        "The discount on the price, in percent, four digits.",
        writes=DISCOUNT,
        filled="By pricing rules when left out, or null, where the price is not said either.",
    )
    price_source: PriceSource = column("Where its price comes from.")
    agreement_line: names.BlanketAgreementLine | None = one(
        "What it calls off of the agreement of its order; null where its price is another.",
        "agreement_line_id",
        filters=True,
    )
    discounts: list[SalesLineDiscount] | None = document(
        "What pricing rules take off it, in their order; null where its price or discount was said by hand.",
        "discounts",
    )
    net: Money = measure("Quantity times price less the discount, without tax.", "net_amount", "currency", sums=True)
    tax: Money = measure("The tax on it.", "tax_amount", "currency", sums=True)
    unit_cost: Money | None = measure(
        "What one unit cost when it was ordered, six digits; null where that was unknown.",
        "unit_cost",
        "currency",
        needs=READ_MARGIN,
    )
    requested_on: dt.date | None = column(
        "The day wanted for this position; null for the day of the order.", writes=True
    )
    delivery: LineDelivery = column("Who delivers it.", writes=True, filled="From stock when left out.")
    taxes: list[names.SalesOrderLineTax] | None = many(
        "The taxes asked of it; the company's usual one where there is none.",
        "line_id",
        order="position",
        at_most=20,
        writes=True,
    )
    billed_quantity: Quantity | None = measure(
        "How much of it is billed by posted invoices, less what notes give back; never null for who may read it.",
        quantity_billed("sales_order_line_id"),
        "unit_id",
        needs=READ_INVOICE,
    )
    shipped_quantity: Quantity | None = measure(
        "How much of it has left; never null for who may read it.",
        quantity_shipped,
        "unit_id",
        needs=READ_SHIPMENT,
    )
    delivered_quantity: Quantity | None = measure(
        "How much of it has arrived; never null for who may read it.",
        quantity_delivered,
        "unit_id",
        needs=READ_SHIPMENT,
    )
    open_quantity: Quantity | None = measure(
        "How much of it is still to leave, less what was called off; zero of what is no goods. Never null for who may read it.",
        quantity_open,
        "unit_id",
        needs=READ_SHIPMENT,
    )
    returned_quantity: Quantity | None = measure(
        "How much of it has come back, of a bundle whole ones; never null for who may read it.",
        quantity_returned,
        "unit_id",
        needs=READ_RETURN,
    )
    reserved_quantity: Quantity | None = measure(
        "How much of it is reserved, and has not left yet; never null for who may read it.",
        quantity_reserved,
        "unit_id",
        needs=READ_STOCK,
    )
    reservations: Connection[names.Reservation] | None = pages(
        "What is or was kept for it.", names.Reservation, "demand_id"
    )
    invoice_lines: Connection[names.InvoiceLine] | None = pages(
        "The lines of invoices and notes that name it.", names.InvoiceLine, "sales_order_line_id", needs=READ_INVOICE
    )


@entity(models.SalesOrderLineTax, needs=READ, writes=WRITE)
class SalesOrderLineTax(CompanyRecord):
    """That a line is taxed by a code, before the tax position of the customer makes another of it."""

    tax_code: names.TaxCode | None = one("The tax, or group of taxes.", "tax_code_id", writes=True, fixed=True)
    position: int = column("Its place among the taxes of the line.", writes=True)
