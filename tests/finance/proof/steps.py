"""What a company does, step by step: each step decides by chance what exactly, and is refused where that makes no sense."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.ids import uuid7
from tests.finance.bank.till import mt940
from tests.finance.office import Answer, Word
from tests.finance.proof.keeper import Keeper

Step = Callable[[Keeper], Awaitable[object]]

OPEN_ITEM: Final = """
select id, currency, open_amount, amount, party_id, account_id, posted_on, source_id from open_item
where company_id = $1 and open_amount <> 0 order by id
"""
OFFERED: Final = """
select until_on, amount from open_item_discount where company_id = $1 and open_item_id = $2 order by until_on
"""
EARLY: Final = f"{OPEN_ITEM.partition('order')[0]} and id in (select open_item_id from open_item_discount) order by id"
VERSIONED: Final = "id version"


async def enter(keeper: Keeper) -> None:
    """Post an entry by hand: of one amount, or of several that may not even be equal."""
    chance, currency = keeper.chance, keeper.currency()
    codes = chance.sample(
        ["1410", "1420", "3010", "4010", "5010", "6110", "6210", "2210", "1490", "1210", "2010", "10"], 3
    )
    amounts = [keeper.amount(currency), -keeper.amount(currency)]
    if chance.random() < 0.9:
        amounts[1] = -amounts[0]
    if chance.random() < 0.3:
        amounts = [amounts[0], amounts[1] / 4, amounts[1] - amounts[1] / 4]
        amounts = [round(amount, 2) for amount in amounts]
    lines = [_line(keeper, code, amount) for code, amount in zip(codes, amounts, strict=False)]
    said: Answer = {
        "companyId": keeper.company, "journalId": keeper.office.journals[chance.choice(["GEN", "GEN", "SAL", "BNK"])],
        "postedOn": keeper.day().isoformat(), "description": "By hand", "lines": lines, "currency": currency,
        "kind": Word(chance.choice(["NORMAL", "NORMAL", "ACCRUAL"])), "isAdjustment": chance.random() < 0.05,
    }  # fmt: skip
    draft = await keeper.do("journalEntryDraftCreate", f"journalEntryDraft {{ {VERSIONED} }}", input=said)
    if draft is None:
        return
    if await keeper.keyed("journalEntryPost", "journalEntry { id }", **draft) is None:
        await keeper.do("journalEntryDraftDelete", "journalEntryDraft { id }", **draft)


async def reverse(keeper: Keeper) -> None:
    """Undo an entry, of whatever it is the consequence."""
    entry = await keeper.any_of("select id, posted_on from journal_entry where company_id = $1 order by number, id")
    if entry is not None:
        on = entry["posted_on"] + timedelta(keeper.chance.choice([-1, 0, 0, 1, 20]))
        said: Answer = {"id": f"JournalEntry:{entry['id']}", "postedOn": on.isoformat(), "description": "Wrong"}
        await keeper.keyed("journalEntryReverse", "journalEntry { id }", **said)


async def invoice(keeper: Keeper) -> None:
    """Ask a customer, or be asked by a vendor; sometimes for an advance, sometimes less one."""
    chance, kind = keeper.chance, keeper.chance.choice(["CUSTOMER_INVOICE", "VENDOR_BILL"])
    currency, is_advance = keeper.currency(), keeper.chance.random() < 0.2
    deductions: list[Answer] = []
    party = chance.choice(keeper.parties)
    advance = await keeper.any_of(
        "select id, party_id, kind, currency from invoice where company_id = $1 and is_advance and state = 'POSTED' order by id"
    )
    if advance is not None and not is_advance and chance.random() < 0.6:
        party, kind, currency = f"Party:{advance['party_id']}", advance["kind"], advance["currency"]
        deductions = [{"advanceId": f"Invoice:{advance['id']}"}]
    lines = [_invoiced(keeper) for _ in range(chance.randrange(1, 4))]
    if advance is not None and deductions and chance.random() < 0.8:
        lines += await _lines_of(keeper, advance["id"])
    said: Answer = {
        "companyId": keeper.company, "partyId": party, "kind": Word(kind), "currency": currency, "lines": lines,
        "invoiceOn": keeper.day().isoformat(), "isAdvance": is_advance, "deductions": deductions,
        "discountAmount": chance.choice(["0", "0", "1"]), "paymentTermId": chance.choice([None, *keeper.terms]),
        "withholdingCodeId": chance.choice([None, None, None, None, *keeper.withholdings]),
    }  # fmt: skip
    await _posted(keeper, await keeper.do("invoiceCreate", f"invoice {{ {VERSIONED} }}", input=_known(said)))


async def credit(keeper: Keeper) -> None:
    """Take a posted document back, all that is left of it or a part of its lines."""
    found = await keeper.any_of(
        "select id, invoice_on from invoice where company_id = $1 and state <> 'DRAFT' order by id"
    )
    if found is None:
        return
    said: Answer = {"id": f"Invoice:{found['id']}", "invoiceOn": found["invoice_on"].isoformat()}
    line = await keeper.any_of(
        "select id, quantity from invoice_line where company_id = $1 and invoice_id = $2 order by position", found["id"]
    )
    if line is not None and keeper.chance.random() < 0.5:
        quantity = keeper.chance.choice([line["quantity"], line["quantity"] / 2, line["quantity"] + 1])
        said["lines"] = [{"lineId": f"InvoiceLine:{line['id']}", "quantity": str(quantity)}]
    await _posted(keeper, await keeper.do("invoiceCredit", f"invoice {{ {VERSIONED} }}", **said))


async def pay(keeper: Keeper) -> None:
    """Pay an open item: in part, as a whole, less what is offered for paying early, or more than is asked."""
    chance = keeper.chance
    item = await keeper.any_of(EARLY) if chance.random() < 0.4 else None
    item = item or await keeper.any_of(OPEN_ITEM)
    if item is None:
        return
    said, on = await _allocated(keeper, item)
    paid = Decimal(said["amount"]) + chance.choice([0, 0, 0, 5])
    direction = "IN" if item["open_amount"] > 0 else "OUT"
    given: Answer = {
        "companyId": keeper.company, "partyId": f"Party:{item['party_id']}", "direction": Word(direction),
        "currency": item["currency"] if chance.random() < 0.8 else keeper.currency(), "amount": str(paid),
        "partyAccountId": f"LedgerAccount:{item['account_id']}", "allocations": [said], "paidOn": on.isoformat(),
    }  # fmt: skip
    draft = await keeper.do("paymentCreate", f"payment {{ {VERSIONED} }}", input=given)
    if draft is not None and await keeper.keyed("paymentPost", "payment { id }", **draft) is None:
        await keeper.do("paymentDelete", "payment { id }", **draft)


async def void(keeper: Keeper) -> None:
    """Void a payment, or say that the bank shows it."""
    payment = await keeper.any_of("select id, version, paid_on from payment where company_id = $1 order by id")
    if payment is None:
        return
    said: Answer = {"id": f"Payment:{payment['id']}", "version": payment["version"]}
    if keeper.chance.random() < 0.3:
        await keeper.do(keeper.chance.choice(["paymentReconcile", "paymentUnreconcile"]), "payment { id }", **said)
        return
    on = payment["paid_on"] + timedelta(keeper.chance.randrange(-1, 30))
    await keeper.keyed("paymentVoid", "payment { id }", **said, on=on.isoformat(), why="Wrong")


async def settle(keeper: Keeper) -> None:
    """Settle two open items with each other, mostly such as can be."""
    one = await keeper.any_of(OPEN_ITEM)
    if one is None:
        return
    opposite = f"{OPEN_ITEM.partition('order')[0]} and party_id = $2 and account_id = $3 and currency = $4 and open_amount * $5 < 0"
    other = await keeper.any_of(opposite, one["party_id"], one["account_id"], one["currency"], one["open_amount"])
    other = other or await keeper.any_of(OPEN_ITEM)
    assert other is not None
    amount = min(abs(one["open_amount"]), abs(other["open_amount"]))
    if keeper.chance.random() < 0.2:
        amount += 1
    sign = 1 if one["open_amount"] > 0 else -1
    parts = [{"openItemId": f"OpenItem:{one['id']}", "amount": str(sign * amount)},
             {"openItemId": f"OpenItem:{other['id']}", "amount": str(-sign * amount)}]  # fmt: skip
    on = max(one["posted_on"], other["posted_on"]) + timedelta(keeper.chance.choice([0, 3, -1]))
    await keeper.keyed("settlementCreate", "settlement { id }", input={"settledOn": on.isoformat(), "parts": parts})


async def unsettle(keeper: Keeper) -> None:
    """Undo a settlement, or write off what is open."""
    settlement = await keeper.any_of(
        "select id, settled_on from settlement where company_id = $1 order by recorded_at, id"
    )
    item = await keeper.any_of(OPEN_ITEM)
    if settlement is not None and keeper.chance.random() < 0.7:
        on = (settlement["settled_on"] + timedelta(keeper.chance.randrange(0, 9))).isoformat()
        await keeper.keyed(
            "settlementUndo", "settlement { id }", id=f"Settlement:{settlement['id']}", on=on, why="Wrong"
        )
    elif item is not None:
        said: Answer = {"openItemId": f"OpenItem:{item['id']}", "on": item["posted_on"].isoformat()}
        await keeper.keyed("writeOff", "settlement { id }", **said)


async def bank(keeper: Keeper) -> None:
    """Bring a statement in, or the last one once more."""
    if keeper.chance.random() < 0.8:
        keeper.statements += 1
    sign, amounts = keeper.chance.choice(["", "-"]), [keeper.amount() for _ in range(2)]
    item = await keeper.any_of(f"{OPEN_ITEM.partition('order')[0]} and currency = 'EUR' and abs(open_amount) < 1000000")
    if item is not None:
        amounts[0], sign = abs(item["open_amount"]), "" if item["open_amount"] > 0 else "-"
    content = mt940(keeper.statements, *((f"{sign}{min(amount, 9_999_999):.2f}", "Paid") for amount in amounts))
    said: Answer = {"fileId": await keeper.upload(content), "bankAccountId": keeper.bank}
    await keeper.keyed("bankStatementImport", "bankStatements { id }", **said)


async def reconcile(keeper: Keeper) -> None:
    """Say what a line of the bank was for, or take that back."""
    chance = keeper.chance
    made = await keeper.any_of("select id from bank_reconciliation where company_id = $1 order by recorded_at, id")
    if made is not None and chance.random() < 0.4:
        said: Answer = {"id": f"BankReconciliation:{made['id']}", "on": "2026-04-20", "why": "Wrong"}
        await keeper.keyed("bankReconciliationUndo", "bankStatementLine { id }", **said)
        return
    line = await keeper.any_of(
        "select id, amount, matched_amount from bank_statement_line where company_id = $1 order by id"
    )
    if line is None:
        return
    left = line["amount"] - line["matched_amount"]
    item = await keeper.any_of(
        f"{OPEN_ITEM.partition('order')[0]} and open_amount * $2 > 0 order by id", line["amount"]
    )
    parts: list[Answer] = [
        {"amount": str(left), "accountId": keeper.office.accounts[chance.choice(["6270", "1490", "4130"])]}
    ]
    if item is not None and chance.random() < 0.8:
        amount = min(abs(left), abs(item["open_amount"])) * (1 if left > 0 else -1)
        parts = [{"amount": str(amount), "journalLineId": f"JournalLine:{item['id']}"}]
    given: Answer = {"id": f"BankStatementLine:{line['id']}", "parts": parts, "postedOn": keeper.day().isoformat()}
    await keeper.keyed("bankStatementLineReconcile", "bankStatementLine { id }", **_known(given))


async def recur(keeper: Keeper) -> None:
    """Agree on something that comes every month, or post what is due."""
    if keeper.chance.random() < 0.5:
        amount = keeper.amount()
        said: Answer = {
            "companyId": keeper.company, "code": uuid7().hex[-8:], "name": "Rent", "everyMonths": 1, "dayOfMonth": 31,
            "journalId": keeper.office.journals["GEN"], "kind": Word(keeper.chance.choice(["RECURRING", "ACCRUAL"])),
            "nextOn": keeper.day().isoformat(), "lines": [_line(keeper, "6110", amount), _line(keeper, "2050", -amount)],
        }  # fmt: skip
        await keeper.do("journalTemplateCreate", "journalTemplate { id }", input=said)
    due: Answer = {"companyId": keeper.company, "dueOn": keeper.day().isoformat()}
    await keeper.keyed("journalTemplateRun", "journalEntries { id }", **due)


async def revalue(keeper: Keeper) -> None:
    """Revalue what is open in foreign currencies."""
    end = date(2026, keeper.chance.randrange(1, 13), 28)
    rates = [{"currency": "USD", "rate": str(Decimal(keeper.chance.randrange(70, 120)) / 100)}]
    await keeper.keyed(
        "revaluationRun", "revaluations { id }", companyId=keeper.company, on=end.isoformat(), rates=rates
    )


async def remind(keeper: Keeper) -> None:
    """Remind of what is overdue, and charge for it."""
    said: Answer = {"companyId": keeper.company, "on": keeper.day().isoformat(), "charged": True}
    await keeper.keyed("dunningRun", "dunningNotices { id }", **said)


async def tell_taxes(keeper: Keeper) -> None:
    """Draft the return of a month, file it, and settle it."""
    month = keeper.chance.randrange(1, 7)
    starts_on, ends_on = date(2026, month, 1), date(2026, month + 1, 1) - timedelta(1)
    said: Answer = {
        "companyId": keeper.company, "form": "U30", "startsOn": starts_on.isoformat(), "endsOn": ends_on.isoformat()
    }  # fmt: skip
    selection = f"taxReturn {{ {VERSIONED} }}"
    drafted = await keeper.do("taxReturnCreate", selection, **said)
    if drafted is None or keeper.chance.random() < 0.3:
        return
    filed = await keeper.keyed("taxReturnFile", selection, **drafted)
    if filed is not None:
        await keeper.keyed("taxReturnSettle", selection, **filed, postedOn=keeper.day().isoformat())


async def close(keeper: Keeper) -> None:
    """Close the first period that is open, with its checklist."""
    found = await keeper.rows(
        "select id from accounting_period where company_id = $1 and state in ('OPEN', 'CLOSING') order by starts_on, number limit 1"
    )
    if found:
        await _closed(keeper, found[0]["id"])


async def reopen(keeper: Keeper) -> None:
    """Open a period again, or lock one for ever."""
    period = await keeper.any_of(
        "select id, version, state from accounting_period where company_id = $1 and state in ('CLOSING', 'CLOSED', 'LOCKED') order by number"
    )
    if period is None:
        return
    said: Answer = {"id": f"AccountingPeriod:{period['id']}", "version": period["version"]}
    if keeper.chance.random() < 0.85:
        await keeper.do("accountingPeriodReopen", "accountingPeriod { id }", **said, because="A late bill")
    else:
        await keeper.do("accountingPeriodLock", "accountingPeriod { id }", **said)


async def lock(keeper: Keeper) -> None:
    """Lock an area up to a day, or lift a lock."""
    held = await keeper.any_of("select id, version from period_lock where company_id = $1 order by id")
    if held is not None and keeper.chance.random() < 0.7:
        await keeper.do("periodLockLift", "periodLock { id }", id=f"PeriodLock:{held['id']}", version=held["version"])
        return
    area, until = keeper.chance.choice(["SALES", "PURCHASE", "TAX", "ALL"]), keeper.day()
    said: Answer = {"companyId": keeper.company, "area": Word(area), "lockedUntil": until.isoformat()}
    await keeper.do("periodLockSet", "periodLock { id }", input=said)


async def close_year(keeper: Keeper) -> None:
    """Close the year with all its periods, as far as that goes, or open it again."""
    (year,) = await keeper.rows("select id, version, state from fiscal_year where company_id = $1")
    said: Answer = {"id": f"FiscalYear:{year['id']}", "version": year["version"]}
    if year["state"] != "OPEN":
        await keeper.keyed("fiscalYearReopen", "fiscalYear { id }", **said, because="Something was missing")
        return
    periods = await keeper.rows(
        "select id from accounting_period where company_id = $1 and state in ('OPEN', 'CLOSING') and not is_adjustment order by number"
    )
    for period in periods:
        if not await _closed(keeper, period["id"]):
            break
    dimension = keeper.chance.choice([None, await keeper.office.dimension()])
    await keeper.keyed("fiscalYearClose", "fiscalYear { id }", **_known({**said, "dimensionId": dimension}))


async def fold(keeper: Keeper) -> None:
    """Let the jobs do what they do every few seconds."""
    await keeper.fold()


async def trespass(keeper: Keeper) -> None:
    """Try what is of another company."""
    shop = keeper.office.shop
    foreign = await shop.owner.fetchrow(
        "select line.account_id, item.id, entry.id as entry_id, entry.company_id from journal_entry as entry "
        "join journal_line as line on line.entry_id = entry.id left join open_item as item on item.entry_id = entry.id "
        "where entry.company_id <> $1 order by item.id nulls last limit 1",
        keeper.office.company,
    )
    if foreign is None:
        return
    said: Answer = {"id": f"JournalEntry:{foreign['entry_id']}", "postedOn": "2026-06-01", "description": "Mine"}
    assert await keeper.keyed("journalEntryReverse", "journalEntry { id }", **said) is None
    lines = [{**_line(keeper, "1410", Decimal(1)), "accountId": f"LedgerAccount:{foreign['account_id']}"}]
    draft: Answer = {"companyId": keeper.company, "journalId": keeper.office.journals["GEN"], "postedOn": "2026-06-01",
                     "description": "Mine", "lines": lines}  # fmt: skip
    assert await keeper.do("journalEntryDraftCreate", "journalEntryDraft { id }", input=draft) is None
    due: Answer = {"companyId": f"Company:{foreign['company_id']}", "dueOn": "2026-06-01"}
    assert await keeper.keyed("journalTemplateRun", "journalEntries { id }", **due) is None
    if foreign["id"] is not None:
        item: Answer = {"openItemId": f"OpenItem:{foreign['id']}", "on": "2026-06-01"}
        assert await keeper.keyed("writeOff", "settlement { id }", **item) is None


DOING: Final[dict[Step, int]] = {
    enter: 4, reverse: 3, invoice: 8, credit: 4, pay: 8, void: 2, settle: 4, unsettle: 3, bank: 3, reconcile: 5, recur: 1,
    revalue: 2, remind: 1, fold: 1, trespass: 1,
}  # fmt: skip
"""What comes from day to day, and how often beside the others."""
CLOSING: Final[dict[Step, int]] = {tell_taxes: 4, close: 6, reopen: 5, lock: 3, close_year: 4}
"""What comes when a month is over, or the year."""


def _line(keeper: Keeper, code: str, amount: Decimal) -> dict[str, Any]:
    line = {**keeper.office.line(code, f"{amount:f}"), **keeper.belonging()}
    return {**line, "partyId": keeper.chance.choice(keeper.parties)} if code in ("1210", "2010") else line


async def _allocated(keeper: Keeper, item: asyncpg.Record) -> tuple[Answer, date]:
    """Say how much of an item is paid, when, and what of it is let go."""
    chance, owed = keeper.chance, abs(item["open_amount"])
    places = max(-owed.as_tuple().exponent, 0)
    said: Answer = {"openItemId": f"OpenItem:{item['id']}"}
    offer = await keeper.any_of(OFFERED, item["id"])
    if offer is not None and chance.random() < 0.7:
        on: date = offer["until_on"] + timedelta(chance.choice([0, 0, 0, -3, 1]))
        return {**said, "amount": str(owed - offer["amount"]), "discountAmount": str(offer["amount"])}, on
    part = round(owed * chance.choice([1, 1, Decimal("0.5"), Decimal("0.99"), 2]), places)
    if chance.random() < 0.2:
        said["writeOffAmount"] = str(owed - part if part < owed else 1)
    if chance.random() < 0.1:
        said["discountAmount"] = str(round(owed / 50, places))
    return {**said, "amount": str(part)}, item["posted_on"] + timedelta(chance.randrange(40))


def _invoiced(keeper: Keeper) -> dict[str, Any]:
    chance = keeper.chance
    codes = chance.sample(sorted(keeper.taxes), chance.choice([0, 1, 1, 1, 2]))
    return {
        "description": "Goods", "quantity": str(chance.choice([1, 1, 3, 10, Decimal("0.5"), Decimal("0.5"), 7, -1])),
        "unitPrice": str(chance.choice([Decimal(1), Decimal("33.333333"), keeper.amount()])),
        "discountPercent": chance.choice(["0", "0", "12.5"]),
        "taxes": [{"taxCodeId": keeper.taxes[code], "position": place} for place, code in enumerate(codes, 1)],
        **keeper.belonging(),
    }  # fmt: skip


async def _lines_of(keeper: Keeper, advance_id: UUID) -> list[dict[str, Any]]:
    """Write what an advance was asked for once more, so that the invoice has as much of its taxes."""
    codes = "array(select tax_code_id from invoice_line_tax as tax where tax.line_id = line.id order by tax.position)"
    rows = await keeper.rows(
        f"select quantity, unit_price, discount_percent, {codes} as codes from invoice_line as line "
        "where company_id = $1 and invoice_id = $2 order by position",
        advance_id,
    )
    return [
        {
            "description": "Goods", "quantity": str(row["quantity"]), "unitPrice": str(row["unit_price"]),
            "discountPercent": str(row["discount_percent"]),
            "taxes": [{"taxCodeId": f"TaxCode:{code}", "position": at} for at, code in enumerate(row["codes"], 1)],
        }
        for row in rows
    ]  # fmt: skip


async def _posted(keeper: Keeper, draft: Answer | None) -> None:
    """Validate and post a draft; what is refused is thrown away."""
    if draft is None:
        return
    valid = await keeper.do("invoiceValidate", f"invoice {{ {VERSIONED} }}", **draft)
    if valid is None:
        await keeper.do("invoiceDelete", "invoice { id }", **draft)
    elif await keeper.keyed("invoicePost", "invoice { id }", **valid) is None:
        revised = await keeper.do("invoiceRevise", f"invoice {{ {VERSIONED} }}", **valid)
        await keeper.do("invoiceDelete", "invoice { id }", **revised)


async def _closed(keeper: Keeper, key: UUID) -> bool:
    """Close a period with its checklist, and tell whether it is."""
    (period,) = await keeper.rows(
        "select id, version, state from accounting_period where company_id = $1 and id = $2", key
    )
    said: Answer = {"id": f"AccountingPeriod:{key}", "version": period["version"]}
    if period["state"] == "OPEN":
        begun = await keeper.do("accountingPeriodBeginClosing", f"accountingPeriod {{ {VERSIONED} }}", **said)
        assert begun is not None
        said = begun
    for task in await keeper.rows(
        "select id, version from period_task where company_id = $1 and period_id = $2 and done_at is null order by code",
        key,
    ):
        await keeper.do(
            "periodTaskComplete", "periodTask { id }", id=f"PeriodTask:{task['id']}", version=task["version"]
        )
    return await keeper.do("accountingPeriodClose", "accountingPeriod { id }", **said) is not None


def _known(said: Answer) -> Answer:
    return {name: value for name, value in said.items() if value is not None}
