"""The customers of the demo company: cafés, hotels, shops and people at home, in nine countries."""

from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Final
from uuid import UUID

import models
from services.demo.check_digits import vat_austria, vat_germany
from services.demo.identity import CUSTOMER_PARTY_ID, chance, demo_id
from services.demo.markets import MARKETS, Market
from services.demo.parties import add_address, add_contact, add_party, slug
from services.demo.rows import Rows

CUSTOMERS: Final = 240
CAFES_ID: Final = demo_id("customer group", "CAFES")
"""The customers that belong to the chain of cafés."""
CHAIN: Final = (
    "Kaffeehauskette Traunblick", "Café Traunblick Graz", "Café Traunblick Linz", "Café Traunblick Wien",
)  # fmt: skip
"""The first customers: the head office, whose party is `CUSTOMER_PARTY_ID`, and its cafés."""
PERSONS: Final = 0.42
"""How many of the customers are private persons, who order from the web shop."""
JOBS: Final = ("Purchasing", "Owner", "Bar manager", "Accounts payable", "Kitchen", "Front office")
UNION: Final = frozenset({"AT", "DE", "IT", "FR"})


@dataclass(frozen=True)
class Customer:
    """A customer, as its orders need to know it; `weight` says how often it orders."""

    id: UUID
    number: str
    market: Market
    is_person: bool
    weight: float
    address_id: UUID
    shipping_address_id: UUID | None

    @property
    def pays_tax(self) -> bool:
        """Tell Austrians and private persons in the union from exports and businesses in the union, which are exempt."""
        return self.market.country == "AT" or (self.is_person and self.market.country in UNION)


class Names:
    """Names of people and shops in a country, each shop and each customer's name once."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._people = {market.country: self._pairs(market.given_names, market.family_names) for market in MARKETS}
        self._shops = {market.country: self._pairs(market.shops, market.family_names) for market in MARKETS}

    def person(self, market: Market) -> str:
        given, family = self._people[market.country].pop()
        return f"{given} {family}"

    def shop(self, market: Market) -> str:
        pattern, family = self._shops[market.country].pop()
        return pattern.format(family)

    def anybody(self, market: Market) -> str:
        """Give the name of somebody who works at a shop."""
        return f"{self._dice.choice(market.given_names)} {self._dice.choice(market.family_names)}"

    def _pairs(self, first: tuple[str, ...], second: tuple[str, ...]) -> list[tuple[str, str]]:
        pairs = list(product(first, second))
        self._dice.shuffle(pairs)
        return pairs


def add_customers(rows: Rows) -> list[Customer]:
    """Add the customers with their addresses and contacts, those who order most first."""
    dice = chance("customers")
    names = Names(dice)
    return [_add_customer(rows, dice, names, place) for place in range(CUSTOMERS)]


def _add_customer(rows: Rows, dice: Random, names: Names, place: int) -> Customer:
    number = f"C{10001 + place}"
    in_chain = place < len(CHAIN)
    market = _market(dice, place)
    is_person = not in_chain and dice.random() < PERSONS
    name = CHAIN[place] if in_chain else names.person(market) if is_person else names.shop(market)
    domain = "post.example" if is_person else f"{slug(name)}.example"
    party_id = add_party(
        rows,
        number,
        name,
        models.PartyRoleKind.CUSTOMER,
        kind=models.PartyKind.PERSON if is_person else models.PartyKind.ORGANISATION,
        email=f"{slug(name) if is_person else 'office'}@{domain}",
        phone=f"{market.dialling_code} {dice.randrange(1000, 10000)}",
        vat_number=None if is_person else _vat_number(market.country, dice),
        language=market.language,
        parent_id=CUSTOMER_PARTY_ID if in_chain and place else None,
        preferred=place < 12,
        customer_group_id=CAFES_ID if in_chain else None,
    )
    people = 0 if is_person else 1 + (dice.random() < 0.4)
    for somebody in dict.fromkeys(names.anybody(market) for _ in range(people)):
        add_contact(rows, number, somebody, dice.choice(JOBS), domain)
    main = _add_address(rows, dice, number, market, models.AddressKind.HOME if is_person else models.AddressKind.MAIN)
    has_depot = not is_person and dice.random() < 0.3
    depot = _add_address(rows, dice, number, market, models.AddressKind.SHIPPING) if has_depot else None
    return Customer(party_id, number, market, is_person, (0.5 if is_person else 1) / (place + 9), main, depot)


def _market(dice: Random, place: int) -> Market:
    """Give the chain its home, every market one customer who orders much, and the rest by the markets' shares."""
    if place < len(CHAIN):
        return MARKETS[0]
    if place < len(CHAIN) + len(MARKETS):
        return MARKETS[place - len(CHAIN)]
    return dice.choices(MARKETS, [market.share for market in MARKETS])[0]


def _add_address(rows: Rows, dice: Random, number: str, market: Market, kind: models.AddressKind) -> UUID:
    city, postal_code, region = dice.choice(market.cities)
    street, house = dice.choice(market.streets), dice.randrange(1, 90)
    line1 = f"{street} {house}" if market.street_first else f"{house} {street}"
    return add_address(
        rows, number, kind, line1=line1, city=city, postal_code=postal_code, region=region, country=market.country
    )


def _vat_number(country: str, dice: Random) -> str | None:
    match country:
        case "AT":
            return vat_austria(f"{dice.randrange(10**7):07}")
        case "DE":
            return vat_germany(f"{dice.randrange(10**7, 10**8)}")
        case _:
            return None
