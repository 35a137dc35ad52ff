"""The same request with the same key is done once, whoever else is quick, slow or curious."""

import asyncio

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.writing.shop import CREATE, UPDATE, Shop


def a_key() -> str:
    """Give a key that nobody has used."""
    return str(uuid7())


async def test_answers_a_request_that_was_done_with_what_it_got(shop: Shop) -> None:
    asked = {"input": shop.product(), "key": a_key()}
    first = await shop.ask(CREATE, asked)
    second = await shop.ask(CREATE, asked)
    assert second["data"] == first["data"]
    assert second["extensions"]["replayed"] == ["productCreate"]
    assert "replayed" not in first["extensions"]


async def test_refuses_a_key_that_stands_for_another_request(shop: Shop) -> None:
    key = a_key()
    await shop.ask(CREATE, {"input": shop.product(), "key": key})
    answer = await shop.ask(CREATE, {"input": shop.product(), "key": key})
    assert [error["code"] for error in answer["data"]["productCreate"]["errors"]] == ["IDEMPOTENCY_KEY_REUSED"]


async def test_refuses_to_answer_another_user(shop: Shop) -> None:
    asked = {"input": shop.product(), "key": a_key()}
    await shop.ask(CREATE, asked)
    answer = await shop.ask(CREATE, asked, token=shop.token(RoleCode.BUYER, subject="eve"))
    assert answer["data"]["productCreate"]["product"] is None
    assert [error["code"] for error in answer["data"]["productCreate"]["errors"]] == ["IDEMPOTENCY_KEY_REUSED"]


async def test_a_refusal_does_not_use_the_key_up(shop: Shop) -> None:
    made = await shop.made()
    key = a_key()
    asked = {"input": shop.product(code=made["code"]), "key": key}
    refused = await shop.ask(CREATE, asked)
    assert refused["data"]["productCreate"]["errors"][0]["code"] == "ALREADY_TAKEN"
    rename = {"id": made["id"], "version": 1, "code": f"{made['code']}-OLD"}
    await shop.ask(UPDATE, {"input": rename})
    done = await shop.ask(CREATE, asked)
    assert done["data"]["productCreate"]["errors"] == []


async def test_runs_once_when_a_key_is_sent_fifty_times_at_once(shop: Shop) -> None:
    product = shop.product()
    asked = {"input": product, "key": a_key()}
    answers = await asyncio.gather(*(shop.ask(CREATE, asked) for _ in range(50)))
    told = {str(answer["data"]) for answer in answers}
    assert len(told) == 1, told
    assert sum("replayed" not in answer["extensions"] for answer in answers) == 1
    count = await shop.owner.fetchval("select count(*) from product where code = $1", product["code"])
    assert count == 1


async def test_the_header_serves_a_document_with_one_mutation(shop: Shop) -> None:
    asked, key = {"input": shop.product()}, a_key()
    await shop.ask(CREATE, asked, idempotency_key=key)
    again = await shop.ask(CREATE, asked, idempotency_key=key)
    assert again["extensions"]["replayed"] == ["productCreate"]
    two = "mutation { a: productArchive(id: 1, version: 1) { errors { code } } b: productArchive(id: 1, version: 1) { errors { code } } }"
    refused = await shop.ask(two, idempotency_key=key)
    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("key", ["", "x" * 201, "a\0b"])
async def test_refuses_what_is_no_key(shop: Shop, key: str) -> None:
    answer = await shop.ask(CREATE, {"input": shop.product(), "key": key})
    assert [error["code"] for error in answer["data"]["productCreate"]["errors"]] == ["IDEMPOTENCY_KEY_INVALID"]


async def test_an_answer_is_not_given_again_to_who_has_other_rights_by_now(shop: Shop) -> None:
    asked = {"input": shop.product(skus=[{"code": a_key(), "listPrice": "9.99"}]), "key": a_key()}
    await shop.ask(CREATE, asked, token=shop.token(subject="moved"))
    answer = await shop.ask(CREATE, asked, token=shop.token(subject="moved", companies=[shop.company, shop.other]))
    assert [error["code"] for error in answer["data"]["productCreate"]["errors"]] == ["IDEMPOTENCY_KEY_REUSED"]


async def test_a_simulation_keeps_no_key(shop: Shop) -> None:
    simulated = CREATE.replace("idempotencyKey: $key)", "idempotencyKey: $key) @simulate")
    key = a_key()
    await shop.ask(simulated, {"input": shop.product(), "key": key})
    done = await shop.ask(CREATE, {"input": shop.product(), "key": key})
    assert done["data"]["productCreate"]["errors"] == []
