"""The demo's accounting: what its orders, purchases and months come to in the books, from the opening to closed years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from asyncpg import Connection

from models import InvoiceKind, PaymentState
from services.demo import billing
from services.demo.bank import add_statements
from services.demo.banking import CARDS, CurrentAccount
from services.demo.books import Books
from services.demo.closing import Closing, add_checklist, add_report
from services.demo.commissioning import post_commissions
from services.demo.customers import Customer
from services.demo.documents import Billed, add_documents, enter
from services.demo.identity import COMPANY_ID, OPENED_ON, SISTER_ID, TODAY
from services.demo.ledger import enter_costs, enter_opening
from services.demo.past import enter_past
from services.demo.paying import pay
from services.demo.purchase_order import Purchase
from services.demo.rates import Rates
from services.demo.reminding import Reminding
from services.demo.revaluing import revalue
from services.demo.rows import Rows
from services.demo.sales_order import Order
from services.demo.settling import Till
from services.demo.stock_in_books import enter_stock
from services.demo.tax_facts import TaxFacts
from services.demo.tax_filing import TaxFiling
from services.finance.posting import Leg
from services.finance.recurring import following

_PAID: Final = """
update payment set state = 'POSTED', entry_id = said.entry_id, rate = said.rate
from unnest($1::uuid[], $2::uuid[], $3::numeric[]) as said (id, entry_id, rate) where payment.id = said.id
"""
_SHOWN: Final = "update payment set state = 'RECONCILED' where id = any($1::uuid[])"


@dataclass(frozen=True)
class Business:
    """What the books tell of."""

    orders: Sequence[Order]
    purchases: Sequence[Purchase]
    customers: Sequence[Customer]
    rates: Rates
    names: Mapping[UUID, str]
    """The names of the parties."""


@dataclass
class Accounting:
    """The books of both companies; what belongs to entries waits in rows of its own until these are posted."""

    rows: Rows = field(default_factory=Rows)
    books: Books = field(default_factory=lambda: Books(COMPANY_ID, "EUR"))
    sister: Books = field(default_factory=lambda: Books(SISTER_ID, "USD"))
    facts: TaxFacts = field(default_factory=TaxFacts)
    reminding: Reminding = field(default_factory=Reminding)
    closing: Closing = field(default_factory=Closing)

    def __post_init__(self) -> None:
        self.current = CurrentAccount(self.books)
        self.filing = TaxFiling(self.facts)

    def keep(self, business: Business, units: Mapping[str, UUID]) -> None:
        """Enter everything until today, and add the rows of it."""
        for books in (self.books, self.sister):
            enter_opening(books)
        enter_past(self.current, self.facts, business.orders, business.purchases, business.rates)
        enter_costs(self.current)
        billed = self._bill(business)
        add_documents(self.rows, billed, units)
        self.till = Till(self.rows, self.books, self.current, self.facts, business.rates)
        pay(self.till, billed, business.names)
        self._empty_payment_service()
        revalue(self.rows, self.books, business.rates, [each.item for each in billed])
        self.filing.file(self.current)
        owed = [each for each in billed if each.document.kind is InvoiceKind.CUSTOMER_INVOICE]
        self.reminding.remind(self.rows, [each.item for each in owed])
        self.facts.add_to(self.rows)
        self.filing.add_to(self.rows)
        add_statements(self.rows, self.current, owed, business.names)
        add_checklist(self.rows)
        add_report(self.rows)

    async def write(self, connection: Connection) -> None:
        """Post what was entered, and write what belongs to it."""
        for books in (self.books, self.sister):
            await enter_stock(connection, books)
            self.closing.close(books)
            await books.post(connection)
        await self.rows.copy_into(connection)
        await self._move_payments(connection)
        await self.filing.finish(connection)
        await self.reminding.finish(connection)
        await post_commissions(connection)
        await self.closing.finish(connection)

    def _bill(self, business: Business) -> list[Billed]:
        preferred = frozenset(customer.id for customer in business.customers[:12])
        invoices = billing.invoices(business.orders, business.rates, preferred)
        bills = billing.bills(business.purchases, business.rates)
        roaster = billing.roaster_on_order(business.customers[0])
        return enter(self.books, self.facts, [*invoices, *bills, *billing.credit_notes(invoices), *roaster])

    def _empty_payment_service(self) -> None:
        """Take at the end of each month what cards and foreign customers paid, or give what is needed there."""
        on = following(OPENED_ON, 0, 31)
        while on <= TODAY:
            if balance := self.books.balance(CARDS, on):
                key = f"payment service {on}"
                self.current.move(
                    key, on, f"Payout {on:%m/%Y}", [Leg(self.books.account(CARDS), -balance)], "Kartendienst"
                )
            on = following(on + timedelta(days=1), 0, 31)

    async def _move_payments(self, connection: Connection) -> None:
        made = self.till.made
        await connection.execute(
            _PAID, [each.id for each in made], [each.entry_id for each in made], [each.rate for each in made]
        )
        shown = [each.id for each in made if each.state is PaymentState.RECONCILED]
        await connection.execute(_SHOWN, shown)
