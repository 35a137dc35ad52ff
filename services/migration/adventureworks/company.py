"""The company, and what it shares with others: currencies with their rates, units, countries."""

from typing import Final

import models
from kernel.currency import CurrencyCodeInvalid, currency_exponent
from models import UnitDimension
from services.migration.plans.fields import Scope, choice, column, constant, day, needed, text
from services.migration.plans.plan import Adopt, Becomes, Company
from services.migration.plans.source import Row
from services.migration.refusals import ValueUnreadable

SYSTEM: Final = "adventureworks"

# Bothell in the state of Washington, where the company and its plant are.
COMPANY: Final = Company("AW", "Adventure Works Cycles", "USD", "US", "US/Pacific")

# What the source calls a unit, and what it is here: two of its codes may be one unit.
UNITS: Final = {
    "BOX": "BOX",
    "BTL": "BTL",
    "C": "CEL",
    "CAN": "CAN",
    "CAR": "CTN",
    "CBM": "M3",
    "CCM": "CM3",
    "CDM": "DM3",
    "CM": "CM",
    "CM2": "CM2",
    "CR": "CRT",
    "CS": "CAS",
    "CTN": "CON",
    "DM": "DM",
    "DZ": "DZN",
    "EA": "EA",
    "FT3": "FT3",
    "G": "G",
    "GAL": "GAL",
    "IN": "IN",
    "KG": "KG",
    "KGV": "KG/M3",
    "KM": "KM",
    "KT": "KT",
    "L": "L",
    "LB": "LB",
    "M": "M",
    "M2": "M2",
    "M3": "M3",
    "MG": "MG",
    "ML": "ML",
    "MM": "MM",
    "OZ": "OZ",
    "PAK": "PAK",
    "PAL": "PAL",
    "PC": "PCE",
    "PCT": "PCT",
    "PT": "PT",
}

# Units that Torso does not come with: what they measure, and their common code.
ADDED: Final = {
    "C": (UnitDimension.OTHER, "CEL"),
    "KGV": (UnitDimension.OTHER, "KMQ"),
    "KT": (UnitDimension.MASS, "KTN"),
    "PCT": (UnitDimension.OTHER, "P1"),
}
_DIMENSIONS: Final = {code: ADDED.get(code, (UnitDimension.OTHER, None))[0] for code in UNITS}
_COMMON_CODES: Final = {code: ADDED.get(code, (UnitDimension.OTHER, None))[1] for code in UNITS}


def _exponent(row: Row, _scope: Scope) -> object:
    try:
        return currency_exponent(str(row["CurrencyCode"]))
    except CurrencyCodeInvalid as invalid:
        raise ValueUnreadable("CurrencyCode", invalid.text, "three capital letters") from None


CURRENCIES: Final = Becomes(
    type_name="Currency",
    source="Currency",
    key=needed("CurrencyCode"),
    target=models.Currency,
    fields={"code": needed("CurrencyCode"), "exponent": _exponent},
    adopt=Adopt(by=("code",)),
)

# The rate at the end of the day; what the average was over the day has no place here.
EXCHANGE_RATES: Final = Becomes(
    type_name="ExchangeRate",
    source="CurrencyRate",
    key=text("{CurrencyRateID}"),
    target=models.ExchangeRate,
    fields={
        "from_currency": needed("FromCurrencyCode"),
        "to_currency": needed("ToCurrencyCode"),
        "valid_on": day("CurrencyRateDate"),
        "rate": needed("EndOfDayRate"),
        "source": constant(SYSTEM),
    },
    adopt=Adopt(by=("from_currency", "to_currency", "valid_on"), agreeing=("rate",)),
)

UNITS_OF_MEASURE: Final = Becomes(
    type_name="Unit",
    source="UnitMeasure",
    key=needed("UnitMeasureCode"),
    target=models.Unit,
    fields={
        "code": choice("UnitMeasureCode", UNITS),
        "name": needed("Name"),
        "dimension": choice("UnitMeasureCode", _DIMENSIONS),
        "common_code": choice("UnitMeasureCode", _COMMON_CODES),
        "decimals": constant(3),
    },
    adopt=Adopt(by=("code",)),
)

COUNTRIES: Final = Becomes(
    type_name="Country",
    source="CountryRegion",
    key=needed("CountryRegionCode"),
    target=models.Country,
    fields={"code": column("CountryRegionCode")},
    adopt=Adopt(by=("code",), only=True),
)

STEPS: Final = (CURRENCIES, EXCHANGE_RATES, UNITS_OF_MEASURE, COUNTRIES)
