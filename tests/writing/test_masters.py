"""Products are made, changed, archived and restored through the schema, with their SKUs."""

from tests.writing.shop import CREATE, UPDATE, Shop

SKUS = [{"code": "K-{}", "listPrice": "12.50", "barcodes": [{"value": "4006381333931", "kind": "EAN_13"}]}]


async def test_makes_a_product_with_its_skus_and_their_barcodes(shop: Shop) -> None:
    sku = {"code": "KETTLE-1", "listPrice": "12.50", "barcodes": [{"value": "4006381333931", "kind": "EAN_13"}]}
    made = await shop.made(skus=[sku])
    price = {"amount": "12.500000", "currency": "EUR"}
    assert [{**each, "id": ""} for each in made["skus"]] == [
        {"id": "", "code": "KETTLE-1", "listPrice": price, "barcodes": [{"value": "4006381333931"}]}
    ]


async def test_keeps_what_is_left_out_and_clears_what_is_null(shop: Shop) -> None:
    made = await shop.made(description="It boils water.")
    change = {"id": made["id"], "version": 1, "name": "Big kettle"}
    kept = (await shop.ask(UPDATE, {"input": change}))["data"]["productUpdate"]["product"]
    assert (kept["name"], kept["description"], kept["version"]) == ("Big kettle", "It boils water.", 2)
    change = {"id": made["id"], "version": 2, "description": None}
    cleared = (await shop.ask(UPDATE, {"input": change}))["data"]["productUpdate"]["product"]
    assert (cleared["name"], cleared["description"]) == ("Big kettle", None)


async def test_refuses_a_change_of_something_older_and_says_what_is_there(shop: Shop) -> None:
    made = await shop.made()
    await shop.ask(UPDATE, {"input": {"id": made["id"], "version": 1, "name": "Teapot"}})
    answer = await shop.ask(UPDATE, {"input": {"id": made["id"], "version": 1, "name": "Cup"}})
    (error,) = answer["data"]["productUpdate"]["errors"]
    assert error["code"] == "STALE_VERSION"
    assert (error["currentVersion"], error["changedFields"]) == (2, ["name"])
    assert (error["current"], error["path"]) == ({"id": made["id"]}, ["input", "version"])
    assert answer["data"]["productUpdate"]["product"] is None


async def test_tells_of_what_is_taken_where_it_stands(shop: Shop) -> None:
    made = await shop.made()
    answer = await shop.ask(CREATE, {"input": shop.product(code=made["code"])})
    (error,) = answer["data"]["productCreate"]["errors"]
    assert (error["code"], error["path"]) == ("ALREADY_TAKEN", ["input", "code"])


async def test_refuses_null_for_what_everything_of_its_kind_has(shop: Shop) -> None:
    made = await shop.made()
    answer = await shop.ask(UPDATE, {"input": {"id": made["id"], "version": 1, "name": None}})
    (error,) = answer["data"]["productUpdate"]["errors"]
    assert (error["code"], error["path"]) == ("VALUE_REQUIRED", ["input", "name"])
