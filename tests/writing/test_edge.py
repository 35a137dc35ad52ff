"""What holds for every mutation: rights, simulation, all or nothing, a record of what was not done."""

from collections.abc import AsyncGenerator

import pytest

from auth.roles import RoleCode
from tests.writing.checksum import checksum
from tests.writing.shop import CREATE, UPDATE, Shop

SIMULATED = CREATE.replace("idempotencyKey: $key)", "idempotencyKey: $key) @simulate")
TWO = """
mutation %s($one: ProductCreateInput!, $two: ProductCreateInput!) %s {
  one: productCreate(input: $one) { product { code } errors { code } }
  two: productCreate(input: $two) { product { code } errors { code } }
}
"""
REFUSING = """
create constraint trigger refuses_gold after insert on product deferrable initially deferred
for each row when (new.name = 'Gold') execute function refuse_gold()
"""
REFUSE = """
create function refuse_gold() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'check_violation', table = 'product', constraint = 'ck_product_name_is_not_gold';
end $$
"""

REQUIRING_SKU = """
create constraint trigger requires_sku after insert on product deferrable initially deferred
for each row when (new.name = 'Whole') execute function require_sku()
"""
REQUIRE_SKU = """
create function require_sku() returns trigger language plpgsql as $$
begin
  if not exists (select from sku where product_id = new.id) then
    raise exception using errcode = 'check_violation', table = 'product', constraint = 'ck_product_has_sku';
  end if;
  return null;
end $$
"""


@pytest.fixture(scope="module", autouse=True)
async def deferred_constraint(shop: Shop) -> AsyncGenerator[None]:
    """A rule that PostgreSQL checks only at the end."""
    await shop.owner.execute(REFUSE)
    await shop.owner.execute(REFUSING)
    yield
    await shop.owner.execute("drop trigger refuses_gold on product; drop function refuse_gold()")


async def test_a_simulation_answers_and_leaves_nothing(shop: Shop) -> None:
    before = await checksum(shop.owner)
    answer = await shop.ask(SIMULATED, {"input": shop.product(name="Ghost"), "key": "ghost"})
    assert answer["data"]["productCreate"]["product"]["name"] == "Ghost"
    assert answer["extensions"]["simulated"] == ["productCreate"]
    assert await checksum(shop.owner) == before


async def test_a_simulation_tells_what_only_the_end_of_a_transaction_refuses(shop: Shop) -> None:
    before = await checksum(shop.owner)
    answer = await shop.ask(SIMULATED, {"input": shop.product(name="Gold")})
    assert [error["code"] for error in answer["data"]["productCreate"]["errors"]] == ["RULE_BROKEN"]
    assert await checksum(shop.owner) == before


async def test_a_mutation_tells_it_as_well(shop: Shop) -> None:
    answer = await shop.ask(CREATE, {"input": shop.product(name="Gold")})
    assert [error["code"] for error in answer["data"]["productCreate"]["errors"]] == ["RULE_BROKEN"]


async def test_each_mutation_stands_by_itself(shop: Shop) -> None:
    one = shop.product()
    answer = await shop.ask(TWO % ("", ""), {"one": one, "two": one})
    assert answer["data"]["one"]["product"] == {"code": one["code"]}
    assert [error["code"] for error in answer["data"]["two"]["errors"]] == ["ALREADY_TAKEN"]


async def test_with_atomic_one_refusal_takes_all_back(shop: Shop) -> None:
    one = shop.product()
    answer = await shop.ask(TWO % ("", "@atomic"), {"one": one, "two": one})
    assert answer["data"]["one"] == {"product": None, "errors": [{"code": "ROLLED_BACK"}]}
    assert [error["code"] for error in answer["data"]["two"]["errors"]] == ["ALREADY_TAKEN"]
    assert not await shop.owner.fetchval("select count(*) from product where code = $1", one["code"])


async def test_with_atomic_all_are_written_together(shop: Shop) -> None:
    one, two = shop.product(), shop.product()
    answer = await shop.ask(TWO % ("", "@atomic"), {"one": one, "two": two})
    assert [answer["data"][key]["product"]["code"] for key in ("one", "two")] == [one["code"], two["code"]]


async def test_denies_a_mutation_to_who_may_not_and_records_it(shop: Shop) -> None:
    answer = await shop.ask(CREATE, {"input": shop.product()}, token=shop.token(RoleCode.SUPPORT_AGENT))
    assert answer["data"]["productCreate"] is None
    (error,) = answer["errors"]
    assert error["extensions"]["permission"] == "inventory.product:write"
    recorded = await shop.owner.fetchrow(
        "select * from audit_entry where operation = 'DENIED' order by id desc limit 1"
    )
    assert recorded is not None
    assert (recorded["attempted"], recorded["code"]) == ("productCreate", "FORBIDDEN")


async def test_denies_a_field_that_needs_more_than_its_type(shop: Shop) -> None:
    made = await shop.made(skus=[{"code": "NEEDS-A-PRICE"}])
    edits = {"update": [{"id": made["skus"][0]["id"], "listPrice": "9.99"}]}
    change = {"id": made["id"], "version": 1, "skus": edits}
    answer = await shop.ask(UPDATE, {"input": change}, token=shop.token(RoleCode.WAREHOUSE_MANAGER))
    (error,) = answer["errors"]
    assert error["extensions"]["coordinate"] == "ProductSkuUpdateInput.listPrice"
    assert error["extensions"]["permission"] == "sales.price:write"


async def test_a_product_of_another_company_is_not_there(shop: Shop) -> None:
    made = await shop.made()
    elsewhere = shop.token(companies=[shop.other])
    answer = await shop.ask(UPDATE, {"input": {"id": made["id"], "version": 1, "name": "X"}}, token=elsewhere)
    assert [error["code"] for error in answer["data"]["productUpdate"]["errors"]] == ["NOT_FOUND"]
    answer = await shop.ask(CREATE, {"input": shop.product()}, token=elsewhere)
    assert [error["path"] for error in answer["data"]["productCreate"]["errors"]] == [["input", "companyId"]]


async def test_records_what_was_refused_with_who_and_why(shop: Shop) -> None:
    made = await shop.made()
    await shop.ask(CREATE, {"input": shop.product(code=made["code"])}, x_request_id="request-of-this-test")
    recorded = await shop.owner.fetchrow("select * from audit_entry where request_id = 'request-of-this-test'")
    assert recorded is not None
    assert (recorded["operation"], recorded["code"], recorded["actor"]) == ("REFUSED", "ALREADY_TAKEN", "demo-admin")


async def test_the_audit_names_who_changed_what_and_why(shop: Shop) -> None:
    made = await shop.made()
    document = 'mutation ($id: ID!) { productArchive(id: $id, version: 1, reason: "Sold out.") { errors { code } } }'
    await shop.ask(document, {"id": made["id"]})
    key = made["id"].partition(":")[2]
    entry = await shop.owner.fetchrow("select * from audit_entry where entity_id = $1 and operation = 'UPDATE'", key)
    assert entry is not None
    assert (entry["actor"], entry["client_id"], entry["reason"]) == ("demo-admin", "torso-demo", "Sold out.")


async def test_a_payload_shows_no_more_than_its_reader_may_see(shop: Shop) -> None:
    token = shop.token(RoleCode.WAREHOUSE_MANAGER)
    answer = await shop.ask(CREATE, {"input": shop.product(skus=[{"code": "SHOWS-NO-PRICE"}])}, token=token)
    assert answer["data"]["productCreate"]["product"]["skus"][0]["listPrice"] is None
    assert [error["extensions"]["coordinate"] for error in answer["errors"]] == ["Sku.listPrice"]


async def test_with_atomic_each_part_may_break_until_it_is_done_what_must_hold_in_the_end(shop: Shop) -> None:
    await shop.owner.execute(REQUIRE_SKU)
    await shop.owner.execute(REQUIRING_SKU)
    one, two = (shop.product(name="Whole", skus=[{"code": f"WHOLE-{each}"}]) for each in "12")
    answer = await shop.ask(TWO % ("", "@atomic"), {"one": one, "two": two})
    await shop.owner.execute("drop trigger requires_sku on product; drop function require_sku()")
    assert [answer["data"][key]["errors"] for key in ("one", "two")] == [[], []]


async def test_every_constraint_that_can_wait_waits(shop: Shop) -> None:
    # `set constraints all deferred` would let others wait that are checked at once otherwise.
    query = "select count(*) from pg_constraint where condeferrable and not condeferred"
    assert await shop.owner.fetchval(query) == 0
