"""Known cases of payment terms (PT-*), with the figures of other systems' tests, as invoices through the API."""

from tests.finance.invoices.desk import Desk, desk_of
from tests.finance.office import Answer, Office, Word, office_of


def part(place: int, kind: str, figure: str | None = None, *steps: tuple[str, int]) -> Answer:
    """Write an instalment of a payment term."""
    named = {} if figure is None else {"amount" if kind == "FIXED" else "percent": figure}
    walk = [{"position": at, "kind": Word(step), "count": count} for at, (step, count) in enumerate(steps, 1)]
    return {"position": place, "kind": Word(kind), "steps": walk, **named}


def due(invoice: Answer) -> list[tuple[str, str]]:
    """Give the days and amounts of the instalments."""
    return [(each["dueOn"], each["amount"]["amount"]) for each in invoice["instalments"]]


async def test_pt_01_splits_by_percent_amount_and_remainder(desk: Desk) -> None:
    term = await desk.term(
        part(1, "PERCENT_OF_REMAINDER", "25", ("DAYS", 30)),
        part(2, "PERCENT_OF_TOTAL", "25", ("MONTHS", 1)),
        part(3, "FIXED", "396.84", ("MONTHS", 1), ("DAYS", 30)),
        part(4, "REMAINDER", None, ("MONTHS", 2), ("DAY_OF_MONTH", 15), ("DAYS", 30)),
    )

    found = await desk.draft(desk.line(1, "1587.35"), paymentTermId=term, invoiceOn="2011-10-01")

    assert due(found) == [
        ("2011-10-31", "396.84"), ("2011-11-01", "396.84"), ("2011-12-01", "396.84"), ("2012-01-14", "396.83"),
    ]  # fmt: skip


async def test_pt_03_counts_days_as_days(desk: Desk) -> None:
    whole = await desk.term(part(1, "REMAINDER", None, ("DAYS", 30)))
    split = await desk.term(part(1, "PERCENT_OF_TOTAL", "30", ("DAYS", 15)), part(2, "REMAINDER", None, ("DAYS", 45)))
    days = ("2022-01-01", "2022-01-15", "2022-01-31")

    async def found(term: str, on: str) -> list[str]:
        draft = await desk.draft(desk.line(1, "1000"), paymentTermId=term, invoiceOn=on)
        return [day for day, _ in due(draft)]

    assert [await found(whole, on) for on in days] == [["2022-01-31"], ["2022-02-14"], ["2022-03-02"]]
    assert [await found(split, on) for on in days] == [
        ["2022-01-16", "2022-02-15"], ["2022-01-30", "2022-03-01"], ["2022-02-15", "2022-03-17"],
    ]  # fmt: skip


async def test_pt_05_offers_less_on_the_whole_or_on_the_net_amount(office: Office) -> None:
    desk = await desk_of(await office_of(office.shop, 2016))
    await desk.tax("T", "15")
    left: dict[str, str] = {}
    for base in ("GROSS", "NET"):
        term = await desk.term(
            part(1, "REMAINDER", None, ("DAYS", 2)),
            discounts=[{"percent": "10", "days": 1}],
            discountBase=Word(base),
        )
        found = await desk.posted(desk.line(1, 1000, "T"), paymentTermId=term, invoiceOn="2016-01-01")
        assert (due(found), found["total"]["amount"]) == ([("2016-01-03", "1150.00")], "1150.00")
        offered = await office.shop.owner.fetchval(
            "select sum(offer.amount) from open_item_discount as offer join open_item as item on item.id = offer.open_item_id "
            "where item.source_id = $1 and offer.until_on = '2016-01-02'",
            found["id"].split(":")[1],
        )
        left[base] = str(1150 - offered)

    assert left == {"GROSS": "1035.00", "NET": "1050.00"}
