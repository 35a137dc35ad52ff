"""Parties as clients see them: customers, vendors and whoever else a company deals with."""

import datetime as dt

import models
from models import AddressKind, PartyKind, PartyRoleKind
from planner.entity import entity
from planner.fields import column, many, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection
from schema.enums import described
from schema.recall import moves_for_party
from schema.scalars import CountryCode
from services.platform.party import ADDRESSES_MAX, CONTACTS_MAX, ROLES_MAX

READ = "platform.party:read"
WRITE = "platform.party:write"
WRITE_CONTACT = "platform.party_contact:write"
READ_CONTACT = "platform.party_contact:read"

described(
    PartyKind,
    "Whether a party is an organisation or a person.",
    {
        PartyKind.ORGANISATION: "A company, an authority, an association.",
        PartyKind.PERSON: "A natural person, whose data is personal.",
    },
)
described(
    PartyRoleKind,
    "In what capacity a company deals with a party.",
    {
        PartyRoleKind.CUSTOMER: "It buys from the company.",
        PartyRoleKind.VENDOR: "It sells to the company.",
        PartyRoleKind.CARRIER: "It carries goods for the company.",
        PartyRoleKind.EMPLOYEE: "It works for the company.",
    },
)
described(
    AddressKind,
    "What an address is for.",
    {
        AddressKind.MAIN: "The address of the party itself.",
        AddressKind.BILLING: "Where invoices go.",
        AddressKind.SHIPPING: "Where goods go.",
        AddressKind.HOME: "Where a person lives.",
        AddressKind.OTHER: "Anything else.",
    },
)


@entity(models.Party, needs=READ, order="name_key", search="search_vector", writes=WRITE)
class Party(CompanyRecord):
    """Somebody the company deals with, under one number whatever the roles."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    number: str = column(
        "The number that people call it by, unique in its company.", filters=True, orders=True, writes=True
    )
    kind: PartyKind = column("Whether it is an organisation or a person.", groups=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    legal_name: str | None = column("Its name as it is registered; null where that is the name.", writes=True)
    vat_number: str | None = column("Its VAT identification number; null where it has none.", filters=True, writes=True)
    email: str | None = column(
        "Where mail to it goes; null where that is unknown.", needs=READ_CONTACT, writes=WRITE_CONTACT
    )
    phone: str | None = column(
        "Its telephone number; null where that is unknown.", needs=READ_CONTACT, writes=WRITE_CONTACT
    )
    website: str | None = column("The address of its website; null where that is unknown.", writes=True)
    language: str = column(
        "The language of documents sent to it, as a tag of BCP 47 such as de-AT.", groups=True, writes=True
    )
    parent: names.Party | None = one(
        "The organisation that it belongs to, such as a store's chain; null for none.",
        "parent_id",
        filters=True,
        writes=True,
    )
    customer_group: names.CustomerGroup | None = one(
        "The customers who get the same prices as it; null for none.",
        "customer_group_id",
        needs="sales.price:read",
        filters=True,
        groups=True,
        writes="sales.price:write",
    )
    sales_rep: names.User | None = one(
        "Who looks after it as a customer; quotations, orders and agreements with it name the same unless they say otherwise; "
        "null for nobody.",
        "sales_rep_id",
        filters=True,
        groups=True,
        writes=True,
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    merged_into: names.Party | None = one(
        "The party that it turned out to be the same as; null where it is itself.", "merged_into_id"
    )
    roles: list[names.PartyRole] | None = many(
        "In what capacities the company deals with it.",
        "party_id",
        order="role",
        at_most=ROLES_MAX,
        filters=True,
        writes=True,
    )
    addresses: list[names.Address] | None = many(
        "Where it is, and where invoices and goods go.",
        "party_id",
        order="id",
        at_most=ADDRESSES_MAX,
        filters=True,
        writes=True,
    )
    contacts: list[names.Contact] | None = many(
        "Whom to speak to there.", "party_id", order="name_key", at_most=CONTACTS_MAX, filters=True, writes=True
    )
    children: Connection[names.Party] | None = pages(
        "The parties that belong to it.", names.Party, "parent_id", search=True, filters=True
    )
    sales_orders: Connection[names.SalesOrder] | None = pages(
        "What it ordered as a customer.", names.SalesOrder, "customer_id", filters=True
    )
    purchase_orders: Connection[names.PurchaseOrder] | None = pages(
        "What was ordered from it as a vendor.", names.PurchaseOrder, "vendor_id", filters=True
    )
    vendor_products: Connection[names.VendorProduct] | None = pages(
        "What it offers as a vendor.", names.VendorProduct, "vendor_id", filters=True
    )
    shipped_moves: Connection[names.StockMove] | None = pages(
        "What was shipped to it, lot by lot.",
        names.StockMove,
        link=moves_for_party(models.Shipment, "party_id"),
        needs="logistics.shipment:read",
    )
    returned_moves: Connection[names.StockMove] | None = pages(
        "What it sent back, lot by lot, and where that was put.",
        names.StockMove,
        link=moves_for_party(models.ReturnAuthorization, "customer_id"),
        needs="sales.return:read",
    )
    received_moves: Connection[names.StockMove] | None = pages(
        "What was received from it, lot by lot.",
        names.StockMove,
        link=moves_for_party(models.GoodsReceipt, "vendor_id"),
        needs="inventory.move:read",
    )
    attachments: Connection[names.Attachment] | None = pages(
        "The files at it that the viewer may see.", names.Attachment, "entity_id"
    )


@entity(models.PartyRole, needs=READ, order="role", writes=WRITE)
class PartyRole(CompanyRecord):
    """That a party is a customer, a vendor or something else of the company."""

    party: names.Party | None = one("Who has the role.", "party_id", filters=True, writes=True, fixed=True)
    role: PartyRoleKind = column("The capacity.", filters=True, orders=True, groups=True, writes=True, fixed=True)
    preferred: bool = column(
        "Whether it comes first among its kind: bought from first, served first.", groups=True, writes=True
    )


@entity(models.Address, needs=READ, writes=WRITE)
class Address(CompanyRecord):
    """A postal address of a party."""

    party: names.Party | None = one("Whose address it is.", "party_id", filters=True, writes=True, fixed=True)
    kind: AddressKind = column("What it is for.", groups=True, writes=True)
    line1: str = column("Street and house number, or what stands in their place.", writes=True)
    line2: str | None = column("A second line, such as a floor; null where there is none.", writes=True)
    city: str = column("The place.", key="city_key", filters=True, orders=True, groups=True, writes=True)
    postal_code: str | None = column(
        "The postal code; null where the country has none.", filters=True, orders=True, writes=True
    )
    region: str | None = column("The state or province; null where addresses have none.", groups=True, writes=True)
    country: CountryCode = column("The country.", filters=True, orders=True, groups=True, writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")


@entity(models.Contact, needs=READ_CONTACT, order="name_key", writes=WRITE_CONTACT)
class Contact(CompanyRecord):
    """A person to speak to at a party."""

    party: names.Party | None = one(
        "Where the person can be reached.", "party_id", filters=True, writes=True, fixed=True
    )
    name: str = column("The person's name.", key="name_key", filters=True, orders=True, writes=True)
    job_title: str | None = column("What the person does there; null where that is unknown.", writes=True)
    email: str | None = column("The person's e-mail address; null where that is unknown.", writes=True)
    phone: str | None = column("The person's telephone number; null where that is unknown.", writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
