"""How a party of the demo is written down: itself, its role, its addresses, the people to speak to."""

import unicodedata
from uuid import UUID

import models
from services.demo.identity import COMPANY_ID, FOUNDED_AT, demo_id
from services.demo.rows import Rows


def add_party(
    rows: Rows,
    number: str,
    name: str,
    role: models.PartyRoleKind | None,
    *,
    kind: models.PartyKind = models.PartyKind.ORGANISATION,
    email: str,
    phone: str | None = None,
    vat_number: str | None = None,
    language: str = "de",
    parent_id: UUID | None = None,
    preferred: bool = False,
    customer_group_id: UUID | None = None,
) -> UUID:
    """Add a party, with its role if it has one."""
    party_id = demo_id("party", number)
    rows.add(
        models.Party, party_id, FOUNDED_AT, company_id=COMPANY_ID, number=number, kind=kind, name=name,
        vat_number=vat_number, email=email, phone=phone, language=language, parent_id=parent_id,
        customer_group_id=customer_group_id,
    )  # fmt: skip
    if role is not None:
        rows.add(
            models.PartyRole, demo_id("party role", f"{number} {role}"), FOUNDED_AT,
            company_id=COMPANY_ID, party_id=party_id, role=role, preferred=preferred,
        )  # fmt: skip
    return party_id


def add_address(
    rows: Rows,
    number: str,
    kind: models.AddressKind,
    *,
    line1: str,
    city: str,
    postal_code: str,
    region: str | None,
    country: str,
) -> UUID:
    """Add an address of a kind to a party."""
    return rows.add(
        models.Address, demo_id("address", f"{number} {kind} {line1}"), FOUNDED_AT, company_id=COMPANY_ID,
        party_id=demo_id("party", number), kind=kind, line1=line1, city=city, postal_code=postal_code, region=region,
        country=country,
    )  # fmt: skip


def add_contact(rows: Rows, number: str, name: str, job_title: str, domain: str) -> None:
    """Add somebody to speak to at a party."""
    rows.add(
        models.Contact, demo_id("contact", f"{number} {name}"), FOUNDED_AT, company_id=COMPANY_ID,
        party_id=demo_id("party", number), name=name, job_title=job_title, email=f"{slug(name)}@{domain}",
    )  # fmt: skip


def slug(name: str) -> str:
    """Write a name as it stands in an e-mail address."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())
