"""Root fields for imports, their mappings, and what there is to map to."""

import strawberry

from planner.fields import known
from planner.lists import by_id, pages
from schema import names
from schema.base import Connection
from schema.platform.external_system import READ
from schema.platform.import_mapping import (
    ImportHistory,
    ImportStandardiser,
    ImportTarget,
    ImportTargetField,
    ImportTargets,
)
from services.migration.histories import HISTORIES
from services.migration.standard.named import STANDARDISERS
from services.migration.targets.known import TARGETS
from services.migration.targets.target import Target


def _import_targets() -> ImportTargets:
    standardisers = [
        ImportStandardiser(name=name, options=list(named.options), choices=list(named.choices))
        for name, named in STANDARDISERS.items()
    ]
    histories = [ImportHistory(system=system) for system in HISTORIES]
    return ImportTargets(
        targets=[_target(target) for target in TARGETS.values()], standardisers=standardisers, histories=histories
    )


def _target(target: Target) -> ImportTarget:
    fields = [
        ImportTargetField(name=name, description=field.description, is_required=field.required)
        for name, field in target.fields.items()
    ]
    return ImportTarget(name=target.name, entity_type=target.entity_type, fields=fields)


@strawberry.type
class ImportJobQueries:
    """Root fields for imports, their mappings, and what there is to map to."""

    import_jobs: Connection[names.ImportJob] | None = pages("Imports, the newest first.", names.ImportJob)
    import_job: names.ImportJob | None = by_id("An import by its id.")
    import_row: names.ImportRow | None = by_id("A row of an import by its id.")
    import_mappings: Connection[names.ImportMapping] | None = pages(
        "What the columns of sources become, each code with its newest revision first.", names.ImportMapping
    )
    import_mapping: names.ImportMapping | None = by_id("A revision of a mapping by its id.")
    import_targets: ImportTargets | None = known(
        "Everything that an import can become, so that somebody can be asked what the columns of a file are.",
        _import_targets,
        needs=READ,
    )
