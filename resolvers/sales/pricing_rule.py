"""Root fields for pricing rules, and what can be done to them."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.base import Connection
from schema.sales.pricing_rule import WRITE
from services.sales.pricing_rule import PRICING_RULE


@strawberry.type
class PricingRuleQueries:
    """Root fields for pricing rules."""

    pricing_rules: Connection[names.PricingRule] | None = pages(
        "What is taken off prices or given for nothing.", names.PricingRule
    )
    pricing_rule: names.PricingRule | None = by_id("A pricing rule by its id.")
    pricing_rule_by_code: names.PricingRule | None = by_key(
        "A pricing rule by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
    pricing_rule_targets: Connection[names.PricingRuleTarget] | None = pages(
        "The SKUs and products that pricing rules are for.", names.PricingRuleTarget
    )
    pricing_rule_target: names.PricingRuleTarget | None = by_id("A SKU or product of a pricing rule by its id.")


@strawberry.type
class PricingRuleMutations:
    """What can be done to pricing rules."""

    pricing_rule_create = creates(names.PricingRule, "Add a pricing rule.", PRICING_RULE, needs=WRITE)
    pricing_rule_update = updates(
        names.PricingRule, "Change a pricing rule, or what it is for.", PRICING_RULE, needs=WRITE
    )
    pricing_rule_archive = archives(names.PricingRule, "Put a pricing rule out of use.", PRICING_RULE, needs=WRITE)
    pricing_rule_restore = restores(names.PricingRule, "Put a pricing rule back into use.", PRICING_RULE, needs=WRITE)
