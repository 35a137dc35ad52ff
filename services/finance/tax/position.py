"""Tax positions: which one holds for a party, and what taxes become in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from models import TaxUse, Territory, Trade

_MEMBERS: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU: Final = frozenset(_MEMBERS.split())
"""The member states of the European Union, by ISO 3166-1. For goods, Northern Ireland is treated like one of them (prefix
XI of its VAT numbers); it has no code of its own there, so a position names it for its parties."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a position is chosen by: the countries of the company and of the party, and whether that has a VAT number."""

    company_country: str
    country: str | None
    has_vat_number: bool
    trade: Trade

    @property
    def territory(self) -> Territory:
        """Where the party sits, as seen from the company; without a country, at home."""
        if self.country is None or self.country == self.company_country:
            return Territory.DOMESTIC
        if self.country in EU and self.company_country in EU:
            return Territory.EU
        return Territory.THIRD_COUNTRY


@dataclass(frozen=True, slots=True)
class Rule:
    """For whom a position holds; None where something does not matter."""

    position_id: UUID
    used_for: TaxUse = TaxUse.BOTH
    territory: Territory = Territory.ANYWHERE
    country: str | None = None
    has_vat_number: bool | None = None

    def holds(self, of: Whereabouts) -> bool:
        """Tell whether the rule holds for somebody."""
        return (
            self.used_for in (TaxUse.BOTH, TaxUse(of.trade))
            and self.territory in (Territory.ANYWHERE, of.territory)
            and self.country in (None, of.country)
            and self.has_vat_number in (None, of.has_vat_number)
        )

    @property
    def weight(self) -> tuple[bool, bool, bool, bool]:
        """How much the rule says: a country more than a territory, that more than a VAT number, that more than the use."""
        return (
            self.country is not None,
            self.territory is not Territory.ANYWHERE,
            self.has_vat_number is not None,
            self.used_for is not TaxUse.BOTH,
        )


def position_for(of: Whereabouts, rules: Iterable[Rule]) -> UUID | None:
    """Give the position of the rule that holds and says most; None where none holds.

    Rules of a company that hold for the same party differ in what they say, so there is one that says most.
    """
    holding = [rule for rule in rules if rule.holds(of)]
    best = max(holding, key=lambda rule: rule.weight, default=None)
    return None if best is None else best.position_id


def mapped(codes: Sequence[UUID], mapping: Mapping[UUID, UUID | None]) -> list[UUID]:
    """Give what taxes become in a position, each once, in their order; what it does not name stays."""
    became = (mapping.get(code, code) for code in codes)
    return list(dict.fromkeys(code for code in became if code is not None))
