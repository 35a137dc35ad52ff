"""Values that the vault has sealed, in the columns whose type is `Sealed`: by which keys, and sealing them anew."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from asyncpg import Connection

from auth.vault import PREFIX, Place, Vault
from models import Base

BATCH: Final = 500

_BY_KEY: Final = (
    "select split_part({column}, ':', 3) as key, count(*) from {table} where {column} is not null group by 1"
)
# Others may work meanwhile: a row that somebody is at is taken the next time.
_OTHERS: Final = """
select id, {column} as sealed from {table} where {column} is not null and not starts_with({column}, $1)
order by id limit $2 for update skip locked
"""
_SEAL: Final = "update {table} set {column} = $2 where id = $1"


class SealedColumn(NamedTuple):
    """A column whose values are sealed; its table has ids."""

    table: str
    column: str


def sealed_columns() -> Iterator[SealedColumn]:
    """Give the columns of all tables that are sealed."""
    for table in Base.metadata.sorted_tables:
        yield from (SealedColumn(table.name, column.name) for column in table.c if column.info.get("sealed"))


async def sealed_by(reading: Connection, columns: Sequence[SealedColumn]) -> Counter[str]:
    """Count the values that each key seals, by the key's id."""
    found = Counter[str]()
    for each in columns:
        for row in await reading.fetch(_BY_KEY.format(**each._asdict())):
            found[row["key"]] += row["count"]
    return found


async def reseal(writing: Connection, vault: Vault, columns: Sequence[SealedColumn]) -> int:
    """Seal with the newest key what another one seals, a few rows in a transaction at once, and give how many values it was.

    Raises:
        DataKeyUnknown, NotSealedHere: a value cannot be opened; what was sealed anew before it stays so.
    """
    done = 0
    for each in columns:
        while rows := await _reseal_some(writing, vault, each):
            done += rows
    return done


async def _reseal_some(writing: Connection, vault: Vault, of: SealedColumn) -> int:
    async with writing.transaction():
        await writing.execute("select set_config('app.reason', 'sealed with a new key', true)")
        rows = await writing.fetch(_OTHERS.format(**of._asdict()), f"{PREFIX}{vault.newest}:", BATCH)
        changed = [(row["id"], _anew(vault, row["sealed"], Place(*of, row["id"]))) for row in rows]
        await writing.executemany(_SEAL.format(**of._asdict()), changed)
    return len(rows)


def _anew(vault: Vault, sealed: str, place: Place) -> str:
    return vault.seal(vault.open(sealed, place), place)
