"""Root fields for price lists and the customers that they are for, and what can be done to them."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from resolvers.writing import archives, creates, creates_many, deletes, restores, updates, updates_many
from schema import names
from schema.base import Connection
from schema.sales.price_list import WRITE
from services.sales.customer_group import CUSTOMER_GROUP
from services.sales.price_list import PRICE_LIST, PRICE_LIST_ITEM


@strawberry.type
class PriceListQueries:
    """Root fields for price lists and the customers that they are for."""

    customer_groups: Connection[names.CustomerGroup] | None = pages(
        "Customers who get the same prices.", names.CustomerGroup
    )
    customer_group: names.CustomerGroup | None = by_id("A customer group by its id.")
    customer_group_by_code: names.CustomerGroup | None = by_key(
        "A customer group by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
    price_lists: Connection[names.PriceList] | None = pages("What goods cost, and for whom.", names.PriceList)
    price_list: names.PriceList | None = by_id("A price list by its id.")
    price_list_by_code: names.PriceList | None = by_key(
        "A price list by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
    price_list_items: Connection[names.PriceListItem] | None = pages("The prices of price lists.", names.PriceListItem)
    price_list_item: names.PriceListItem | None = by_id("A price of a price list by its id.")


@strawberry.type
class PriceListMutations:
    """What can be done to price lists and customer groups."""

    customer_group_create = creates(names.CustomerGroup, "Add a customer group.", CUSTOMER_GROUP, needs=WRITE)
    customer_group_update = updates(names.CustomerGroup, "Change a customer group.", CUSTOMER_GROUP, needs=WRITE)
    customer_group_archive = archives(
        names.CustomerGroup, "Put a customer group out of use.", CUSTOMER_GROUP, needs=WRITE
    )
    customer_group_restore = restores(
        names.CustomerGroup, "Put a customer group back into use.", CUSTOMER_GROUP, needs=WRITE
    )
    price_list_create = creates(names.PriceList, "Add a price list.", PRICE_LIST, needs=WRITE)
    price_list_update = updates(names.PriceList, "Change a price list.", PRICE_LIST, needs=WRITE)
    price_list_archive = archives(names.PriceList, "Put a price list out of use.", PRICE_LIST, needs=WRITE)
    price_list_restore = restores(names.PriceList, "Put a price list back into use.", PRICE_LIST, needs=WRITE)
    price_list_item_create = creates(names.PriceListItem, "Add a price to a price list.", PRICE_LIST_ITEM, needs=WRITE)
    price_list_item_update = updates(
        names.PriceListItem, "Change a price of a price list.", PRICE_LIST_ITEM, needs=WRITE
    )
    price_list_item_delete = deletes(
        names.PriceListItem, "Take a price off a price list.", PRICE_LIST_ITEM, needs=WRITE
    )
    price_list_item_bulk_create = creates_many(
        names.PriceListItem, "Add many prices to price lists.", PRICE_LIST_ITEM, needs=WRITE
    )
    price_list_item_bulk_update = updates_many(
        names.PriceListItem, "Change many prices of price lists.", PRICE_LIST_ITEM, needs=WRITE
    )
