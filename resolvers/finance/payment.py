"""Root fields for open items, settlements, payments, revaluations and reminders."""

import strawberry

from planner.lists import aggregate, by_id, pages
from schema import names
from schema.base import Connection


@strawberry.type
class PaymentQueries:
    """Root fields for open items, settlements, payments, revaluations and reminders."""

    open_items: Connection[names.OpenItem] | None = pages("What parties owe and are owed.", names.OpenItem)
    open_item: names.OpenItem | None = by_id("An open item by its id.")
    open_item_aggregate = aggregate("What parties owe and are owed, counted and added up by group.", names.OpenItem)
    settlements: Connection[names.Settlement] | None = pages("What has been settled.", names.Settlement)
    settlement: names.Settlement | None = by_id("A settlement by its id.")
    payments: Connection[names.Payment] | None = pages("Money that came in and went out.", names.Payment)
    payment: names.Payment | None = by_id("A payment by its id.")
    payment_aggregate = aggregate("Money that came in and went out, counted and added up by group.", names.Payment)
    payment_policies: Connection[names.PaymentPolicy] | None = pages("How much companies let go.", names.PaymentPolicy)
    payment_policy: names.PaymentPolicy | None = by_id("A payment policy by its id.")
    revaluations: Connection[names.Revaluation] | None = pages("What has been revalued.", names.Revaluation)
    revaluation: names.Revaluation | None = by_id("A revaluation by its id.")
    dunning_levels: Connection[names.DunningLevel] | None = pages(
        "How companies remind of what is overdue.", names.DunningLevel
    )
    dunning_level: names.DunningLevel | None = by_id("A dunning level by its id.")
    dunning_notices: Connection[names.DunningNotice] | None = pages("Who was reminded.", names.DunningNotice)
    dunning_notice: names.DunningNotice | None = by_id("A reminder by its id.")
