"""Root fields for taxes, tax positions and how parties are taxed."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection

_CODE = KeyPart("code", "Its short name.")


@strawberry.type
class TaxQueries:
    """Root fields for taxes, tax positions and how parties are taxed."""

    tax_codes: Connection[names.TaxCode] | None = pages("The taxes of the companies.", names.TaxCode)
    tax_code: names.TaxCode | None = by_id("A tax by its id.")
    tax_code_by_code: names.TaxCode | None = by_key("A tax by its code.", OF_COMPANY, _CODE)
    tax_rates: Connection[names.TaxRate] | None = pages("How high taxes are, from which day on.", names.TaxRate)
    tax_rate: names.TaxRate | None = by_id("A rate by its id.")
    tax_components: Connection[names.TaxComponent] | None = pages(
        "Which taxes are in which groups.", names.TaxComponent
    )
    tax_component: names.TaxComponent | None = by_id("A part of a group of taxes by its id.")
    tax_policies: Connection[names.TaxPolicy] | None = pages("How companies reckon their taxes.", names.TaxPolicy)
    tax_policy: names.TaxPolicy | None = by_id("How a company reckons its taxes, by its id.")
    tax_policy_by_company: names.TaxPolicy | None = by_key("How a company reckons its taxes.", OF_COMPANY)
    tax_profiles: Connection[names.TaxProfile] | None = pages(
        "What is known of parties for their taxes.", names.TaxProfile
    )
    tax_profile: names.TaxProfile | None = by_id("What is known of a party for its taxes, by its id.")
    tax_profile_by_party: names.TaxProfile | None = by_key(
        "What is known of a party for its taxes.", KeyPart("party_id", "The party.", of="Party")
    )
    tax_positions: Connection[names.TaxPosition] | None = pages("What taxes become for whom.", names.TaxPosition)
    tax_position: names.TaxPosition | None = by_id("A tax position by its id.")
    tax_position_by_code: names.TaxPosition | None = by_key("A tax position by its code.", OF_COMPANY, _CODE)
    tax_position_rules: Connection[names.TaxPositionRule] | None = pages(
        "For whom tax positions hold.", names.TaxPositionRule
    )
    tax_position_rule: names.TaxPositionRule | None = by_id("A rule of a tax position by its id.")
    tax_position_mappings: Connection[names.TaxPositionMapping] | None = pages(
        "What becomes of taxes in tax positions.", names.TaxPositionMapping
    )
    tax_position_mapping: names.TaxPositionMapping | None = by_id("What becomes of a tax in a position, by its id.")
    withholding_certificates: Connection[names.WithholdingCertificate] | None = pages(
        "Of whose payments less is withheld.", names.WithholdingCertificate
    )
    withholding_certificate: names.WithholdingCertificate | None = by_id("A withholding certificate by its id.")
