"""What is asked of a carrier: to take a parcel, under a number that everybody follows it by."""

from collections.abc import Mapping
from typing import Final, Protocol
from uuid import UUID

from models import CarrierGateway
from services.logistics.rates import Parcel
from services.platform.number import Series, take_number
from services.work import Work

SERIES: Final = Series("PARCEL", "PC-")


class Gateway(Protocol):
    """The way to a carrier's system. One that calls outside does not while the work is simulated."""

    async def announce(self, work: Work, company_id: UUID, parcel: Parcel) -> str | None:
        """Announce a parcel, and give the number that it is followed by; None in a simulation."""
        ...


class LocalGateway:
    """A carrier without a system of its own: parcels are numbered by us, and people record what happens to them."""

    async def announce(self, work: Work, company_id: UUID, parcel: Parcel) -> str | None:  # noqa: ARG002 - any parcel
        return await take_number(work, company_id, SERIES)


GATEWAYS: Final[Mapping[CarrierGateway, Gateway]] = {CarrierGateway.LOCAL: LocalGateway()}
"""The way to the carriers of each kind."""
