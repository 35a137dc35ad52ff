"""Asking for approval happens after what is refused was taken back: it is tried again as writing is, and answered for."""

from collections.abc import AsyncGenerator

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.platform.approvals.office import Office, Person
from tests.platform.approvals.test_journal_entries import drafted
from tests.writing.shop import Shop

FAILING = """
create function fail_to_ask() returns trigger language plpgsql security definer as $$
begin
  if nextval('asked_so_far') <= tg_argv[1]::integer then
    raise exception 'called off' using errcode = tg_argv[0];
  end if;
  return new;
end $$
"""
FAILS = """
create trigger fails_to_ask before insert on approval_request for each row execute function fail_to_ask('%s', '%s')
"""
POST = """
mutation ($small: ID!, $large: ID!, $key: ID!, $other: ID!) {
  small: journalEntryPost(id: $small, version: 1, idempotencyKey: $key) { journalEntry { number } errors { code } }
  large: journalEntryPost(id: $large, version: 1, idempotencyKey: $other) { errors { code } }
}
"""


@pytest.fixture(autouse=True)
async def failing(shop: Shop) -> AsyncGenerator[None]:
    """A database that can be told to fail when somebody is asked."""
    await shop.owner.execute("create sequence asked_so_far")
    await shop.owner.execute(FAILING)
    yield
    await shop.owner.execute("drop function fail_to_ask() cascade; drop sequence asked_so_far")


async def posted(books: Office, clerk: Person) -> tuple[str, list[str]]:
    """Post an entry below the limit, and one above; give the number of the one, and the codes of the other."""
    small, large = [(await drafted(books, clerk, amount))["id"] for amount in ("10.00", "5000.00")]
    data = await books.ask(clerk, POST, {"small": small, "large": large, "key": uuid7().hex, "other": uuid7().hex})
    return data["small"]["journalEntry"]["number"], [error["code"] for error in data["large"]["errors"]]


async def test_what_the_database_calls_off_is_asked_again(books: Office) -> None:
    await books.policy()
    clerk, chief = await books.hire(RoleCode.ACCOUNTANT), await books.hire()
    await books.shop.owner.execute(FAILS % ("40P01", 2))
    assert await posted(books, clerk) == ("GEN-2026-000001", ["APPROVAL_REQUIRED"])
    assert len(await books.inbox(chief)) == 1


async def test_what_is_locked_for_long_leaves_the_fields_before_it_answered(books: Office) -> None:
    await books.policy()
    clerk, chief = await books.hire(RoleCode.ACCOUNTANT), await books.hire()
    await books.shop.owner.execute(FAILS % ("55P03", 1))
    assert await posted(books, clerk) == ("GEN-2026-000001", ["BUSY"])
    assert await books.inbox(chief) == []
