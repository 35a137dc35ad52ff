"""Sealing: each entry of the audit or of a journal gets a place in a chain of hashes, so that no change goes unnoticed.

The chain is made after the commit, so that it stands in nobody's way; what is committed is sealed within seconds. The
database reckons the hashes (`models/platform/chain.py`), and the head of each run is signed.

Whoever owns the database could reckon a chain anew and let us sign it. So what was signed last is kept outside of the
database too, and nothing is signed that does not go on from there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol, TypeAlias
from uuid import UUID

from asyncpg import Connection, Pool

BATCH: Final = 5_000

Sign: TypeAlias = Callable[[int, bytes, str], str]
"""Signs a position and its hash, in a chain of a name."""
IsSigned: TypeAlias = Callable[[str, int, bytes, str], bool]
"""Tells whether a signature is good for a position and its hash, in a chain of a name."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A kind of chain: the statements that seal it and look through it. The names are those of our tables."""

    name: str
    entries: str
    # The column that tells chains apart; None where there is one.
    of: str | None = None

    @property
    def heads(self) -> str:
        """The ends of chains that are not signed yet, each with the name of its chain."""
        if self.of is None:
            return f"""
select '' as chain, position, hash from {self.name}_seal
where position > coalesce((select max(position) from {self.name}_head), 0) order by position desc limit 1
"""  # noqa: S608 - names of ours
        return f"""
select each.id::text as chain, last.position, last.hash from {self.name} as each
cross join lateral (
  select position, hash from {self.name}_seal where {self.of} = each.id order by position desc limit 1) as last
where last.position > coalesce((select max(position) from {self.name}_head where {self.of} = each.id), 0)
"""  # noqa: S608 - names of ours

    @property
    def sign(self) -> str:
        """Keep the signature of an end."""
        columns, values = (f"{self.of}, ", "$4::text::uuid, ") if self.of else ("", "")
        said = "" if self.of else "where $4::text = '' "
        return f"""
insert into {self.name}_head ({columns}position, hash, signature) select {values}$1, $2, $3 {said}on conflict do nothing
"""

    @property
    def stands(self) -> str:
        """Tell whether the chain `$1` has a hash at a position."""
        return f"""
select exists (select from {self.name}_seal as seal where {self.of_chain("seal")} and position = $2 and hash = $3)
"""  # noqa: S608 - names of ours

    def of_chain(self, table: str) -> str:
        """Say which rows of a table are of the chain `$1`."""
        return f"{table}.{self.of} = $1::text::uuid" if self.of else "$1::text = ''"


AUDIT: Final = Sealed("audit", "audit_entry")
JOURNALS: Final = Sealed("journal", "journal_entry", "journal_id")


class Head(NamedTuple):
    """Where a chain ended, and the hash that it ended with."""

    position: int
    hash: bytes


class Witness(Protocol):
    """Remembers, outside of the database, what was signed last of each chain; that of the audit has no name."""

    def last(self, chain: str = "") -> Head | None:
        """Give what was signed last of a chain; None where nothing was."""
        ...

    def keep(self, head: Head, chain: str = "") -> None:
        """Remember what has been signed of a chain."""
        ...


class ChainBroken(Exception):
    """A chain does not go on from what was signed last. No more of it is signed until an operator has looked into it."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What looking through a whole chain has found."""

    sealed: int
    unsealed: int
    unsealed_since: datetime | None
    first_break: str | None
    """Where the chain breaks first: position, what is wrong, and the entry; None where it holds."""

    @property
    def holds(self) -> bool:
        return self.first_break is None


async def seal(writing: Pool | Connection, sign: Sign, witness: Witness, what: Sealed = AUDIT) -> int:
    """Seal what is committed, sign the ends of the chains, and tell how many entries were sealed.

    Where somebody else is sealing at this moment, nothing is left to do.

    Raises:
        ChainBroken: what was signed last is not in a chain. The other chains are signed.
    """
    sealed = 0
    while (batch := await writing.fetchval(f"select {what.name}_seal($1)", BATCH)) > 0:
        sealed += batch
    heads = {head["chain"]: Head(head["position"], head["hash"]) for head in await writing.fetch(what.heads)}
    # The audit is one chain, and looked at even when nothing was added.
    chains = heads if what.of else {"", *heads}
    lost = {chain: await head_lost(writing, witness, what, chain) for chain in chains}
    for chain, head in heads.items():
        if lost[chain] is None:
            await writing.execute(what.sign, *head, sign(*head, chain), chain)
            witness.keep(head, chain)
    if broken := [f"{chain} {told}".lstrip() for chain, told in lost.items() if told is not None]:
        raise ChainBroken("; ".join(broken))
    return sealed


async def head_lost(reading: Pool | Connection, witness: Witness, what: Sealed = AUDIT, chain: str = "") -> str | None:
    """Say that what was signed last is not in a chain any more; None where it is, or nothing was signed yet."""
    return await _lost(reading, witness.last(chain), what, chain)


async def _lost(reading: Pool | Connection, last: Head | None, what: Sealed, chain: str) -> str | None:
    if last is None or await reading.fetchval(what.stands, chain, *last):
        return None
    return f"{last.position}: HEAD_LOST, though it was signed"


async def verify(
    reading: Connection, is_signed: IsSigned, witness: Witness, what: Sealed = AUDIT, chain: UUID | None = None
) -> Verification:
    """Reckon a whole chain again and check the signature of every head, at one moment, and what was signed last."""
    name = "" if chain is None else str(chain)
    first = f"select {what.name}_first_break({'$1' if what.of else ''})"
    # What waits, and what never waited: an entry that somebody wrote past the database's own way has no seal either.
    unsealed_entries = f"""
select count(*) as count, min(recorded_at) as since from {what.entries} as entry
where {what.of_chain("entry")} and not exists (select from {what.name}_seal as seal where seal.entry_id = entry.id)
"""  # noqa: S608 - names of ours
    last = f"select coalesce(max(position), 0) from {what.name}_seal as seal where {what.of_chain('seal')}"  # noqa: S608 - names of ours
    # Asked before anything is read: what is signed while we look would be missing in what we see.
    remembered = witness.last(name)
    async with reading.transaction(isolation="repeatable_read", readonly=True):
        unsealed = await reading.fetchrow(unsealed_entries, name)
        assert unsealed is not None
        found = await reading.fetchval(first, *([chain] if what.of else []))
        found = found or await _unsigned(reading, is_signed, what, name)
        first_break = found or await _lost(reading, remembered, what, name)
        sealed = await reading.fetchval(last, name)
    return Verification(sealed, unsealed["count"], unsealed["since"], first_break)


async def _unsigned(reading: Connection, is_signed: IsSigned, what: Sealed, name: str) -> str | None:
    heads = f"""
select position, hash, signature from {what.name}_head as head where {what.of_chain("head")} order by position
"""  # noqa: S608 - names of ours
    async for head in reading.cursor(heads, name):
        if not is_signed(head["signature"], head["position"], head["hash"], name):
            return f"{head['position']}: SIGNATURE_INVALID"
    return None
