"""Refusals as clients see them: one type for each, with its facts, made from what the services raise.

A refusal that is in none of the modules here is an `OtherRefusal`: it has its code and its sentence, and no facts.
"""

from schema.errors.books import BOOKS
from schema.errors.general import GENERAL
from schema.errors.inventory import INVENTORY
from schema.errors.invoices import INVOICES
from schema.errors.logistics import LOGISTICS
from schema.errors.making import UserError
from schema.errors.money import MONEY
from schema.errors.platform import PLATFORM
from schema.errors.purchasing import PURCHASING
from schema.errors.sales import SALES

__all__ = ["REFUSALS", "UserError"]

REFUSALS: tuple[type[UserError], ...] = (
    *GENERAL, *PLATFORM, *BOOKS, *MONEY, *INVOICES, *INVENTORY, *LOGISTICS, *PURCHASING, *SALES,
)  # fmt: skip
"""Every refusal that has a type of its own."""
