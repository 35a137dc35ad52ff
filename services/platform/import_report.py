"""Reports of imports: the form in which they are kept, and the rows that were rejected as a file to be corrected."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from asyncpg import Connection

from models import ImportFate

REJECTED: Final = """
select part, number, code, reason, values::text as values from import_row
where job_id = $1 and fate = 'REJECTED' order by part, number
"""
OURS: Final = ("_part", "_row", "_code", "_reason")


def document_of(told: Mapping[str, Any]) -> dict[str, object]:
    """Give a report as it is kept: lists where names differ from import to import."""
    return {
        "source": told["source"],
        "fates": [{"fate": fate, **told[fate.lower()]} for fate in ImportFate],
        "reasons": told["because"],
        "figures": told["figures"],
        "sums": told["sums"],
        "entities": [{"entity_type": kind, "count": count} for kind, count in told["entities"].items()],
        "rounding": told["rounding"],
        "through_the_schema": told["through_the_schema"],
        "put_into_form": [{"rule": rule, "count": count} for rule, count in told["put_into_form"].items()],
        "holds": told["holds"],
    }


async def write_rejects(connection: Connection, job_id: UUID, file: Path) -> int:
    """Write the rejected rows of an import as CSV, as they were read, and tell how many there are.

    What is ours stands last, so that the columns of the source are where they were. A row of text that was torn has more
    columns than the others; these have names that begin with `+`.
    """
    names: dict[str, None] = {}
    count = 0
    async for row in connection.cursor(REJECTED, job_id):
        names.update(dict.fromkeys(orjson.loads(row["values"])))
        count += 1
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow([*names, *OURS])
        async for row in connection.cursor(REJECTED, job_id):
            values: dict[str, str] = orjson.loads(row["values"])
            texts = [values.get(name, "") for name in names]
            writer.writerow([*texts, row["part"], row["number"], row["code"], row["reason"]])
    return count
