"""Whoever begins with nothing founds a company and posts its first invoice, over HTTP alone."""

from datetime import UTC, datetime

from tests.platform.companies.founder import Founder

JOURNAL = """\
STK 1  Goods receipt
    1110 Goods for resale                    200.00
    2030 Received and not invoiced                     200.00
STK 2  SH-000001
    1110 Goods for resale                               80.00
    5010 Cost of goods sold                   80.00
SAL 1  Customer invoice
    1210 Trade receivables                   240.00
    4010 Sales of goods                                200.00
    2110 Output tax                                     40.00"""


async def test_from_the_founding_to_the_first_invoice(founder: Founder) -> None:
    company = await founder.found()
    founder.named = company["id"]
    business = await founder.set_up(datetime.now(UTC).year)
    await business.goods_arrive(10, "20.00")
    order = await business.accept(await business.offer(4))
    await business.ship(order)
    invoice = await business.bill(order)
    assert (invoice["state"], invoice["total"]["amount"]) == ("POSTED", "240.00")
    assert await business.journal() == JOURNAL
    assert await business.findings() == []
