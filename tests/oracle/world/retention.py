"""For how long things are kept: by rules of the whole installation, and of each company."""

from collections.abc import Sequence

import models
from models import RetentionKind
from tests.oracle.world.builder import Builder


def retention_rules(builder: Builder, companies: Sequence[models.Company]) -> None:
    """Make a rule of each kind for all companies, and one of the first kind for each of them."""
    kinds = list(RetentionKind)
    rules = [(None, kind) for kind in kinds] + [(company.id, kinds[0]) for company in companies]
    builder.layer(
        [
            models.RetentionRule(**builder.entity(), company_id=company, kind=kind, kept_days=30 + days)
            for days, (company, kind) in enumerate(rules)
        ]
    )
