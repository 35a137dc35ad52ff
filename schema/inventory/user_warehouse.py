"""Which warehouses people are assigned to, as clients see and write it."""

import models
from planner.entity import entity
from planner.fields import one
from schema import names
from schema.base import CompanyRecord

READ = "platform.user:read"
WRITE = "inventory.warehouse:write"


@entity(models.UserWarehouse, needs=READ, writes=WRITE)
class UserWarehouse(CompanyRecord):
    """That somebody works in a warehouse: they see it, and what is in it, also where their roles open no other."""

    user: names.User | None = one("Who is assigned.", "user_id", filters=True, writes=True, fixed=True)
    warehouse: names.Warehouse | None = one(
        "To which warehouse.", "warehouse_id", filters=True, writes=True, fixed=True
    )
