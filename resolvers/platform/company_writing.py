"""What can be done to companies."""

import strawberry

from resolvers.writing import creates, updates
from schema import names
from schema.platform.company import WRITE
from services.platform.company import COMPANY


@strawberry.type
class CompanyMutations:
    """What can be done to companies."""

    company_create = creates(
        names.Company,
        "Found a company, which takes somebody who reaches every company and names none in the header `Torso-Company`. "
        "It has no books yet: `booksSetUp` is the next step.",
        COMPANY,
        needs=WRITE,
    )
    company_update = updates(
        names.Company,
        "Change a company. Its code and its currency stay; country, time zone and rounding do too, once it has entries or documents.",
        COMPANY,
        needs=WRITE,
    )
