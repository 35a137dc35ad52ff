"""Bulk operations are their requester's, read what that one may read, and end where the rights end."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from auth.principal import Principal
from auth.roles import RoleCode
from kernel.clock import FixedClock, SystemClock
from server.bulk.rights import RightsWatch
from server.jobs.worker import tools_of
from services.platform.bulk import rights
from services.platform.bulk.limits import BulkRightsEnded
from tests.bulk.conftest import ALL, Bulk

OWN = "select id from party where company_id = $1 and number = 'P-0042'"
END = "update bulk_operation set rights = rights || jsonb_build_object('expires_at', now() - interval '1 second')"


async def test_a_partner_reads_what_is_its_own(bulk: Bulk) -> None:
    party = await bulk.shop.owner.fetchval(OWN, bulk.company)
    partner = bulk.token(RoleCode.PARTNER_CUSTOMER, subject=str(uuid4()), party=party)
    told = await bulk.done("{ parties { nodes { number } } }", token=partner)
    assert await bulk.lines(told) == [{"number": "P-0042"}]


async def test_nobody_sees_or_calls_off_what_others_have_asked_for(bulk: Bulk) -> None:
    asked = await bulk.ask()
    other = bulk.token(subject=str(uuid4()))
    assert await bulk.told(asked, token=other) is None
    cancel = f'mutation {{ bulkQueryCancel(id: "{asked["bulkOperation"]["id"]}") {{ errors {{ code }} }} }}'
    refused = await bulk.shop.ask(cancel, token=other)
    assert refused["data"]["bulkQueryCancel"]["errors"] == [{"code": "NOT_FOUND"}]


async def test_it_ends_where_the_rights_have_ended(bulk: Bulk) -> None:
    asked = await bulk.ask()
    await bulk.shop.owner.execute(END)
    assert await bulk.work(asked)
    told = await bulk.told(asked)
    assert (told["state"], told["errorCode"], told["job"]["state"]) == ("FAILED", "BULK_RIGHTS_ENDED", "FAILED")


async def test_who_may_not_ask_in_bulk_is_refused(bulk: Bulk) -> None:
    token = bulk.shop.token(RoleCode.ADMIN, companies=[bulk.company], scope="platform.party:read")
    answer = await bulk.ask(ALL, token=token)
    assert answer["errors"][0]["extensions"]["permission"] == "platform.bulk:query"


def test_rights_are_read_as_they_were_written() -> None:
    ids = (uuid4(), uuid4())
    somebody = Principal(
        "ada", "shop", "Ada", frozenset({"sales.order:read"}), ids, uuid4(), ("SALES_REP",), ("sales.*",), ("de",),
        SystemClock().now(), sales_reps=ids, warehouses=(),
    )  # fmt: skip
    assert rights.read(rights.told(somebody)) == somebody
    everywhere = replace(somebody, companies=None, party_id=None, scopes=None, expires_at=None, sales_reps=None)
    assert rights.read(rights.told(everywhere)) == everywhere


async def test_rights_are_looked_at_again_after_some_seconds(bulk: Bulk) -> None:
    clock = FixedClock(SystemClock().now())
    stated = Principal("ada", "no-program", "Ada", frozenset(), None, expires_at=clock.now() + timedelta(seconds=3))
    async with tools_of(bulk.shop.site.settings, bulk.shop.database) as tools:
        watch = RightsWatch(stated, tools.pool, clock)
        await watch.require()
        clock.advance(timedelta(seconds=4))
        with pytest.raises(BulkRightsEnded):
            await watch.require()


PROGRAM = """
insert into oauth_client (client_id, name, kind, state, redirect_uris, post_logout_redirect_uris, web_origins, grant_types, scopes)
values ($1, 'Program', 'CONFIDENTIAL', 'APPROVED', '{}', '{}', '{}', '{client_credentials}', '{platform.*}') returning id
"""
HOLDS = """
insert into oauth_client_role (client_id, role_id, company_id) select $1, id, $2 from role where code = 'ADMIN'
"""


async def test_a_program_reads_on_as_long_as_it_has_its_role(bulk: Bulk) -> None:
    name = f"program-{uuid4()}"
    owner = bulk.shop.owner
    program: UUID = await owner.fetchval(PROGRAM, name)
    await owner.execute(HOLDS, program, bulk.company)
    principal = Principal(name, name, "Program", frozenset({"platform.party:read"}), (bulk.company,))
    async with tools_of(bulk.shop.site.settings, bulk.shop.database) as tools:
        await RightsWatch(principal, tools.pool, tools.clock).require()
        await owner.execute("delete from oauth_client_role where client_id = $1", program)
        with pytest.raises(BulkRightsEnded):
            await RightsWatch(principal, tools.pool, tools.clock).require()
