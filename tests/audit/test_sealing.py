"""What is sealed cannot be changed without being found, not even by whoever owns the database."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from functools import partial
from pathlib import Path

import asyncpg
import pytest
from asyncpg import Connection
from joserfc.jwk import ECKey

from auth.keys import verification_keys
from auth.seals import is_signed, sign_head
from server.database import Database
from server.jobs.witness import FileWitness
from services.platform.seal import ChainBroken, Head, Verification, seal, verify
from tests.schema.builders import company, party

KEY = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, auto_kid=True)


class Forgetful:
    """A witness that remembers nothing."""

    def last(self, chain: str = "") -> Head | None:
        """Give nothing."""

    def keep(self, head: Head, chain: str = "") -> None:
        """Forget it."""


WITNESS = Forgetful()
SIGN: Callable[[int, bytes, str], str] = partial(sign_head, KEY)
REWRITTEN = (
    "update audit_entry set actor = 'nobody'",
    "insert into audit_unsealed select entry_id from audit_seal",
    "delete from audit_head",
    "delete from audit_seal",
)
POSITIONS = "select array_agg(position order by position) from audit_seal"


@pytest.fixture
async def owner_of_fresh(fresh_database: Database) -> AsyncGenerator[Connection]:
    """The owner, who commits, and can switch triggers off."""
    connection = await asyncpg.connect(fresh_database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def sealer(fresh_database: Database) -> AsyncGenerator[Connection]:
    """The application, as a worker has it."""
    connection = await asyncpg.connect(fresh_database.app_url)
    yield connection
    await connection.close()


@pytest.fixture
async def sealed(owner_of_fresh: Connection, sealer: Connection) -> Connection:
    """The owner of a database with a sealed audit of more than five entries."""
    acme = await company(owner_of_fresh)
    for number in range(5):
        await party(owner_of_fresh, acme, f"P-{number}")
    await seal(sealer, SIGN, WITNESS)
    return owner_of_fresh


async def verified(connection: Connection, key: ECKey = KEY) -> Verification:
    """Verify the audit."""
    return await verify(connection, partial(is_signed, verification_keys(key)), WITNESS)


async def tamper(owner: Connection, *statements: str) -> None:
    """Do what only the owner can, with the triggers out of the way."""
    await owner.execute("alter table audit_seal drop constraint fk_audit_seal_entry_id")
    for table in ("audit_entry", "audit_seal", "audit_head"):
        await owner.execute(f"alter table {table} disable trigger user")
    for statement in statements:
        await owner.execute(statement)


@pytest.mark.usefixtures("sealed")
async def test_every_entry_gets_a_place_without_gaps(sealer: Connection) -> None:
    count = await sealer.fetchval("select count(*) from audit_entry")
    assert await sealer.fetchval(POSITIONS) == list(range(1, count + 1))
    assert await verified(sealer) == Verification(count, 0, None, None)
    assert await seal(sealer, SIGN, WITNESS) == 0


async def test_what_waits_is_told(sealed: Connection, sealer: Connection) -> None:
    await company(sealed, "LATE")
    found = await verified(sealer)
    assert (found.unsealed, found.holds) == (1, True)
    assert found.unsealed_since is not None


async def test_a_transaction_that_ends_late_holds_up_no_other(
    sealed: Connection, sealer: Connection, fresh_database: Database
) -> None:
    slow = await asyncpg.connect(fresh_database.app_url)
    transaction = slow.transaction()
    await transaction.start()
    await company(slow, "SLOW")
    await company(sealed, "QUICK")
    assert await seal(sealer, SIGN, WITNESS) == 1
    await transaction.commit()
    await slow.close()
    assert await seal(sealer, SIGN, WITNESS) == 1
    assert (await verified(sealer)).holds


async def test_two_sealers_at_once_make_one_chain(sealed: Connection, fresh_database: Database) -> None:
    acme = await company(sealed, "MANY")
    for number in range(60):
        await party(sealed, acme, f"M-{number}")
    sealers = [await asyncpg.connect(fresh_database.app_url) for _ in range(4)]
    done = await asyncio.gather(*(seal(connection, SIGN, WITNESS) for connection in sealers))
    assert sum(done) == 61
    assert (await verified(sealers[0])).holds
    for connection in sealers:
        await connection.close()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update audit_entry set actor = 'nobody' where id = (select entry_id from audit_seal where position = 3)", "3: ENTRY_CHANGED"),
        ("update audit_entry set after = after || '{\"name\": null}' where id = (select entry_id from audit_seal where position = 3)", "3: ENTRY_CHANGED"),
        ("update audit_entry set recorded_at = recorded_at - interval '1 microsecond' where id = (select entry_id from audit_seal where position = 3)", "3: ENTRY_CHANGED"),
        ("delete from audit_entry where id = (select entry_id from audit_seal where position = 3)", "3: ENTRY_MISSING"),
        ("delete from audit_seal where position = 3", "4: SEAL_MISSING"),
        ("delete from audit_seal where position = (select max(position) from audit_seal)", "HEAD_LOST"),
        ("update audit_seal set hash = sha256('x') where position = 3", "3: ENTRY_CHANGED"),
    ],
)  # fmt: skip
async def test_finds_what_the_owner_has_changed(
    sealed: Connection, sealer: Connection, statement: str, fault: str
) -> None:
    await tamper(sealed, statement)
    found = await verified(sealer)
    assert fault in (found.first_break or "")


async def test_finds_a_chain_that_was_reckoned_anew(sealed: Connection, sealer: Connection) -> None:
    await tamper(sealed, *REWRITTEN)
    forger = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, auto_kid=True)
    await seal(sealer, partial(sign_head, forger), WITNESS)
    assert await sealer.fetchval("select audit_first_break()") is None
    assert "SIGNATURE_INVALID" in ((await verified(sealer)).first_break or "")


async def test_signs_nothing_that_does_not_go_on_from_what_it_has_signed(
    sealed: Connection, sealer: Connection, tmp_path: Path
) -> None:
    witness = await FileWitness.of(tmp_path, sealer)
    await company(sealed, "LAST")
    await seal(sealer, SIGN, witness)
    await tamper(sealed, *REWRITTEN)
    for _ in range(2):
        with pytest.raises(ChainBroken, match="HEAD_LOST"):
            await seal(sealer, SIGN, witness)
    assert await sealer.fetchval("select count(*) from audit_head") == 0
    found = await verify(sealer, partial(is_signed, verification_keys(KEY)), witness)
    assert "HEAD_LOST" in (found.first_break or "")
    witness.set_aside()
    await seal(sealer, SIGN, witness)
    assert (await verify(sealer, partial(is_signed, verification_keys(KEY)), witness)).holds


async def test_a_witness_remembers_what_is_furthest_for_each_database(
    sealed: Connection, sealer: Connection, tmp_path: Path
) -> None:
    witness = await FileWitness.of(tmp_path, sealer)
    assert witness.last() is None
    witness.keep(Head(7, b"seven"))
    witness.keep(Head(6, b"six"))
    assert (await FileWitness.of(tmp_path, sealed)).last() == Head(7, b"seven")


async def test_a_worker_that_is_killed_between_seal_and_signature_leaves_the_head_to_the_next(
    sealed: Connection, sealer: Connection, tmp_path: Path
) -> None:
    witness = await FileWitness.of(tmp_path, sealer)
    await company(sealed, "LAST")
    await sealer.fetchval("select audit_seal(100)")
    assert await seal(sealer, SIGN, witness) == 0
    assert witness.last() is not None
    assert (await verified(sealer)).holds


@pytest.mark.parametrize("statement", ["set session_replication_role = 'replica'", "set role torso_owner"])
async def test_the_application_cannot_become_somebody_else(sealer: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await sealer.execute(statement)


async def test_an_entry_that_was_put_in_by_hand_never_gets_a_seal(sealed: Connection, sealer: Connection) -> None:
    await sealed.execute("insert into audit_entry (operation, actor) values ('INSERT', 'ada')")
    await seal(sealer, SIGN, WITNESS)
    found = await verified(sealer)
    assert (found.unsealed, found.unsealed_since is None) == (1, False)


async def test_a_clock_that_goes_back_puts_no_seal_out_of_place(sealed: Connection, sealer: Connection) -> None:
    await sealed.execute(
        "insert into audit_entry (id, operation, actor, recorded_at) values (uuidv7('-1 day'), 'INSERT', 'x', now())"
    )
    await sealed.execute("insert into audit_unsealed select id from audit_entry where actor = 'x'")
    assert await seal(sealer, SIGN, WITNESS) == 1
    assert (await verified(sealer)).holds
