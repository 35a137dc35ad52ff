"""Sealing the audit: each entry gets a place in a chain of hashes, so that no change of it goes unnoticed.

The chain is made after the commit, so that it stands in nobody's way; what is committed is sealed within seconds. The
database reckons the hashes (`models/platform/audit.py`), and the head of each run is signed.

Whoever owns the database could reckon the chain anew and let us sign it. So what was signed last is kept outside of the
database too, and nothing is signed that does not go on from there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol, TypeAlias

from asyncpg import Connection, Pool

BATCH: Final = 5_000

Sign: TypeAlias = Callable[[int, bytes], str]
"""Signs a position and its hash."""
IsSigned: TypeAlias = Callable[[str, int, bytes], bool]
"""Tells whether a signature is good for a position and its hash."""


class Head(NamedTuple):
    """Where the chain ended, and the hash that it ended with."""

    position: int
    hash: bytes


class Witness(Protocol):
    """Remembers, outside of the database, what was signed last."""

    def last(self) -> Head | None:
        """Give what was signed last; None where nothing was."""
        ...

    def keep(self, head: Head) -> None:
        """Remember what has been signed."""
        ...


class ChainBroken(Exception):
    """The chain does not go on from what was signed last. Nothing is signed until an operator has looked into it."""


_HEAD = """
select position, hash from audit_seal
where position > coalesce((select max(position) from audit_head), 0) order by position desc limit 1
"""
_STANDS = "select exists (select from audit_seal where position = $1 and hash = $2)"
_SIGN = "insert into audit_head (position, hash, signature) values ($1, $2, $3) on conflict (position) do nothing"
_SEALED = "select coalesce(max(position), 0) from audit_seal"
# What waits, and what never waited: an entry that somebody wrote past the database's own way has no seal either.
_UNSEALED = """
select count(*) as count, min(recorded_at) as since from audit_entry as entry
where not exists (select from audit_seal as seal where seal.entry_id = entry.id)
"""
_HEADS = "select position, hash, signature from audit_head order by position"


@dataclass(frozen=True, slots=True)
class Verification:
    """What looking through the whole audit has found."""

    sealed: int
    unsealed: int
    unsealed_since: datetime | None
    first_break: str | None
    """Where the chain breaks first: position, what is wrong, and the entry; None where it holds."""

    @property
    def holds(self) -> bool:
        return self.first_break is None


async def seal(writing: Pool | Connection, sign: Sign, witness: Witness) -> int:
    """Seal what is committed, sign the head of the chain, and tell how many entries were sealed.

    Where somebody else is sealing at this moment, nothing is left to do.

    Raises:
        ChainBroken: what was signed last is not in the chain.
    """
    sealed = 0
    while (batch := await writing.fetchval("select audit_seal($1)", BATCH)) > 0:
        sealed += batch
    if (lost := await head_lost(writing, witness)) is not None:
        raise ChainBroken(lost)
    head = await writing.fetchrow(_HEAD)
    if head is not None:
        await writing.execute(_SIGN, head["position"], head["hash"], sign(head["position"], head["hash"]))
        witness.keep(Head(head["position"], head["hash"]))
    return sealed


async def head_lost(reading: Pool | Connection, witness: Witness) -> str | None:
    """Say that what was signed last is not in the chain any more; None where it is, or nothing was signed yet."""
    last = witness.last()
    if last is None or await reading.fetchval(_STANDS, *last):
        return None
    return f"{last.position}: HEAD_LOST, though it was signed"


async def verify(reading: Connection, is_signed: IsSigned, witness: Witness) -> Verification:
    """Reckon the whole chain again and check the signature of every head, at one moment, and what was signed last."""
    async with reading.transaction(isolation="repeatable_read", readonly=True):
        unsealed = await reading.fetchrow(_UNSEALED)
        assert unsealed is not None
        first_break = await reading.fetchval("select audit_first_break()") or await _unsigned(reading, is_signed)
        first_break = first_break or await head_lost(reading, witness)
        sealed = await reading.fetchval(_SEALED)
    return Verification(sealed, unsealed["count"], unsealed["since"], first_break)


async def _unsigned(reading: Connection, is_signed: IsSigned) -> str | None:
    async for head in reading.cursor(_HEADS):
        if not is_signed(head["signature"], head["position"], head["hash"]):
            return f"{head['position']}: SIGNATURE_INVALID"
    return None
