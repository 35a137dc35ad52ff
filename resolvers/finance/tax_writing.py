"""What can be done to taxes, tax positions and how parties are taxed."""

import strawberry

from resolvers.writing import archives, creates, deletes, restores, updates
from schema import names
from schema.finance.tax_code import WRITE
from services.finance.tax.codes import CERTIFICATE, POSITION, TAX_CODE, TAX_POLICY, TAX_PROFILE


@strawberry.type
class TaxMutations:
    """What can be done to taxes, tax positions and how parties are taxed."""

    tax_code_create = creates(
        names.TaxCode, "Add a tax with its rates, or a group of taxes with its parts.", TAX_CODE, needs=WRITE
    )
    tax_code_update = updates(names.TaxCode, "Change a tax, its rates, or the parts of a group.", TAX_CODE, needs=WRITE)
    tax_code_archive = archives(names.TaxCode, "Put a tax out of use.", TAX_CODE, needs=WRITE)
    tax_code_restore = restores(names.TaxCode, "Put a tax back into use.", TAX_CODE, needs=WRITE)
    tax_policy_create = creates(names.TaxPolicy, "Say how a company reckons its taxes.", TAX_POLICY, needs=WRITE)
    tax_policy_update = updates(names.TaxPolicy, "Change how a company reckons its taxes.", TAX_POLICY, needs=WRITE)
    tax_profile_create = creates(names.TaxProfile, "Say how a party is taxed.", TAX_PROFILE, needs=WRITE)
    tax_profile_update = updates(names.TaxProfile, "Change how a party is taxed.", TAX_PROFILE, needs=WRITE)
    tax_profile_delete = deletes(
        names.TaxProfile, "Forget what was said of a party for its taxes.", TAX_PROFILE, needs=WRITE
    )
    tax_position_create = creates(
        names.TaxPosition, "Add a tax position with its rules and what taxes become in it.", POSITION, needs=WRITE
    )
    tax_position_update = updates(
        names.TaxPosition, "Change a tax position, its rules, or what taxes become in it.", POSITION, needs=WRITE
    )
    tax_position_archive = archives(names.TaxPosition, "Put a tax position out of use.", POSITION, needs=WRITE)
    tax_position_restore = restores(names.TaxPosition, "Put a tax position back into use.", POSITION, needs=WRITE)
    withholding_certificate_create = creates(
        names.WithholdingCertificate, "Record a withholding certificate of a party.", CERTIFICATE, needs=WRITE
    )
    withholding_certificate_update = updates(
        names.WithholdingCertificate, "Change a withholding certificate.", CERTIFICATE, needs=WRITE
    )
    withholding_certificate_delete = deletes(
        names.WithholdingCertificate, "Take away a withholding certificate that was not used.", CERTIFICATE, needs=WRITE
    )
