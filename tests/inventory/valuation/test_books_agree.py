"""What stock is worth is what is on the accounts of stock, whatever is done here; what is done past it is found."""

from tests.inventory.valuation.yard import Yard

CHECK = "STOCK_VALUES_ARE_STOCK_ACCOUNTS"


async def test_stock_and_books_agree_after_business_as_usual(yard: Yard) -> None:
    for code, method in (("BOLT", "MOVING_AVERAGE"), ("NUT", "FIFO"), ("SAW", "STANDARD")):
        await yard.sku(code, method, standard_cost=7)
        await yard.adjust(code, "3", cost="2.333333", opening=True)
        await yard.received({"code": code, "quantity": "7", "unitPrice": "3.141592"})
        await yard.adjust(code, "-4")
    assert await yard.check(CHECK) == []


async def test_finds_what_was_posted_to_stock_by_hand(yard: Yard) -> None:
    await yard.sku("BOLT")
    await yard.received({"code": "BOLT", "quantity": "2", "unitPrice": "5"})
    await yard.office.post({"1110": "3.00", "5030": "-3.00"}, "2026-03-01")
    assert await yard.check(CHECK) == ["Stock is worth 10.00, its accounts have 13.00"]


async def test_a_company_that_keeps_its_stock_outside_of_its_books_is_not_looked_at(yard: Yard) -> None:
    await yard.sku("BOLT")
    await yard.office.shop.owner.execute(
        "delete from account_determination where role = 'STOCK' and company_id = $1", yard.office.company
    )
    await yard.received({"code": "BOLT", "quantity": "2", "unitPrice": "5"})
    assert await yard.check(CHECK) == []
