"""Other systems, the fields that they own, and imports from them with what became of every row."""

from collections.abc import Sequence
from decimal import Decimal

import models
from models import ImportFate, ImportJobState
from models.base import Entity
from tests.oracle.world.builder import NOON, Builder
from tests.oracle.world.people import USER_IDS
from tests.oracle.world.texts import NAMES, WORDS

SUBJECTS = (*map(str, USER_IDS.values()), "shop", "nobody")
OUTSIDE = (ImportFate.REJECTED, ImportFate.HELD_BACK)
OPTIONS: tuple[dict[str, object], ...] = (
    {},
    {"format": {"kind": "delimited", "separator": ";"}, "columns": ["No", "Name"], "let_in": True},
)
REPORT = {
    "source": {"rows": 3, "amount": "30.50"},
    "fates": [{"fate": fate.value, "rows": 1, "amount": "10.5"} for fate in ImportFate],
    "reasons": [{"fate": "REJECTED", "code": "VALUE_MISSING", "example": 'No "Zoë"', "rows": 1, "amount": "0"}],
    "figures": [],
    "sums": [
        {
            "name": "net",
            "source": "20.001",
            "left_out": "0",
            "rounding": "-0.001",
            "stored": "20.000",
            "through_the_schema": "25.000",
            "holds": True,
        },
    ],
    "entities": [{"entity_type": "Party", "count": 2}, {"entity_type": "Product", "count": 0}],
    "rounding": "-0.001",
    "through_the_schema": "20.000",
    "put_into_form": [{"rule": "country of country", "count": 4}],
    "holds": True,
}


def imports(
    builder: Builder, company: models.Company | None, entities: Sequence[Entity], work: Sequence[models.Job]
) -> None:
    """Make the imports into one company, or those that have founded none yet."""
    mappings = [] if company is None else _mappings(builder)
    jobs = [_job(builder, company, builder.pick(mappings) if mappings else None) for _ in range(6)]
    for job in jobs[::2]:
        job.job_id = builder.pick(work).id
    rows = [_row(builder, job, number, builder.pick(entities)) for job in jobs for number in range(1, 6)]
    builder.layer(mappings, jobs, rows)


def _mappings(builder: Builder) -> list[models.ImportMapping]:
    systems = [
        models.ExternalSystem(**builder.owned(), code=code, name=builder.pick(NAMES)) for code in ("shop", "erp")
    ]
    owned = [
        models.FieldOwnership(**builder.owned(), system_id=builder.pick(systems).id, entity_type=type_, field=field)
        for type_, field in (("Party", "name"), ("Party", "email"), ("Sku", "name"))
    ]
    builder.layer(systems, owned)
    return [
        models.ImportMapping(
            **builder.owned(), code=code, revision=revision, target="parties", document={"key": ["No"], "fields": {}}
        )
        for code in ("customers", "vendors")
        for revision in (1, 2)
    ]


def _job(builder: Builder, company: models.Company | None, mapping: models.ImportMapping | None) -> models.ImportJob:
    state = builder.pick(list(ImportJobState))
    return models.ImportJob(
        **builder.entity(),
        company_id=company.id if company else None,
        system=builder.pick(["shop", "erp"]),
        target="parties" if mapping else "history",
        mapping_id=mapping.id if mapping else None,
        state=state,
        source_name=builder.pick(NAMES),
        source_sha256=f"{builder.random.getrandbits(256):064x}",
        options=builder.pick(OPTIONS),
        rows_read=5,
        requested_by=builder.pick(SUBJECTS),
        started_at=builder.maybe(NOON),
        **({} if state in (ImportJobState.DRAFT, ImportJobState.MAPPED) else {"report": REPORT}),
    )


def _row(builder: Builder, job: models.ImportJob, number: int, entity: Entity) -> models.ImportRow:
    fate = builder.pick(list(ImportFate))
    row = models.ImportRow(
        id=builder.id(),
        job_id=job.id,
        part=builder.pick(["rows", "Zeilen"]),
        number=number,
        fate=fate,
        amount=builder.maybe(Decimal("12.5")),
    )
    if fate in OUTSIDE:
        row.code, row.reason, row.values = "VALUE_MISSING", "Name is empty.", {"No": builder.pick(WORDS), "Name": ""}
    else:
        row.entity_type, row.entity_id = type(entity).__name__, entity.id
        row.changes = [["name", "x ", "x", "trim"], ["country", "Österreich", "AT", "country"]]
    return row
