"""What entries of the bank are for comes into the books, in parts, never for more than is open, and can be undone."""

import asyncio
from collections import Counter
from decimal import Decimal

import asyncpg
import pytest

from tests.finance.bank.till import ACCEPT, UNDO, Till, mt940
from tests.finance.payments.waiting import held_back
from tests.schema import builders

CLIENTS = 16
SMUGGLED = """
with whole as (
  insert into bank_reconciliation (company_id, line_id, amount, currency)
  select company_id, id, 5.00, currency from bank_statement_line where id = '{line}' returning *)
insert into bank_reconciliation_part (company_id, reconciliation_id, account_id, amount, currency)
select company_id, id, '{account}', amount, currency from whole;
set constraints all immediate;
insert into bank_reconciliation_part (company_id, reconciliation_id, account_id, amount, currency)
select company_id, id, '{account}', 90.00, currency from bank_reconciliation where line_id = '{line}';
"""


async def test_posts_an_entry_to_accounts(till: Till) -> None:
    (line,) = await till.lines(mt940(1, ("-12.00", "805?20Fees and interest")))
    told = await till.reconcile(line, till.to_account("-10.00", "6270"), till.to_account("-2.00", "4130"))
    done = told["bankStatementLine"]
    assert (told["errors"], done["state"], done["unmatched"]) == ([], "RECONCILED", {"amount": "0.00"})
    assert await till.balances("1410", "6270", "4130") == ["-12.00", "10.00", "2.00"]


async def test_pays_several_posted_lines_and_part_of_one(till: Till) -> None:
    customer = await till.party("Jane Doe")
    first, second = await till.owed(customer, "100.00"), await till.owed(customer, "150.00")
    (line,) = await till.lines(mt940(1, ("180.00", "166?20Thanks")))
    told = await till.reconcile(
        line, {"amount": "100", "journalLineId": first}, {"amount": "80", "journalLineId": second}
    )
    assert told["bankStatementLine"]["state"] == "RECONCILED"
    assert await till.balances("1210", "1410") == ["70.00", "180.00"]
    (more,) = await till.lines(mt940(2, ("100.00", "166?20More"), opening="1180"))
    refused = await till.reconcile(more, {"amount": "71.00", "journalLineId": second})
    assert refused["errors"] == [{"code": "MORE_THAN_OPEN", "path": ["parts", "0"]}]
    assert (await till.reconcile(more, {"amount": "70.00", "journalLineId": second}))["errors"] == []


async def test_settles_what_it_pays_and_opens_it_again_when_it_is_undone(till: Till) -> None:
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, "100.00")
    (line,) = await till.lines(mt940(1, ("60.00", "166?20Thanks")))
    done = await till.reconcile(line, {"amount": "60", "journalLineId": invoice})
    assert await till.open_amounts(customer) == ["0.00", "40.00"]
    await till.ask(UNDO, id=done["bankStatementLine"]["reconciliations"][0]["id"])
    assert await till.open_amounts(customer) == ["0.00", "0.00", "100.00"]


async def test_what_goes_to_an_account_of_a_party_stays_open_as_its_credit(till: Till) -> None:
    customer = await till.party("Jane Doe")
    (line,) = await till.lines(mt940(1, ("60.00", "166?20In advance")))
    assert (await till.reconcile(line, till.to_account("60.00", "1210", customer)))["errors"] == []
    assert await till.open_amounts(customer) == ["-60.00"]


async def test_an_invoice_less_a_credit_note_is_one_payment(till: Till) -> None:
    customer = await till.party("Jane Doe")
    invoice, credit = await till.owed(customer, "100.00"), await till.owed(customer, "-50.00")
    (line,) = await till.lines(mt940(1, ("50.00", "166?20Invoice less credit")))
    told = await till.reconcile(
        line, {"amount": "100", "journalLineId": invoice}, {"amount": "-50", "journalLineId": credit}
    )
    assert (told["errors"], await till.balances("1210")) == ([], ["0.00"])


async def test_takes_an_entry_in_parts_until_nothing_is_left(till: Till) -> None:
    (line,) = await till.lines(mt940(1, ("-30.00", "805?20Fees")))
    states = [
        (await till.reconcile(line, till.to_account(amount, "6270")))["bankStatementLine"]["state"]
        for amount in ("-10.00", "-20.00")
    ]
    refused = await till.reconcile(line, till.to_account("-0.01", "6270"))
    assert states == ["PARTIALLY_MATCHED", "RECONCILED"]
    assert [error["code"] for error in refused["errors"]] == ["MORE_THAN_OPEN"]


async def test_refuses_parts_that_are_none(till: Till) -> None:
    (line,) = await till.lines(mt940(1, ("30.00", "166?20Cash")))
    for part in ({"amount": "30.00"}, till.to_account("0", "6270"), till.to_account("1.001", "6270")):
        told = await till.reconcile(line, part)
        assert [error["code"] for error in told["errors"]] == ["PART_UNFIT"], part
    wrong_side = await till.reconcile(line, till.to_account("-30.00", "6270"))
    assert [error["code"] for error in wrong_side["errors"]] == ["MORE_THAN_OPEN"]


async def test_undoes_a_reconciliation_by_a_reversal_once(till: Till) -> None:
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, "100.00")
    (line,) = await till.lines(mt940(1, ("100.00", "166?20Thanks")))
    done = (await till.reconcile(line, {"amount": "100", "journalLineId": invoice}))["bankStatementLine"]
    (reconciliation,) = done["reconciliations"]
    told = await till.ask(UNDO, id=reconciliation["id"])
    assert (told["errors"], told["bankStatementLine"]["state"]) == ([], "UNDONE")
    assert await till.balances("1210", "1410") == ["100.00", "0.00"]
    again = await till.ask(UNDO, id=reconciliation["id"])
    assert [error["code"] for error in again["errors"]] == ["RECONCILIATION_UNDONE"]
    assert (await till.reconcile(line, {"amount": "100", "journalLineId": invoice}))["errors"] == []


async def test_a_posted_line_is_paid_once_however_many_try(till: Till) -> None:
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, "100.00")
    lines = await till.lines(mt940(1, *[("100.00", f"166?20Payment {place}") for place in range(CLIENTS)]))
    part = {"amount": "100.00", "journalLineId": invoice}
    told = await asyncio.gather(*(till.reconcile(line, part) for line in lines))
    outcomes = Counter(each["errors"][0]["code"] if each["errors"] else "OK" for each in told)
    assert outcomes == {"OK": 1, "MORE_THAN_OPEN": CLIENTS - 1}
    assert await till.balances("1210") == ["0.00"]


async def test_an_entry_of_the_bank_is_posted_once_however_many_try(till: Till) -> None:
    (line,) = await till.lines(mt940(1, ("-30.00", "805?20Fees")))
    told = await asyncio.gather(*(till.reconcile(line, till.to_account("-30.00", "6270")) for _ in range(CLIENTS)))
    outcomes = Counter(each["errors"][0]["code"] if each["errors"] else "OK" for each in told)
    assert outcomes == {"OK": 1, "MORE_THAN_OPEN": CLIENTS - 1}


async def test_suggests_what_is_open_and_says_what_speaks_for_it(till: Till) -> None:
    customer = await till.party("Kaffeehaus Traunfels GmbH")
    invoice = await till.owed(customer, "119.00", "Invoice INV-000123")
    await till.owed(customer, "50.00", "Invoice INV-000124")
    (line,) = await till.lines(mt940(1, ("119.00", "166?20SVWZ+Rechnung INV000123?32Kaffeehaus Traunfels")))
    best = line["suggestions"][0]
    assert (line["state"], best["score"]) == ("SUGGESTED", 100)
    points = [best[name] for name in ("amountPoints", "referencePoints", "partyPoints", "datePoints", "rulePoints")]
    assert points == [40, 35, 20, 5, 0]
    assert best["explanation"] == (
        "119.00 is what is open; INV000123 stands in what the bank says; the names are 100 % alike; it is near in time"
    )
    told = await till.ask(ACCEPT, id=best["id"])
    assert told["bankStatementLine"]["state"] == "RECONCILED"
    assert best["parts"] == [
        {"amount": {"amount": "119.00"}, "journalLine": {"id": invoice}, "account": {"code": "1210"}}
    ]


async def test_suggests_the_oldest_lines_that_come_to_the_amount_together(till: Till) -> None:
    customer = await till.party("Kaffeehaus Traunfels GmbH")
    lines = [await till.owed(customer, amount) for amount in ("100.00", "20.00", "70.00")]
    (line,) = await till.lines(mt940(1, ("120.00", "166?20Thanks?32Kaffeehaus Traunfels GmbH")))
    best = line["suggestions"][0]
    assert [part["journalLine"]["id"] for part in best["parts"]] == lines[:2]
    assert best["explanation"].startswith("120.00 is what 2 lines come to")


async def test_tells_nobody_from_somebody_as_alike(till: Till) -> None:
    for _ in range(2):
        await till.owed(await till.party("Jane Doe"), "70.00")
    (line,) = await till.lines(mt940(1, ("30.00", "166?20Thanks?32Jane Doe")))
    assert line["suggestions"] == []


async def test_suggests_the_account_of_the_first_rule_that_fits(till: Till) -> None:
    fees = {"field": "REMITTANCE", "operator": "CONTAINS", "value": "ÉNTGELT"}
    small = {"field": "AMOUNT", "operator": "AT_LEAST", "value": "-20"}
    assert (await till.add_rule("6270", fees, small))["errors"] == []
    lines = await till.lines(mt940(1, ("-5.00", "805?00ENTGELT"), ("-50.00", "805?00ENTGELT"), ("-5.00", "805?00Zins")))
    assert [[each["rulePoints"] for each in line["suggestions"]] for line in lines] == [[60], [], []]
    told = await till.ask(ACCEPT, id=lines[0]["suggestions"][0]["id"])
    assert (told["errors"], await till.balances("6270")) == ([], ["5.00"])


async def test_refuses_rules_that_compare_nothing(till: Till) -> None:
    text = {"field": "AMOUNT", "operator": "CONTAINS", "value": "5"}
    word = {"field": "AMOUNT", "operator": "AT_LEAST", "value": "much"}
    told = [await till.add_rule("6270", *conditions) for conditions in ([text], [word], [])]
    assert [each["errors"][0]["code"] for each in told] == ["CONDITION_UNFIT", "CONDITION_UNFIT", "VALUE_REQUIRED"]


async def test_refuses_a_second_rule_at_a_place_and_names_it(till: Till) -> None:
    fees = {"field": "REMITTANCE", "operator": "CONTAINS", "value": "Fee"}
    first, second = [await till.add_rule("6270", fees, position=7) for _ in range(2)]
    (error,) = second["errors"]
    assert (first["errors"], error["code"], error["path"]) == ([], "ALREADY_TAKEN", ["input", "position"])
    assert error["message"] == "There is one with this position already."


async def test_takes_less_where_paying_early_was_rewarded(till: Till) -> None:
    invoice = await till.owed(await till.party("Jane Doe"), "100.00", on="2026-03-01", offered="2.00")
    (line,) = await till.lines(mt940(1, ("98.00", "166?20Less discount")))
    told = await till.reconcile(line, {"amount": "98.00", "journalLineId": invoice, "discount": "2.00"})
    assert (told["errors"], await till.balances("1210", "1410", "4090")) == ([], ["0.00", "98.00", "2.00"])


async def test_writes_off_what_is_left_within_the_limit_and_takes_it_back(till: Till) -> None:
    policy = {"write_off_limit": Decimal("5.00"), "write_off_percent": Decimal(10)}
    await builders.insert(till.shop.owner, "payment_policy", company_id=till.books.company, **policy)
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, "100.00", on="2026-03-01")
    (line,) = await till.lines(mt940(1, ("94.99", "166?20Too little")))
    part = {"amount": "94.99", "journalLineId": invoice}
    refused = await till.reconcile(line, {**part, "writeOff": "5.01"})
    assert [error["code"] for error in refused["errors"]] == ["WRITE_OFF_ABOVE_LIMIT"]
    done = await till.reconcile(line, {**part, "writeOff": "5.00"})
    assert (done["errors"], await till.balances("1210", "6320")) == ([], ["0.01", "5.00"])
    await till.ask(UNDO, id=done["bankStatementLine"]["reconciliations"][0]["id"])
    assert await till.balances("1210", "6320", "1410") == ["100.00", "0.00", "0.00"]


async def test_what_is_paid_too_much_is_the_credit_of_the_party(till: Till) -> None:
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, "100.00", on="2026-03-01")
    (line,) = await till.lines(mt940(1, ("120.00", "166?20Too much")))
    parts = {"amount": "100.00", "journalLineId": invoice}, till.to_account("20.00", "1210", customer)
    told = await till.reconcile(line, *parts)
    assert (told["errors"], told["bankStatementLine"]["state"]) == ([], "RECONCILED")
    assert [each for each in await till.open_amounts(customer) if each != "0.00"] == ["-20.00"]


@pytest.mark.parametrize("amount", ["100.00", "-10.00"])
async def test_undoing_waits_for_open_items_before_it_takes_a_number(till: Till, amount: str) -> None:
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, "100.00", on="2026-03-01")
    (line,) = await till.lines(mt940(1, ("60.00", "166?20Thanks")))
    parts = {"amount": "50.00", "journalLineId": invoice}, till.to_account("10.00", "1210", customer)
    (made,) = (await till.reconcile(line, *parts))["bankStatementLine"]["reconciliations"]
    said = "select id from open_item where party_id = $1 and amount = $2"
    item = await till.shop.owner.fetchval(said, customer, Decimal(amount))

    undone = await held_back(till.shop, till.books.company, [item], till.ask(UNDO, id=made["id"]))

    assert (undone["errors"], await till.balances("1210", "1410")) == ([], ["100.00", "0.00"])


async def test_no_part_comes_to_a_reconciliation_that_was_looked_at(till: Till) -> None:
    (line,) = await till.lines(mt940(1, ("30.00", "166?20Cash")))
    attacker = await asyncpg.connect(till.shop.database.app_url)
    ids = {"line": line["id"].partition(":")[2], "account": till.books.accounts["6270"]}
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await attacker.execute(SMUGGLED.format(**ids))
    assert refused.value.constraint_name == "parts_add_up"
    await attacker.close()
