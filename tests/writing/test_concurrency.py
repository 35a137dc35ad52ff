"""Sixty-four clients write the same rows, and nothing is lost or done twice."""

import asyncio
from collections import Counter
from typing import Any

from tests.writing.shop import UPDATE, Shop

CLIENTS = 64


async def changed(shop: Shop, change: dict[str, Any]) -> str:
    """Change a product, and give the code of the refusal or OK."""
    answer = await shop.ask(UPDATE, {"input": change})
    errors = answer["data"]["productUpdate"]["errors"]
    return errors[0]["code"] if errors else "OK"


async def test_of_all_who_read_one_version_one_may_change_it(shop: Shop) -> None:
    made = await shop.made()
    changes = [{"id": made["id"], "version": 1, "name": f"By {client}"} for client in range(CLIENTS)]
    outcomes = Counter(await asyncio.gather(*(changed(shop, change) for change in changes)))
    assert outcomes == {"OK": 1, "STALE_VERSION": CLIENTS - 1}
    key = made["id"].partition(":")[2]
    assert await shop.owner.fetchval("select version from product where id = $1", key) == 2
    updates = "select count(*) from audit_entry where entity_id = $1 and operation = 'UPDATE'"
    assert await shop.owner.fetchval(updates, key) == 1


async def test_whoever_reads_again_gets_through_in_the_end(shop: Shop) -> None:
    made = await shop.made(description="0")
    key = made["id"].partition(":")[2]

    async def count_up() -> None:
        while True:
            row = await shop.site.client.post(
                "/graphql",
                json={
                    "query": "query ($id: ID!) { product(id: $id) { version description } }",
                    "variables": {"id": made["id"]},
                },
                headers={"authorization": f"Bearer {shop.token()}"},
            )
            now = row.json()["data"]["product"]
            change = {"id": made["id"], "version": now["version"], "description": str(int(now["description"]) + 1)}
            if await changed(shop, change) == "OK":
                return

    await asyncio.gather(*(count_up() for _ in range(16)))
    assert await shop.owner.fetchrow("select version, description from product where id = $1", key) == (17, "16")


async def test_writes_without_versions_all_arrive(shop: Shop) -> None:
    upsert = """
    mutation ($input: ProductUpsertInput!) { productUpsert(input: $input) { product { id version } errors { code } } }
    """
    said = {**shop.product(), "system": "erp", "externalId": "concurrent"}
    asked = [{"input": {**said, "name": f"By {client}"}} for client in range(CLIENTS)]
    answers = await asyncio.gather(*(shop.ask(upsert, each) for each in asked))
    written = [answer["data"]["productUpsert"] for answer in answers]
    assert [each["errors"] for each in written] == [[]] * CLIENTS
    assert len({each["product"]["id"] for each in written}) == 1
    assert sorted(each["product"]["version"] for each in written) == list(range(1, CLIENTS + 1))


async def test_opposite_orders_of_locks_end_in_no_deadlock(shop: Shop) -> None:
    one, two = await shop.made(), await shop.made()
    document = """
    mutation ($one: ID!, $two: ID!, $n: Int!) @atomic {
      a: productDuplicate(id: $one, code: "A") @skip(if: true) { errors { code } }
      first: productMerge(id: $one, version: $n, intoId: $two) { errors { code } }
      second: productMerge(id: $two, version: $n, intoId: $one) { errors { code } }
    }
    """
    pairs = [(one, two), (two, one)] * 8
    asked = [{"one": a["id"], "two": b["id"], "n": 1} for a, b in pairs]
    answers = await asyncio.gather(*(shop.ask(document, each) for each in asked))
    codes = {e["code"] for answer in answers for part in answer["data"].values() for e in part["errors"]}
    assert codes <= {"ROLLED_BACK", "STALE_VERSION", "ALREADY_ARCHIVED"}


async def test_what_a_deadlock_calls_off_is_done_again(shop: Shop) -> None:
    document = """
    mutation ($one: ProductUpsertInput!, $two: ProductUpsertInput!) @atomic {
      one: productUpsert(input: $one) { errors { code } }
      two: productUpsert(input: $two) { errors { code } }
    }
    """
    one, two = ({**shop.product(), "system": "erp", "externalId": f"DEADLOCK-{each}"} for each in "12")
    await shop.ask(document, {"one": one, "two": two})
    before = await deadlocks(shop)
    asked = [{"one": one, "two": two}, {"one": two, "two": one}] * 3
    answers = await asyncio.gather(*(shop.ask(document, each) for each in asked))
    assert [answer["data"] for answer in answers] == [{"one": {"errors": []}, "two": {"errors": []}}] * len(asked)
    assert await deadlocks(shop) > before


async def deadlocks(shop: Shop) -> int:
    """Count the deadlocks that PostgreSQL has found, which it tells when its sessions are idle."""
    await shop.owner.execute("select pg_stat_force_next_flush()")
    await shop.owner.execute("select pg_stat_clear_snapshot()")
    return await shop.owner.fetchval("select deadlocks from pg_stat_database where datname = current_database()")
