"""Parties: customers and vendors, each with one role and, where a row has one, an address."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from uuid import UUID

from asyncpg import Connection

from models import AddressKind, PartyKind, PartyRoleKind
from services.migration.duplicate_rules import ORGANISATION, PERSON, Record, Rule
from services.migration.refusals import ValueMissing
from services.migration.standard.address import address_text, postcode_of
from services.migration.standard.code import code, code_like
from services.migration.standard.email import email
from services.migration.standard.outcome import Standardiser, one_of
from services.migration.standard.phone import phone_in
from services.migration.standard.text import text
from services.migration.standard.vat import vat_id_of
from services.migration.targets.target import Existing, Into, Records, Target, TargetField, Values, shape

ADDRESS_FIELDS: Final = ("line1", "line2", "city", "postal_code", "region", "country")

EXISTING: Final = """
select party.id, party.kind, party.name, party.vat_number, party.email, party.phone,
  address.line1, address.city, address.postal_code
from party left join lateral (
  select line1, city, postal_code from address where address.party_id = party.id and address.archived_at is null
  order by id limit 1
) as address on true
where party.company_id = $1 and party.archived_at is null
  and not exists (select from import_entity made where made.entity_id = party.id and made.job_id = $2)
order by party.id
"""

FIELDS: Final[Mapping[str, TargetField]] = MappingProxyType(
    {
        "number": TargetField("The number that people call it by; the key of the source if left out.", code),
        "kind": TargetField("ORGANISATION or PERSON.", one_of(PartyKind), required=True),
        "role": TargetField("CUSTOMER, VENDOR, CARRIER or EMPLOYEE.", one_of(PartyRoleKind), required=True),
        "name": TargetField("What it is called.", text, required=True),
        "legal_name": TargetField("Its name as registered.", text),
        "vat_number": TargetField("Its VAT id, with the country before it.", code),
        "email": TargetField("Where mail reaches it.", email),
        "phone": TargetField("Where it is called: E.164.", text),
        "website": TargetField("Its website.", text),
        "language": TargetField("The language of its documents (BCP 47); English if left out.", text),
        "line1": TargetField("Street and number.", address_text),
        "line2": TargetField("What else stands above the city.", address_text),
        "city": TargetField("The city.", address_text),
        "postal_code": TargetField("The postcode.", text),
        "region": TargetField("The state or province.", address_text),
        "country": TargetField("The country of the address (ISO 3166).", code_like("[A-Z]{2}", "a country such as AT")),
    }
)


def _build(values: Values, party_id: UUID, into: Into) -> Records:
    country = values.get("country") or into.country
    party = {
        "id": party_id,
        "company_id": into.company_id,
        "number": values["number"],
        "kind": values["kind"],
        "name": values["name"],
        "legal_name": values.get("legal_name"),
        "vat_number": _standard(vat_id_of(country), values.get("vat_number")),
        "email": values.get("email"),
        "phone": _standard(phone_in(country), values.get("phone")),
        "website": values.get("website"),
        "language": values.get("language") or "en",
    }
    role = {"company_id": into.company_id, "party_id": party_id, "role": values["role"]}
    address = [shape("address", _address(values, party_id, country, into))] if _has_address(values) else []
    return [shape("party", party), shape("party_role", role), *address]


def _has_address(values: Values) -> bool:
    return any(values.get(name) for name in ADDRESS_FIELDS if name != "country")


def _address(values: Values, party_id: UUID, country: str, into: Into) -> Values:
    for needed in ("line1", "city"):
        if not values.get(needed):
            raise ValueMissing(needed)
    return {
        "company_id": into.company_id,
        "party_id": party_id,
        "kind": AddressKind.MAIN,
        **{name: values.get(name) for name in ADDRESS_FIELDS},
        "postal_code": _standard(postcode_of(country), values.get("postal_code")),
        "country": country,
    }


def _record(values: Values) -> Record:
    names = {"name": "name", "line1": "street", "city": "city", "postal_code": "postcode", "vat_number": "vat_number"}
    names |= {"email": "email", "phone": "phone"}
    return {compared: str(values[name]) for name, compared in names.items() if values.get(name)}


def _rule(values: Values) -> Rule:
    return PERSON if values.get("kind") == PartyKind.PERSON else ORGANISATION


async def _existing(connection: Connection, company_id: UUID, job_id: UUID) -> Sequence[Existing]:
    rows = await connection.fetch(EXISTING, company_id, job_id)
    return [Existing(row["id"], _record(dict(row)), _rule(dict(row))) for row in rows]


def _standard(read: Standardiser, value: str | None) -> object:
    return read(value).value if value else None


PARTIES: Final = Target("parties", "Party", FIELDS, _build, _record, _rule, _existing)
