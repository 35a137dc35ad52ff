"""Parties with their roles, addresses and contacts, and warehouses."""

from collections.abc import Sequence
from dataclasses import dataclass

import models
from tests.oracle.world.builder import MOMENTS, Builder
from tests.oracle.world.texts import NAMES

# Only these have addresses and documents, so that lists of them are longer than a page, and of the others empty.
BUSY = 6


@dataclass(frozen=True)
class Parties:
    """Whom a company deals with, and where."""

    all: Sequence[models.Party]
    addresses: Sequence[models.Address]
    warehouses: Sequence[models.Warehouse]

    @property
    def busy(self) -> Sequence[models.Party]:
        """Those who have documents."""
        return self.all[:BUSY]


def parties(builder: Builder) -> Parties:
    """Make the parties of one company."""
    made = [_party(builder, place) for place in range(14)]
    children = [_party(builder, 100 + place) for place in range(3)]
    for child in children:
        child.parent_id = builder.pick(made).id
    merged = [_party(builder, 200 + place) for place in range(3)]
    for each in merged:
        each.merged_into_id, each.archived_at = builder.pick(made).id, builder.pick(MOMENTS)
    builder.layer(made, [*children, *merged])
    everybody = [*made, *children, *merged]
    addresses = [_address(builder, builder.pick(made[:BUSY])) for _ in range(12)]
    contacts = [_contact(builder, builder.pick(made[:BUSY])) for _ in range(8)]
    roles = [
        models.PartyRole(**builder.owned(), party_id=party.id, role=role, preferred=builder.random.random() < 0.3)
        for party in everybody
        for role in builder.random.sample(list(models.PartyRoleKind), 2)
    ]
    warehouses = [
        models.Warehouse(
            **builder.owned(), code=code, name=builder.pick(NAMES), address_id=builder.maybe(addresses[0].id)
        )
        for code in ("W2", "W1")
    ]
    builder.layer(addresses, contacts, roles, warehouses)
    return Parties(everybody, addresses, warehouses)


def _party(builder: Builder, place: int) -> models.Party:
    return models.Party(
        **builder.owned(),
        number=f"P{place:03}",
        kind=builder.pick(list(models.PartyKind)),
        name=builder.pick(NAMES),
        legal_name=builder.maybe(builder.pick(NAMES)),
        vat_number=builder.maybe(f"ATU{place}"),
        email=builder.maybe("x@example.org"),
        language=builder.pick(["en", "de-AT"]),
        archived_at=builder.maybe(builder.pick(MOMENTS)),
    )


def _address(builder: Builder, party: models.Party) -> models.Address:
    return models.Address(
        **builder.owned(),
        party_id=party.id,
        kind=builder.pick(list(models.AddressKind)),
        line1=builder.pick(NAMES),
        city=builder.pick(NAMES),
        postal_code=builder.pick([None, "1010", "1010", "A-1"]),
        region=builder.pick([None, "B", "a", "Ä"]),
        country=builder.pick(["AT", "DE"]),
    )


def _contact(builder: Builder, party: models.Party) -> models.Contact:
    return models.Contact(
        **builder.owned(), party_id=party.id, name=builder.pick(NAMES), email=builder.maybe("a@b.example")
    )
