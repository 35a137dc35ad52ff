"""Writing what other systems know under ids of their own: changed where it is known here already, else new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, cast
from uuid import UUID

import sqlalchemy as sa

import models
from kernel.draft import Draft
from kernel.errors import DomainError
from kernel.ids import uuid7
from services import masters
from services.fitness import require_fit
from services.master import Master
from services.rights import require_company
from services.rows import NewRow, insert_rows
from services.work import Work

_LOCK = """
select pg_advisory_xact_lock(place) from (
  select distinct hashtextextended($1 || ' ' || company || ' ' || system || ' ' || external_id, 0) as place
  from unnest($2::uuid[], $3::text[], $4::text[]) as named (company, system, external_id) order by place
) as places
"""
_KNOWN = """
select known.company_id, known.system, known.external_id, known.entity_id from external_reference as known
join unnest($2::uuid[], $3::text[], $4::text[]) as named (company_id, system, external_id) using (company_id, system, external_id)
where known.entity_type = $1
"""


@dataclass(eq=False)
class ReferenceRepeated(DomainError):
    """One request names an id of another system once."""

    message = "This id of the other system comes twice in the request."


Name: TypeAlias = tuple[UUID, str, str]
"""What tells a record of another system from all others of its kind: our company, the system, its id there."""


async def upsert(work: Work, master: Master, drafts: Sequence[Draft]) -> list[UUID]:
    """Change what is known by its reference, make the rest, and give the ids in the order of the drafts.

    Raises:
        DomainError: as for what is made and changed.
    """
    names = [_name(draft) for draft in drafts]
    _require_once(drafts, names)
    for draft, name in zip(drafts, names, strict=True):
        require_company(work, name[0], *draft.at("company_id"))
    known = await _known(work, master, names)
    new = [(draft, name) for draft, name in zip(drafts, names, strict=True) if name not in known]
    made = await masters.create(work, master, [draft for draft, _ in new])
    keys = {**known, **{name: key for (_, name), key in zip(new, made, strict=True)}}
    references = [_reference(master, draft, name, keys[name]) for draft, name in new]
    require_fit(REFERENCE, references)
    await insert_rows(work, REFERENCE, references)
    changed = [(draft, known[name]) for draft, name in zip(drafts, names, strict=True) if name in known]
    await masters.update(work, master, [_change(draft, key) for draft, key in changed])
    return [keys[name] for name in names]


REFERENCE = cast("sa.Table", models.ExternalReference.__table__)


def _name(draft: Draft) -> Name:
    assert draft.external_id is not None
    system, external_id = draft.external_id
    return cast("UUID", draft.values["company_id"]), system, external_id


async def _known(work: Work, master: Master, names: Sequence[Name]) -> Mapping[Name, UUID]:
    """Look references up, and keep two from making one at the same time."""
    columns = [list(column) for column in zip(*names, strict=True)] or [[], [], []]
    await work.raw.execute(_LOCK, master.name, *columns)
    rows = await work.raw.fetch(_KNOWN, master.name, *columns)
    return {(row["company_id"], row["system"], row["external_id"]): row["entity_id"] for row in rows}


def _change(draft: Draft, key: UUID) -> Draft:
    rest = {column: value for column, value in draft.values.items() if column != "company_id"}
    return replace(draft, values=rest, key=key)


def _reference(master: Master, draft: Draft, name: Name, key: UUID) -> NewRow:
    company_id, system, external_id = name
    values = {"company_id": company_id, "system": system, "external_id": external_id, "entity_type": master.name}
    return NewRow(draft, {**values, "id": uuid7(), "entity_id": key})


def _require_once(drafts: Sequence[Draft], names: Sequence[Name]) -> None:
    seen: set[Name] = set()
    for draft, name in zip(drafts, names, strict=True):
        if name in seen:
            raise ReferenceRepeated(path=draft.at("external_id"))
        seen.add(name)
