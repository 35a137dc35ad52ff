"""Root fields for open items, settlements, payments, revaluations and reminders."""

import strawberry

from planner.lists import aggregate, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection


@strawberry.type
class PaymentQueries:
    """Root fields for open items, settlements, payments, revaluations and reminders."""

    open_items: Connection[names.OpenItem] | None = pages("What parties owe and are owed.", names.OpenItem)
    open_item: names.OpenItem | None = by_id("An open item by its id.")
    open_item_discounts: Connection[names.OpenItemDiscount] | None = pages(
        "What is taken off open items that are paid early.", names.OpenItemDiscount
    )
    open_item_discount: names.OpenItemDiscount | None = by_id("A discount on an open item by its id.")
    open_item_aggregate = aggregate("What parties owe and are owed, counted and added up by group.", names.OpenItem)
    settlements: Connection[names.Settlement] | None = pages("What has been settled.", names.Settlement)
    settlement: names.Settlement | None = by_id("A settlement by its id.")
    settlement_lines: Connection[names.SettlementLine] | None = pages(
        "How much of which open item is settled.", names.SettlementLine
    )
    settlement_line: names.SettlementLine | None = by_id("A line of a settlement by its id.")
    payments: Connection[names.Payment] | None = pages("Money that came in and went out.", names.Payment)
    payment: names.Payment | None = by_id("A payment by its id.")
    payment_allocations: Connection[names.PaymentAllocation] | None = pages(
        "What parts of payments are for.", names.PaymentAllocation
    )
    payment_allocation: names.PaymentAllocation | None = by_id("What a part of a payment is for, by its id.")
    payment_aggregate = aggregate("Money that came in and went out, counted and added up by group.", names.Payment)
    payment_policies: Connection[names.PaymentPolicy] | None = pages("How much companies let go.", names.PaymentPolicy)
    payment_policy: names.PaymentPolicy | None = by_id("A payment policy by its id.")
    payment_policy_by_company: names.PaymentPolicy | None = by_key("How much a company lets go.", OF_COMPANY)
    revaluations: Connection[names.Revaluation] | None = pages("What has been revalued.", names.Revaluation)
    revaluation: names.Revaluation | None = by_id("A revaluation by its id.")
    revaluation_lines: Connection[names.RevaluationLine] | None = pages(
        "What open amounts were revalued to.", names.RevaluationLine
    )
    revaluation_line: names.RevaluationLine | None = by_id("A line of a revaluation by its id.")
    dunning_levels: Connection[names.DunningLevel] | None = pages(
        "How companies remind of what is overdue.", names.DunningLevel
    )
    dunning_level: names.DunningLevel | None = by_id("A dunning level by its id.")
    dunning_notices: Connection[names.DunningNotice] | None = pages("Who was reminded.", names.DunningNotice)
    dunning_notice: names.DunningNotice | None = by_id("A reminder by its id.")
    dunning_notice_lines: Connection[names.DunningNoticeLine] | None = pages(
        "Of what parties were reminded.", names.DunningNoticeLine
    )
    dunning_notice_line: names.DunningNoticeLine | None = by_id("What a reminder says of an open item, by its id.")
