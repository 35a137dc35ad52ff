"""Parties: vendors, stores, and the persons who buy, with their addresses and contacts.

The other system numbers every party as a business entity, so that is their key. A customer is a store, a person, or a person
who buys for a store; that person then belongs to the store.
"""

from typing import Final

import models
from models import AddressKind, PartyKind, PartyRoleKind
from services.migration.adventureworks.extract import CUSTOMER_NAMES
from services.migration.plans.fields import (
    Field,
    Scope,
    at,
    choice,
    column,
    constant,
    entity,
    equals,
    first_of,
    needed,
    text,
    words,
)
from services.migration.plans.plan import Becomes, Part
from services.migration.plans.source import Row

ADDRESS_KINDS: Final = {
    "Archive": AddressKind.OTHER,
    "Billing": AddressKind.BILLING,
    "Home": AddressKind.HOME,
    "Main Office": AddressKind.MAIN,
    "Primary": AddressKind.MAIN,
    "Shipping": AddressKind.SHIPPING,
}


def _of_entity(name: str, table: str, field: Field) -> Field:
    """Read a table of business entities, by the column that names the entity here."""
    return at(table, {"BusinessEntityID": column(name)}, field, optional=True)


def _email(name: str) -> Field:
    return _of_entity(name, "EmailAddress", column("EmailAddress"))


def _phone(name: str) -> Field:
    return _of_entity(name, "PersonPhone", column("PhoneNumber"))


def _counted(name: str) -> Field:
    return _of_entity(name, "BusinessEntity", column("BusinessEntityID"))


def _name_of_person(name: str) -> Field:
    """Take the person's name where the extract has it, and where it has not, the address that they are written to."""
    full = words("first_name", "middle_name", "last_name", "suffix")
    return first_of(at(CUSTOMER_NAMES, {"person_id": column(name)}, full, optional=True), _email(name))


def _archived(row: Row, scope: Scope) -> object:
    return None if row["ActiveFlag"] else scope.facts.imported_at


_CUSTOMER: Final = Part(models.PartyRole, "party_id", {"role": constant(PartyRoleKind.CUSTOMER)})

VENDORS: Final = Becomes(
    type_name="Party",
    source="Vendor",
    key=text("{BusinessEntityID}"),
    target=models.Party,
    fields={
        "number": needed("AccountNumber"),
        "kind": constant(PartyKind.ORGANISATION),
        "name": needed("Name"),
        "website": column("PurchasingWebServiceURL"),
        "archived_at": _archived,
    },
    uses=(_counted("BusinessEntityID"),),
    parts=(
        Part(
            models.PartyRole,
            "party_id",
            {"role": constant(PartyRoleKind.VENDOR), "preferred": needed("PreferredVendorStatus")},
        ),
    ),
)

STORES: Final = Becomes(
    type_name="Party",
    source="Customer",
    where=equals("PersonID", None),
    key=text("{StoreID}"),
    target=models.Party,
    fields={
        "number": needed("AccountNumber"),
        "kind": constant(PartyKind.ORGANISATION),
        "name": at("Store", {"BusinessEntityID": column("StoreID")}, needed("Name")),
    },
    uses=(_counted("StoreID"),),
    parts=(_CUSTOMER,),
)

PERSONS: Final = Becomes(
    type_name="Party",
    source="Customer",
    where=lambda row, _scope: row["PersonID"] is not None,
    key=text("{PersonID}"),
    target=models.Party,
    fields={
        "number": needed("AccountNumber"),
        "kind": constant(PartyKind.PERSON),
        "name": _name_of_person("PersonID"),
        "email": _email("PersonID"),
        "phone": _phone("PersonID"),
        "parent_id": entity("Party", "{StoreID}"),
    },
    uses=(_counted("PersonID"),),
    parts=(_CUSTOMER,),
)

CONTACTS: Final = Becomes(
    type_name="Contact",
    source="BusinessEntityContact",
    key=text("{BusinessEntityID}-{PersonID}-{ContactTypeID}"),
    target=models.Contact,
    fields={
        "party_id": entity("Party", "{BusinessEntityID}"),
        "name": _name_of_person("PersonID"),
        "job_title": at("ContactType", "ContactTypeID", column("Name")),
        "email": _email("PersonID"),
        "phone": _phone("PersonID"),
    },
    uses=(_counted("PersonID"),),
)


def _of_address(field: Field) -> Field:
    return at("Address", "AddressID", field)


_country = at("CountryRegion", "CountryRegionCode", column("CountryRegionCode"))

ADDRESSES: Final = Becomes(
    type_name="Address",
    source="BusinessEntityAddress",
    key=text("{AddressID}"),
    target=models.Address,
    fields={
        "party_id": entity("Party", "{BusinessEntityID}"),
        "kind": at("AddressType", "AddressTypeID", choice("Name", ADDRESS_KINDS)),
        "line1": _of_address(needed("AddressLine1")),
        "line2": _of_address(column("AddressLine2")),
        "city": _of_address(needed("City")),
        "postal_code": _of_address(column("PostalCode")),
        "region": _of_address(at("StateProvince", "StateProvinceID", column("Name"))),
        "country": _of_address(at("StateProvince", "StateProvinceID", _country)),
    },
)

STEPS: Final = (VENDORS, STORES, PERSONS, CONTACTS, ADDRESSES)
