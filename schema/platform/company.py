"""Companies as clients see them."""

import datetime as dt

import models
from kernel.rounding import RoundingPolicy
from planner.access import PUBLIC
from planner.entity import entity
from planner.fields import column
from planner.lists import pages
from schema import names
from schema.base import Connection, Record
from schema.enums import described
from schema.scalars import CountryCode, CurrencyCode

WRITE = "platform.company:write"

described(
    RoundingPolicy,
    "What happens to an amount that lies exactly between two neighbours.",
    {
        RoundingPolicy.HALF_UP: "Away from zero: 0.5 becomes 1, and -0.5 becomes -1.",
        RoundingPolicy.HALF_EVEN: "To the even neighbour: 0.5 becomes 0, and 1.5 becomes 2.",
    },
)


@entity(models.Company, needs=PUBLIC, order="code", writes=WRITE)
class Company(Record):
    """A legal entity that keeps books, stock and documents in this system."""

    code: str = column("Its short name, unique in the system.", filters=True, orders=True, writes=True, fixed=True)
    name: str = column("What people call it.", writes=True)
    legal_name: str = column("Its name as it is registered, for documents.", writes=True)
    vat_number: str | None = column("Its VAT identification number; null where it has none.", writes=True)
    currency: CurrencyCode = column("The currency in which it keeps its books.", groups=True, writes=True, fixed=True)
    country: CountryCode = column("The country where it is registered.", groups=True, writes=True)
    time_zone: str = column("Where its days begin and end, as an IANA name such as Europe/Vienna.", writes=True)
    rounding_policy: RoundingPolicy = column("How it rounds amounts.", writes=True)
    revenue_cut_off: bool = column(
        "Whether its revenue is told on the day on which goods leave, whenever they are invoiced; else it is told with the invoice."
    )
    requires_second_factor: bool = column("Whether everybody with a role in it proves more than a password.")
    is_sandbox: bool = column(
        "Whether it is there to try programs out in, and nothing in it is real. Such companies are seen where they are named in the "
        "header `Torso-Company`, and by the programs of them."
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    warehouses: Connection[names.Warehouse] | None = pages("Its warehouses.", names.Warehouse, "company_id")
