"""Customer groups as clients see and write them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection

READ = "sales.price:read"
WRITE = "sales.price:write"


@entity(models.CustomerGroup, needs=READ, order="code", writes=WRITE)
class CustomerGroup(CompanyRecord):
    """Customers who get the same prices; which group a customer is in, the party says."""

    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    customers: Connection[names.Party] | None = pages("Who is in it.", names.Party, "customer_group_id")
    price_lists: Connection[names.PriceList] | None = pages("The prices for it.", names.PriceList, "group_id")
