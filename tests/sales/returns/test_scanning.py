"""What is told who scans what comes back of a return."""

from typing import Any

from tests.finance.office import Answer
from tests.sales.returns.desk import RETURN, ReturnDesk

SCAN = """
mutation ($input: StockScanInput!) {
  stockScan(input: $input) {
    scan { remarks proposals { quantity openQuantity problems mutation variables line { id } } } errors { code path }
  }
}
"""
RECEIVE = f"""
mutation ($id: ID!, $version: Int!, $locationId: ID!, $lines: [ReturnReceivedInput!], $idempotencyKey: ID!) {{
  returnAuthorizationReceive(id: $id, version: $version, locationId: $locationId, lines: $lines, idempotencyKey: $idempotencyKey) {{
    {RETURN} errors {{ code path }}
  }}
}}
"""


async def proposed(desk: ReturnDesk, back: Answer, **said: Any) -> Answer:
    """Scan a piece for a return, and give what is proposed."""
    given = {"companyId": desk.dock.counter.company, "codes": ["BOLT"], "documentId": back["id"], **said}
    payload = (await desk.office.ask(SCAN, variables={"input": given}))["data"]["stockScan"]
    assert payload["errors"] == [], payload
    (proposal,) = payload["scan"]["proposals"]
    return proposal


async def test_what_comes_back_is_received_as_it_is_proposed(desk: ReturnDesk) -> None:
    back = await desk.done("Approve", await desk.asked(await desk.shipped(4), 2))
    proposal = await proposed(desk, back, locationId=f"Location:{desk.corner}")
    assert (proposal["problems"], proposal["mutation"]) == ([], "returnAuthorizationReceive")
    answer = await desk.office.ask(RECEIVE, variables=proposal["variables"])
    received = answer["data"]["returnAuthorizationReceive"]
    assert (received["errors"], received["returnAuthorization"]["state"]) == ([], "RECEIVED")
    assert received["returnAuthorization"]["lines"][0]["receivedQuantity"]["value"] == "1.000000"


async def test_what_is_wrong_with_it_is_told(desk: ReturnDesk) -> None:
    back = await desk.asked(await desk.shipped(4), 2)
    assert (await proposed(desk, back))["problems"] == ["NOT_OPEN", "PLACE_MISSING"]
    approved = await desk.done("Approve", back)
    shelf = await proposed(desk, approved, locationId=f"Location:{desk.dock.shelf}")
    assert (shelf["problems"], shelf["mutation"]) == (["WRONG_PLACE"], None)
