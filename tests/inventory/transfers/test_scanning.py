"""What somebody is told who scans goods that go to another warehouse, and how that lets them leave and arrive."""

from typing import Any

from auth.roles import RoleCode
from tests.finance.office import Answer
from tests.inventory.transfers.depot import Depot, figures, part_of
from tests.schema import builders

SCAN = """
mutation ($input: StockScanInput!) {
  stockScan(input: $input) {
    scan { remarks proposals {
      purpose quantity openQuantity problems mutation variables location { code } lot { number }
      line { ... on StockTransferLine { id transfer { id } } }
    } }
    errors { code path }
  }
}
"""
GATHER = """
mutation ($id: ID!, $version: Int!, $lines: [StockTransferPartInput!]!, $idempotencyKey: ID!) {
  stockTransferPickConfirm(id: $id, version: $version, lines: $lines, idempotencyKey: $idempotencyKey) {
    stockTransfer { id version state lines { pickedQuantity { value } } } errors { code path }
  }
}
"""
RECEIVE = """
mutation ($id: ID!, $version: Int!, $lines: [StockTransferPartInput!], $locationId: ID, $idempotencyKey: ID!) {
  stockTransferReceive(id: $id, version: $version, lines: $lines, locationId: $locationId, idempotencyKey: $idempotencyKey) {
    stockTransfer { id version state } errors { code path }
  }
}
"""


async def scan(depot: Depot, *codes: str, role: RoleCode = RoleCode.WAREHOUSE_CLERK, **said: Any) -> Answer:
    """Scan, and give the payload."""
    given = {"companyId": depot.counter.company, "codes": list(codes), **said}
    answer = await depot.office.ask(SCAN, role, {"input": given})
    assert answer.get("errors") is None, answer
    return answer["data"]["stockScan"]


async def proposed(depot: Depot, transfer: Answer, *codes: str, **said: Any) -> Answer:
    """Scan what one line of a transfer is about, and give what is proposed."""
    (proposal,) = (await scan(depot, *codes, documentId=transfer["id"], **said))["scan"]["proposals"]
    return proposal


async def sent(depot: Depot, document: str, variables: Answer) -> Answer:
    """Send what was proposed, as it is, and give the payload."""
    answer = await depot.office.ask(document, RoleCode.WAREHOUSE_CLERK, variables)
    (payload,) = answer["data"].values()
    assert payload["errors"] == [], payload
    return payload["stockTransfer"]


async def box(depot: Depot, pieces: int) -> None:
    """Put the barcode of a box of so many pieces on the goods."""
    await depot.office.shop.owner.execute(
        "insert into barcode (company_id, sku_id, value, kind, quantity) values ($1, $2, 'BOX', 'CODE_128', $3)",
        depot.office.company, depot.counter.sku_id, pieces,
    )  # fmt: skip


async def test_what_is_gathered_leaves_and_what_is_scanned_there_arrives(depot: Depot) -> None:
    transfer = await depot.made(4)
    for picked in ("1.000000", "2.000000"):
        gathering = await proposed(depot, transfer, "BOLT", "SHELF")
        assert (gathering["purpose"], gathering["problems"]) == ("TRANSFER", [])
        transfer = await sent(depot, GATHER, gathering["variables"])
        assert transfer["lines"][0]["pickedQuantity"]["value"] == picked
    assert figures(await depot.done("Dispatch", transfer)) == ("2", "0", "0", "0", "2")
    await box(depot, 2)
    arriving = await proposed(depot, transfer, "BOX", "ELSEWHERE")
    assert (arriving["purpose"], arriving["problems"], arriving["mutation"]) == ("RECEIVE", [], "stockTransferReceive")
    assert (await sent(depot, RECEIVE, arriving["variables"]))["state"] == "CLOSED"
    assert await depot.there() == (8, 0, 2)


async def test_each_scan_receives_a_piece_more(depot: Depot) -> None:
    transfer = await depot.dispatched(2)
    for left, state in (("2.000000", "DISPATCHED"), ("1.000000", "CLOSED")):
        proposal = await proposed(depot, transfer, "BOLT")
        assert (proposal["openQuantity"], proposal["location"]["code"]) == (left, "ELSEWHERE")
        assert (await sent(depot, RECEIVE, proposal["variables"]))["state"] == state


async def test_more_than_is_open_is_told_with_what_fits(depot: Depot) -> None:
    await box(depot, 12)
    transfer = await depot.made(4)
    leaving = await proposed(depot, transfer, "BOX")
    assert (leaving["quantity"], leaving["problems"]) == ("4.000000", ["TOO_MUCH"])
    assert leaving["variables"]["lines"] == [part_of(transfer, "4.000000")]
    again = await proposed(depot, await sent(depot, GATHER, leaving["variables"]), "BOX")
    assert (again["openQuantity"], again["problems"], again["mutation"]) == ("0.000000", ["TOO_MUCH"], None)
    closed = await depot.done("Receive", await depot.done("Dispatch", await depot.seen(transfer)))
    assert (await proposed(depot, closed, "BOX"))["problems"] == ["NOT_OPEN", "TOO_MUCH"]


async def test_what_a_transfer_has_lost_is_not_to_be_sent(depot: Depot) -> None:
    transfer = await depot.made(4)
    line = {"skuId": depot.counter.sku, "locationId": f"Location:{depot.shelf}", "countedQuantity": "3"}
    said = {"companyId": depot.counter.company, "reason": "Counted", "lines": [line]}
    await depot.office.done(
        "stockAdjustmentCreate", "stockAdjustment { id }", input=said, idempotencyKey=transfer["id"]
    )
    assert (await proposed(depot, transfer, "BOLT"))["openQuantity"] == "3.000000"


async def test_goods_are_taken_where_they_are_reserved_and_put_where_they_are_to_go(depot: Depot) -> None:
    transfer = await depot.made(4)
    assert (await proposed(depot, transfer, "BOLT", "ELSEWHERE"))["problems"] == ["WRONG_PLACE"]
    left = await depot.done("Dispatch", transfer)
    for code in ("SHELF", "LORRY"):
        proposal = await proposed(depot, left, "BOLT", code)
        assert (proposal["problems"], proposal["mutation"], proposal["location"]["code"]) == (
            ["WRONG_PLACE"], None, "ELSEWHERE",
        )  # fmt: skip


async def test_goods_of_another_lot_are_told(depot: Depot) -> None:
    await depot.lots("GOOD", "OTHER")
    line = {"skuId": depot.counter.sku, "quantity": "1", "lotId": await depot.lot("GOOD")}
    transfer = await depot.made(1, lines=[line])
    for _ in ("at the shelf", "on the way"):
        assert (await proposed(depot, transfer, "BOLT"))["problems"] == ["LOT_MISSING"]
        assert (await proposed(depot, transfer, "OTHER"))["problems"] == ["LOT_DIFFERS"]
        assert (await proposed(depot, transfer, "BOLT", "(10)UNKNOWN"))["problems"] == ["LOT_DIFFERS"]
        fitting = await proposed(depot, transfer, "BOLT", "(10)GOOD")
        assert (fitting["problems"], fitting["lot"]) == ([], {"number": "GOOD"})
        if fitting["purpose"] == "TRANSFER":
            await depot.done("Dispatch", await sent(depot, GATHER, fitting["variables"]))
    assert (await sent(depot, RECEIVE, fitting["variables"]))["state"] == "CLOSED"


async def test_what_is_on_its_way_is_proposed_where_it_is_expected(depot: Depot) -> None:
    transfer = await depot.dispatched(4)
    (proposal,) = (await scan(depot, "BOLT", "ELSEWHERE", purpose="RECEIVE"))["scan"]["proposals"]
    assert (proposal["line"]["id"], proposal["openQuantity"]) == (transfer["lines"][0]["id"], "4.000000")
    assert (await sent(depot, RECEIVE, proposal["variables"]))["state"] == "DISPATCHED"
    assert (await scan(depot, "BOLT", "SHELF", purpose="RECEIVE"))["scan"]["proposals"] == []


async def test_what_a_transfer_waits_for_is_proposed_where_it_lies_before_what_is_free(depot: Depot) -> None:
    transfer = await depot.made(1)
    waiting, free = (await scan(depot, "BOLT", "SHELF", purpose="TRANSFER"))["scan"]["proposals"]
    assert (waiting["line"]["transfer"]["id"], waiting["mutation"]) == (transfer["id"], "stockTransferPickConfirm")
    assert (free["line"], free["openQuantity"]) == (None, "9.000000")
    assert (await scan(depot, "BOLT", "ELSEWHERE", purpose="TRANSFER"))["scan"]["proposals"] == []


async def test_goods_of_other_lots_are_expected_by_nobody(depot: Depot) -> None:
    await depot.lots("GOOD", "OTHER")
    await depot.dispatched(4)
    proposals = (await scan(depot, "BOLT", "(10)OTHER", purpose="RECEIVE"))["scan"]["proposals"]
    assert [each["lot"]["number"] for each in proposals] == ["OTHER"]


async def test_who_may_see_transfers_alone_is_told_what_they_are_and_nothing_to_do(depot: Depot) -> None:
    transfer = await depot.made(1)
    told = await proposed(depot, transfer, "BOLT", role=RoleCode.BUYER)
    assert (told["problems"], told["mutation"]) == (["NOT_PERMITTED"], None)
    places = (await scan(depot, "BOLT", role=RoleCode.BUYER, purpose="TRANSFER"))["scan"]["proposals"]
    assert [each["line"] for each in places] == [None]


async def test_who_may_not_see_transfers_is_told_of_none(depot: Depot) -> None:
    transfer = await depot.dispatched(1)
    refused = await scan(depot, "BOLT", role=RoleCode.SUPPORT_AGENT, documentId=transfer["id"])
    assert refused["errors"] == [{"code": "NOT_FOUND", "path": ["input", "documentId"]}]
    assert (await scan(depot, "BOLT", role=RoleCode.SUPPORT_AGENT, purpose="RECEIVE"))["scan"]["proposals"] == []


async def test_what_a_transfer_does_not_want_is_told(depot: Depot) -> None:
    await builders.sku(depot.office.shop.owner, depot.office.company, "NUT")
    told = (await scan(depot, "NUT", documentId=(await depot.made(1))["id"]))["scan"]
    assert (told["proposals"], told["remarks"]) == ([], ["NOT_WANTED"])
