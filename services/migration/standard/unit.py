"""Units of measure: what other systems call them, and their codes here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kernel.errors import echo
from services.migration.standard.outcome import NotInForm, Standard
from services.platform.units import COMMON_UNITS

UNIT_CODE = "unit code"

_ALSO: Final = {
    "PCE": ("pc", "pcs", "piece", "pieces", "stk", "stück", "st", "pza", "pièce", "nos", "no", "c62", "unit", "units"),
    "EA": ("each",),
    "PR": ("pair", "pairs", "paar"),
    "DZN": ("dz", "doz", "dozen"),
    "BAG": ("bag", "bags"),
    "BOX": ("box", "boxes", "bx"),
    "BTL": ("bottle", "bottles", "fl"),
    "CTN": ("carton", "cartons", "karton"),
    "CAS": ("case", "cases", "cs"),
    "PAK": ("pack", "packs", "pk", "pkt"),
    "PAL": ("pallet", "pallets", "palette"),
    "KG": ("kilo", "kilos", "kilogram", "kilograms", "kgs"),
    "G": ("gram", "grams", "gr"),
    "T": ("tonne", "tonnes", "to"),
    "LB": ("lbs", "pound", "pounds"),
    "OZ": ("ounce", "ounces"),
    "M": ("metre", "metres", "meter", "meters", "mtr"),
    "M2": ("m²", "sqm", "qm"),
    "M3": ("m³", "cbm"),
    "L": ("ltr", "litre", "litres", "liter", "liters"),
    "HUR": ("h", "hr", "hrs", "hour", "hours", "std", "stunde"),
    "DAY": ("d", "days", "tag"),
}
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        name.casefold(): unit.code
        for unit in COMMON_UNITS
        # A unit's own code comes last, so that no other name takes it away.
        for name in (*_ALSO.get(unit.code, ()), unit.common_code, unit.code)
    }
)


def unit(text: str) -> Standard:
    """Give the code of a unit, by its code here, its common code (UN/ECE 20 and 21) or what people call it.

    Raises:
        NotInForm: nobody knows the unit.
    """
    found = _NAMES.get(text.strip().rstrip(".").casefold())
    if found is None:
        raise NotInForm(echo(text), "a unit that is known")
    return Standard.of(text, found, UNIT_CODE)
