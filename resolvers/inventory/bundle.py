"""Root fields for bundles, and what can be done to them."""

import strawberry

from planner.lists import by_id, pages
from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.base import Connection
from schema.inventory.bundle import WRITE
from services.inventory.bundle import BUNDLE


@strawberry.type
class BundleQueries:
    """Root fields for bundles."""

    bundles: Connection[names.Bundle] | None = pages("What is sold as one thing, and kept as several.", names.Bundle)
    bundle: names.Bundle | None = by_id("A bundle by its id.")
    bundle_components: Connection[names.BundleComponent] | None = pages(
        "What bundles are made of.", names.BundleComponent
    )
    bundle_component: names.BundleComponent | None = by_id("A component of a bundle by its id.")


@strawberry.type
class BundleMutations:
    """What can be done to bundles."""

    bundle_create = creates(names.Bundle, "Sell a SKU as a bundle of others.", BUNDLE, needs=WRITE)
    bundle_update = updates(names.Bundle, "Change what is in a bundle, for orders to come.", BUNDLE, needs=WRITE)
    bundle_archive = archives(names.Bundle, "Put a bundle out of use.", BUNDLE, needs=WRITE)
    bundle_restore = restores(names.Bundle, "Put a bundle back into use.", BUNDLE, needs=WRITE)
