"""Each journal is a chain: what the owner of the database changes in it is found."""

from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path

import asyncpg
import pytest
from asyncpg import Connection
from joserfc.jwk import ECKey

from auth.keys import verification_keys
from auth.seals import is_signed, sign_head
from server.database import Database, create_engine
from server.jobs.witness import FileWitness
from services.platform.seal import JOURNALS, ChainBroken, Head, Verification, Witness, seal, verify
from tests.audit.test_sealing import WITNESS
from tests.finance.books import Books, books_of, working

KEY = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, auto_kid=True)
FIRST_LINE = "(select id from journal_line where entry_id = (select entry_id from journal_seal where position = 2 limit 1) and position = 1)"


@pytest.fixture
async def sealed(fresh_database: Database) -> AsyncGenerator[tuple[Books, Connection]]:
    """Books with five sealed entries in the general journal and one in that of the bank, and the owner."""
    engine = create_engine(fresh_database)
    async with working(engine, keep=True) as work:
        books = await books_of(work)
        for _ in range(5):
            await books.post(("1410", "1.00"), ("3010", "-1.00"))
        await books.post(("1410", "1.00"), ("3010", "-1.00"), journal="BNK")
    owner = await asyncpg.connect(fresh_database.owner_url)
    assert await seal(owner, partial(sign_head, KEY), WITNESS, JOURNALS) == 6
    yield books, owner
    await owner.close()
    await engine.dispose()


async def verified(books: Books, owner: Connection, journal: str = "GEN", witness: Witness = WITNESS) -> Verification:
    """Verify the chain of a journal."""
    return await verify(owner, partial(is_signed, verification_keys(KEY)), witness, JOURNALS, books.journals[journal])


async def test_every_entry_has_its_place_in_the_chain_of_its_journal(sealed: tuple[Books, Connection]) -> None:
    books, owner = sealed
    assert await verified(books, owner) == Verification(5, 0, None, None)
    assert await verified(books, owner, "BNK") == Verification(1, 0, None, None)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (f"update journal_line set description = 'Another' where id = {FIRST_LINE}", "2: ENTRY_CHANGED"),
        (f"update journal_line set account_id = (select account_id from journal_line where position = 2 limit 1) where id = {FIRST_LINE}", "2: ENTRY_CHANGED"),
        (f"delete from journal_line where id = {FIRST_LINE}", "2: ENTRY_CHANGED"),
        ("update journal_entry set posted_on = posted_on - 1 where id = (select entry_id from journal_seal where position = 2 limit 1)", "2: ENTRY_CHANGED"),
        ("delete from journal_seal where position = 2", "3: SEAL_MISSING"),
        ("delete from journal_seal where position = 5", "HEAD_LOST"),
    ],
)  # fmt: skip
async def test_finds_what_the_owner_has_changed(sealed: tuple[Books, Connection], statement: str, fault: str) -> None:
    books, owner = sealed
    await owner.execute(
        "alter table journal_line_dimension drop constraint fk_journal_line_dimension_company_id_line_id"
    )
    for table in ("journal_entry", "journal_line", "journal_seal", "journal_head"):
        await owner.execute(f"alter table {table} disable trigger user")
    await owner.execute(statement)
    assert fault in ((await verified(books, owner)).first_break or "")


async def test_a_head_of_one_journal_is_not_good_for_another(sealed: tuple[Books, Connection]) -> None:
    books, owner = sealed
    await owner.execute("alter table journal_head disable trigger user")
    await owner.execute("update journal_head set signature = (select signature from journal_head where position = 5)")
    assert "SIGNATURE_INVALID" in ((await verified(books, owner, "BNK")).first_break or "")


async def test_signs_no_journal_that_does_not_go_on_from_what_it_has_signed(
    sealed: tuple[Books, Connection], tmp_path: Path
) -> None:
    books, owner = sealed
    witness, journal = await FileWitness.of(tmp_path, owner), str(books.journals["GEN"])
    witness.keep(Head(5, b"another"), journal)
    assert "HEAD_LOST" in ((await verified(books, owner, witness=witness)).first_break or "")
    assert (await verified(books, owner, "BNK", witness)).holds
    await owner.execute("alter table journal_head disable trigger user; delete from journal_head")
    with pytest.raises(ChainBroken, match=f"{journal} 5: HEAD_LOST"):
        await seal(owner, partial(sign_head, KEY), witness, JOURNALS)
    assert await owner.fetchval("select count(*) from journal_head") == 1
    assert witness.chains() == sorted([journal, str(books.journals["BNK"])])
