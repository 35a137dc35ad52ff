"""Carriers, their services and rates, as they are written."""

from collections.abc import Sequence
from typing import Final

import models
from services.bounds import Within
from services.fitness import fit_amount
from services.master import Master
from services.rows import ChangedRow, NewRow
from services.work import Work

RATES_MAX: Final = 500

_CURRENCIES: Final = "select id, currency from carrier_service where id = any($1::uuid[])"
_CURRENCIES_OF_COMPANIES: Final = "select id, currency from company where id = any($1::uuid[])"


async def _complete_services(work: Work, rows: Sequence[NewRow]) -> None:
    """A service is priced in the currency of the company, unless another is said."""
    companies = list({row.values["company_id"] for row in rows})
    currencies = {row["id"]: row["currency"] for row in await work.raw.fetch(_CURRENCIES_OF_COMPANIES, companies)}
    for row in rows:
        if row.values.get("currency") is None:
            row.values["currency"] = currencies.get(row.values["company_id"])


async def _complete_rates(work: Work, rows: Sequence[NewRow]) -> None:
    """A rate is in the currency of its service."""
    known = [row.values["service_id"] for row in rows if row.owner is None]
    found = await work.raw.fetch(_CURRENCIES, known) if known else []
    currencies = {row["id"]: row["currency"] for row in found}
    for row in rows:
        owner = row.owner
        row.values["currency"] = owner["currency"] if owner else currencies.get(row.values["service_id"])
        fit_amount(row, "price", row.values["currency"])


async def _check_rates(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        fit_amount(row, "price", row.before["currency"])


RATE: Final = Master(
    models.CarrierRate, within=Within("service_id", RATES_MAX), complete=_complete_rates, check=_check_rates
)
SERVICE: Final = Master(models.CarrierService, lists={"rates": RATE}, complete=_complete_services)
CARRIER: Final = Master(models.Carrier)
