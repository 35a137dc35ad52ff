"""A quotation becomes an order that leaves in two parts; some of it comes back, and the customer pays the rest.

`pytest -s` prints the journal, as a bookkeeper would check it.
"""

from tests.sales.story.people import Business

JOURNAL = """\
STK 1  Goods receipt
    1110 Goods for resale                    200.00
    2030 Received and not invoiced                     200.00
STK 2  SH-000001
    1110 Goods for resale                              200.00
    5010 Cost of goods sold                  200.00
SAL 1  Customer invoice
    1210 Trade receivables                   600.00
    4010 Sales of goods                                500.00
    2110 Output tax                                    100.00
STK 3  Goods receipt
    1110 Goods for resale                    130.00
    2030 Received and not invoiced                     130.00
STK 4  SH-000002
    1110 Goods for resale                               52.00
    5010 Cost of goods sold                   52.00
SAL 2  Customer invoice
    1210 Trade receivables                   120.00
    4010 Sales of goods                                100.00
    2110 Output tax                                     20.00
STK 5  RT-000001
    1110 Goods for resale                     60.00
    5010 Cost of goods sold                             60.00
STK 6  RT-000001
    1110 Goods for resale                               23.00
    5030 Stock differences                    23.00
SAL 3  Credit note
    1210 Trade receivables                             180.00
    4010 Sales of goods                      150.00
    2110 Output tax                           30.00
BNK 1  Payment
    1410 Bank                                540.00
    1210 Trade receivables                             540.00"""


async def test_from_the_quotation_to_the_money(business: Business) -> None:
    await business.goods_arrive(10, "20.00")
    quotation = await business.offer(12)
    assert quotation["total"]["amount"] == "720.00"

    order = await business.accept(quotation)
    assert order["lines"][0]["reservedQuantity"]["value"] == "10.000000"
    first = await business.ship(order)
    invoice = await business.bill(order)
    assert (first["backorderOf"], invoice["total"]["amount"]) == (None, "600.00")
    assert (await business.order(order))["deliveryState"] == "PARTLY_SHIPPED"

    await business.goods_arrive(5, "26.00")
    rest = await business.ship(order)
    last_invoice = await business.bill(order)
    assert (rest["backorderOf"]["number"], last_invoice["total"]["amount"]) == (first["number"], "120.00")

    back = await business.take_back(order, 3, scrapped=1)
    note = await business.credit(back)
    assert (note["kind"], note["credits"]["id"], note["total"]["amount"]) == ("CREDIT_NOTE", invoice["id"], "180.00")
    await business.pay([invoice, last_invoice], note)

    journal = await business.journal()
    print(f"\n{journal}")
    assert journal == JOURNAL
    end = await business.order(order)
    assert [end[name] for name in ("deliveryState", "billingState", "paymentState")] == ["SHIPPED", "BILLED", "PAID"]
    assert (end["state"], await business.findings()) == ("CLOSED", [])
