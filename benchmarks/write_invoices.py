"""What `./torso bench write` posts: invoices, from the draft to the open item in one request, and as SQL by hand.

The SQL writes the invoice as it is in the end, one statement per table: the entry as in `write_entries`, what is told of its
tax, the invoice, its line with its tax, its taxes and its instalment.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import orjson
from asyncpg import Connection

from benchmarks.write_cases import ACTOR, WriteCase, key_in
from benchmarks.write_entries import Line, ToPost, keep_answer, post_by_hand
from benchmarks.write_place import Place
from kernel.ids import uuid7
from services.demo.identity import COMPANY_ID

_INVOICE: Final = """
mutation Invoice($input: InvoiceCreateInput!, $id: ID!, $key: ID!) @atomic {
  invoiceCreate(input: $input) { errors { code path } }
  invoiceValidate(id: $id, version: 2) { errors { code path } }
  invoicePost(id: $id, version: 3, idempotencyKey: $key) {
    invoice { id number total { amount } entry { id } instalments { dueOn openItem { id } } } errors { code path }
  }
}
"""
NEW_TAX_LINE: Final = """
insert into tax_line (company_id, entry_id, position, taxed_on, tax_code_id, side, category, rate, party_id, currency, base,
  amount, deductible, company_currency, company_base, company_amount, company_deductible)
values ($1, $2, 1, $3, $4, 'OUTPUT', 'S', 20, $5, 'EUR', $6, $7, 0.00, 'EUR', $6, $7, 0.00)
"""
NEW_INVOICE: Final = """
insert into invoice (id, company_id, kind, state, number, party_id, journal_id, invoice_on, posted_on, due_on, currency, rate,
  discount_amount, net_amount, tax_amount, deducted_amount, rounding_amount, total_amount, entry_id)
values ($1, $2, 'CUSTOMER_INVOICE', 'POSTED', $3, $4, $5, $6, $6, $6, 'EUR', 1, 0.00, $7, $8, 0.00, 0.00, $9, $10)
"""
_NEW_LINE: Final = """
insert into invoice_line (id, company_id, invoice_id, position, description, quantity, currency, unit_price, net_amount,
  tax_amount, ledger_amount, reckoned)
values ($1, $2, $3, 1, $4, $5, 'EUR', $6, $7, $8, $7, $9)
"""
_NEW_LINE_TAX: Final = (
    "insert into invoice_line_tax (company_id, line_id, tax_code_id, position) values ($1, $2, $3, 1)"
)
NEW_TAX: Final = """
insert into invoice_tax (company_id, invoice_id, position, tax_code_id, kind, category, rate, is_reverse_charge, is_cash_basis,
  currency, base, amount, deductible)
values ($1, $2, 1, $3, 'PERCENT', 'S', 20, false, false, 'EUR', $4, $5, $5)
"""
NEW_INSTALMENT: Final = """
insert into invoice_instalment (company_id, invoice_id, position, due_on, currency, amount, open_item_id)
values ($1, $2, 1, $3, 'EUR', $4, $5)
"""


def invoice_cases(place: Place) -> tuple[WriteCase, ...]:
    """Give the case: an invoice of one line and one tax."""

    def invoice(_client: int) -> dict[str, Any]:
        key = uuid7()
        taxes = [{"taxCodeId": f"TaxCode:{place.tax}", "position": 1}]
        line = {"description": "Coffee", "quantity": "2", "unitPrice": "60.00", "taxes": taxes}
        said = {"companyId": f"Company:{COMPANY_ID}", "partyId": f"Party:{place.party}", "kind": "CUSTOMER_INVOICE"}
        which = {"id": f"Invoice:{key}", "invoiceOn": place.day.isoformat(), "lines": [line]}
        return {"input": {**said, **which}, "id": f"Invoice:{key}", "key": key.hex}

    async def by_hand(connection: Connection, given: Mapping[str, Any]) -> str:
        return await _post_said(connection, given, place)

    return (WriteCase("invoice_posted", _INVOICE, by_hand, invoice),)


async def _post_said(connection: Connection, given: Mapping[str, Any], place: Place) -> str:
    said = given["input"]["lines"][0]
    net = Decimal(said["quantity"]) * Decimal(said["unitPrice"])
    tax, invoice = net / 5, key_in(given["id"])
    due = Line(uuid7(), place.receivable, place.party, net + tax, due=place.day)
    taxed = Line(uuid7(), place.output_tax, None, -tax, place.tax, net)
    lines = [due, Line(uuid7(), place.revenue, None, -net), taxed]
    entry = ToPost(uuid7(), place.sales, "SAL", lines, ("Invoice", invoice), place.day)
    async with connection.transaction():
        await connection.fetchrow(ACTOR, "bench")
        number = await post_by_hand(connection, entry, place)
        await connection.execute(NEW_TAX_LINE, COMPANY_ID, entry.id, place.day, place.tax, place.party, net, tax)
        await connection.execute(
            NEW_INVOICE,
            invoice,
            COMPANY_ID,
            number,
            place.party,
            place.sales,
            place.day,
            net,
            tax,
            net + tax,
            entry.id,
        )
        await _write_parts(connection, given, place, due)
        text = orjson.dumps({"id": given["id"], "number": number, "total": str(net + tax)}).decode()
        await keep_answer(connection, given["key"], text)
    return text


async def _write_parts(connection: Connection, given: Mapping[str, Any], place: Place, due: Line) -> None:
    """Write the line of an invoice, its taxes and what is due of it."""
    said, invoice, line = given["input"]["lines"][0], key_in(given["id"]), uuid7()
    quantity, price = Decimal(said["quantity"]), Decimal(said["unitPrice"])
    net, tax = quantity * price, quantity * price / 5
    of_line = line, COMPANY_ID, invoice, said["description"]
    await connection.execute(_NEW_LINE, *of_line, quantity, price, net, tax, reckoned_line(net, tax, place))
    await connection.execute(_NEW_LINE_TAX, COMPANY_ID, line, place.tax)
    await connection.execute(NEW_TAX, COMPANY_ID, invoice, place.tax, net, tax)
    await connection.execute(NEW_INSTALMENT, COMPANY_ID, invoice, place.day, due.amount, due.id)


def reckoned_line(net: Decimal, tax: Decimal, place: Place) -> str:
    """Write down what the line comes to, as notes on it read it."""
    code: dict[str, object] = {
        "key": str(place.tax), "code": "U20", "kind": "PERCENT", "rate": "20.000000", "category": "S",
        "included": False, "compound": False, "reverse_charge": False, "cash_basis": False,
        "deductible_percent": "100.000000", "exemption_code": None,
    }  # fmt: skip
    taxed = {"tax": code, "base": str(net), "amount": str(tax), "deductible": str(tax), "exact": str(int(tax))}
    return orjson.dumps({"net": str(net), "taxes": [taxed], "discount": "0.00", "is_mirror": False}).decode()
