"""Persons: a user, a contact of a party, or a party that is a natural person; with everything that is theirs alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

import models
from kernel.errors import DomainError
from kernel.ids import NodeId
from models import PartyKind
from services.refusals import NotFound
from services.rights import rows_of
from services.work import Work

WORD_MIN: Final = 4
"""How many letters a value has at least by which a person is found in text; shorter ones are part of other words."""

_TABLES: Final[Mapping[str, sa.Table]] = {
    "Party": models.Party.__table__,
    "Contact": models.Contact.__table__,
    "User": models.User.__table__,
}  # pyright: ignore[reportAssignmentType] - the tables of mapped classes are tables
_WORDS: Final = """
select unnest(array[name, legal_name, vat_number, email, phone, website]) from party where id = any($1)
union select unnest(array[line1, line2]) from address where party_id = any($1)
union select unnest(array[name, email, phone]) from contact where id = any($2)
union select unnest(array[name, email]) from user_account where id = any($3)
"""


@dataclass(eq=False)
class NotAPersonAtAll(DomainError):
    """What is personal is of people: a user, a contact, or a party that is a natural person and no organisation."""

    message = "This is no person."


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by the ids of the rows that are theirs alone."""

    node: NodeId
    company_id: UUID | None
    parties: Sequence[UUID]
    addresses: Sequence[UUID]
    contacts: Sequence[UUID]
    users: Sequence[UUID]

    @property
    def ids(self) -> list[UUID]:
        """All of these."""
        return [*self.parties, *self.addresses, *self.contacts, *self.users]

    @property
    def subjects(self) -> list[str]:
        """As whom they sign in."""
        return [str(user) for user in self.users]


async def person(work: Work, node: NodeId) -> Person:
    """Find a person, and keep others from changing who it is.

    Raises:
        NotFound: there is nobody, or nobody whom one may see.
        NotAPersonAtAll: it is something else.
    """
    table = _TABLES.get(node.type_name)
    if table is None:
        raise NotAPersonAtAll(path=("id",))
    query = sa.select(table).where(table.c.id == node.key, *rows_of(work, table)).with_for_update()
    found = (await work.session.execute(query)).mappings().first()
    if found is None:
        raise NotFound(path=("id",))
    if node.type_name == "User":
        return Person(node, None, (), (), (), (node.key,))
    if node.type_name == "Contact":
        return Person(node, found["company_id"], (), (), (node.key,), ())
    if found["kind"] != PartyKind.PERSON:
        raise NotAPersonAtAll(path=("id",))
    belonging = [
        await _ids(work, f"select id from {name} where party_id = $1 order by id for update", node.key)  # noqa: S608 - names of ours
        for name in ("address", "contact", "user_account")
    ]
    return Person(node, found["company_id"], (node.key,), *belonging)


async def words_of(work: Work, of: Person) -> list[str]:
    """Give the values by which a person is found in text: names, addresses, how they are reached."""
    rows = await work.raw.fetch(_WORDS, of.parties, of.contacts, of.users)
    return sorted({row[0].strip() for row in rows if row[0] is not None and len(row[0].strip()) >= WORD_MIN})


async def _ids(work: Work, statement: str, key: UUID) -> list[UUID]:
    return [row["id"] for row in await work.raw.fetch(statement, key)]
