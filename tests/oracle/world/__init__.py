"""A small world made to be awkward: companies in three currencies and time zones, equal keys, nulls, odd names.

Everything follows from one seed, so that a difference found once is found again.
"""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import models
from auth.roles import RoleCode
from models import Base
from models.base import Entity
from tests.oracle.world.agreements import agreements
from tests.oracle.world.approvals import approvals
from tests.oracle.world.bank import bank
from tests.oracle.world.builder import Builder
from tests.oracle.world.catalogue import Catalogue, catalogue
from tests.oracle.world.commissions import commissions
from tests.oracle.world.identity_providers import identity_providers
from tests.oracle.world.imports import imports
from tests.oracle.world.invoices import invoices
from tests.oracle.world.ledger import ledger
from tests.oracle.world.logistics import logistics
from tests.oracle.world.narrowings import narrowings
from tests.oracle.world.office import files, jobs, notifications, sessions
from tests.oracle.world.parties import Parties, parties
from tests.oracle.world.payments import payments
from tests.oracle.world.people import USER_IDS, users
from tests.oracle.world.pricing import pricing
from tests.oracle.world.programs import programs
from tests.oracle.world.purchasing import purchase_orders
from tests.oracle.world.receipts import receipts
from tests.oracle.world.retention import retention_rules
from tests.oracle.world.returns import returns
from tests.oracle.world.sales import sales_orders
from tests.oracle.world.sandboxes import sandboxes
from tests.oracle.world.selling import selling
from tests.oracle.world.shared import rates, units
from tests.oracle.world.shipments import shipments
from tests.oracle.world.stock import stock
from tests.oracle.world.taxes import payment_terms, taxes
from tests.oracle.world.texts import NAMES
from tests.oracle.world.transfers import transfers
from tests.oracle.world.vendor_returns import vendor_returns

T = TypeVar("T", bound=Base)
PLACES = (("AT", "EUR", "Europe/Vienna"), ("JP", "JPY", "Asia/Tokyo"), ("US", "KWD", "America/New_York"))


class World:
    """The rows."""

    def __init__(self) -> None:
        """Make everything."""
        builder = self._builder = Builder()
        counted_in = units(builder)
        rates(builder)
        self.companies = [_company(builder, place, *where) for place, where in enumerate(PLACES)]
        builder.layer(self.companies)
        dealt_with: list[Parties] = []
        sold: list[Catalogue] = []
        for company in self.companies:
            builder.of_company(company.id)
            dealt_with.append(parties(builder))
        # The party of the first company for which its partners act.
        self.partner = dealt_with[0].all[0]
        reps = users(builder, self.companies, self.partner)
        work = jobs(builder, self.companies)
        for company, those in zip(self.companies, dealt_with, strict=True):
            builder.of_company(company.id)
            goods = catalogue(builder, counted_in, company.currency)
            sold.append(goods)
            documents = [*sales_orders(builder, those, goods, reps), *purchase_orders(builder, those, goods)]
            builder.random.shuffle(documents)
            stock(builder, goods.skus, those.warehouses, documents[:10])
            approvals(builder, company.currency, tuple(USER_IDS.values()), documents[:8])
            ledger(builder, company.currency, those, reps)
            receipts(builder, company, those, goods.skus)
            bank(builder, company.currency, those.all[:3])
            taxes(builder, company.currency, [party.id for party in those.all[:4]])
            payment_terms(builder, company.currency)
            logistics(builder, company.currency, those, documents)
            invoices(builder, company)
            booked = _of_each(builder, company.id, models.Invoice, models.JournalEntry, models.JournalEntryDraft)
            files(builder, [*those.all[:4], *goods.products[:3], *documents, *documents[:5], *booked])
            imports(builder, company, [*those.all, *goods.products], work)
            _references(builder, [*those.all[:3], *goods.skus[:3], *documents[:4]])
            builder.layer(
                [
                    models.NumberSeries(
                        **builder.owned(), code=code, prefix=prefix, digits=digits, next_value=next_value
                    )
                    for code, prefix, digits, next_value in (("SALES_ORDER", "SO-", 6, 42), ("WIDE", "", 2, 12345))
                ]
            )
        for company in self.companies:
            builder.of_company(company.id)
            payments(builder, company)
        for company, those, goods in zip(self.companies, dealt_with, sold, strict=True):
            builder.of_company(company.id)
            orders = [order for order in self.all(models.SalesOrder) if order.company_id == company.id]
            pricing(builder, company.currency, those.busy, goods.categories, goods.skus, orders)
            selling(builder, company, those, goods)
            agreements(builder, company, those, orders, self._own(models.SalesOrderLine, company))
            groups, billed = self._own(models.CustomerGroup, company), self._own(models.InvoiceLine, company)
            earners = [USER_IDS[RoleCode.ADMIN], USER_IDS[RoleCode.SALES_REP], *(rep.id for rep in reps)]
            commissions(
                builder, company, earners, groups, goods.categories, billed, self._own(models.JournalEntry, company)
            )
        for company, those in zip(self.companies, dealt_with, strict=True):
            builder.of_company(company.id)
            orders, lines = self._own(models.SalesOrder, company), self._own(models.SalesOrderLine, company)
            kept = self._own(models.Reservation, company)
            shipments(builder, orders[:9], lines, kept, those.warehouses)
            returns(builder, orders, lines, self._own(models.Location, company))
            transfers(builder, self._own(models.StockMove, company), self._own(models.Location, company))
            vendor_returns(builder, company)
        imports(builder, None, self.all(models.Party), work)
        programs(builder, self.companies, [those.all[:3] for those in dealt_with], self.all(models.Role))
        narrowings(builder, self.companies, self.all(models.Party), self.all(models.Warehouse), reps)
        self.sandbox = sandboxes(builder, [None, *(those.all[0] for those in dealt_with)])
        notifications(builder, [*self.companies, *self.all(models.SalesOrder), *self.all(models.Product)])
        sessions(builder)
        identity_providers(builder, self.all(models.Role)[-1], self.all(models.User)[-1], self.companies[0])
        retention_rules(builder, self.companies)
        self.reps = reps

    def all(self, model: type[T]) -> Sequence[T]:
        """Give the rows of a table, in the order in which they were made."""
        return [
            row for layer in (*self._builder.layers, *self._builder.later) for row in layer if isinstance(row, model)
        ]

    def _own(self, model: type[T], company: models.Company) -> list[T]:
        return [row for row in self.all(model) if getattr(row, "company_id", None) == company.id]

    async def save(self, engine: AsyncEngine) -> None:
        """Write everything, as the owner."""
        async with AsyncSession(engine, expire_on_commit=False) as session:
            for layer in self._builder.layers:
                session.add_all(layer)
                await session.flush()
            for row, values in self._builder.changes:
                for name, value in values.items():
                    setattr(row, name, value)
                await session.flush()
            for layer in self._builder.later:
                session.add_all(layer)
                await session.flush()
            await session.commit()


def _of_each(builder: Builder, company: UUID, *among: type[Entity]) -> list[Entity]:
    """Give two rows of a company of each of some tables."""
    rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == company]
    return [row for model in among for row in [each for each in rows if isinstance(each, model)][:2]]


def _company(builder: Builder, place: int, country: str, currency: str, time_zone: str) -> models.Company:
    return models.Company(
        **builder.entity(),
        code=f"C{place}",
        name=NAMES[place],
        legal_name=f"{NAMES[place]} AG",
        vat_number=builder.maybe("U1"),
        currency=currency,
        country=country,
        time_zone=time_zone,
    )


def _references(builder: Builder, entities: Sequence[Base]) -> None:
    """Let other systems know some entities, and one that is not there any more."""
    named = [(type(entity).__name__, entity.id) for entity in entities if isinstance(entity, Entity)]
    builder.layer(
        [
            models.ExternalReference(
                **builder.owned(), system=system, external_id=f"{system}-{place}", entity_type=type_, entity_id=key
            )
            for place, (type_, key) in enumerate([*named, ("Nothing", builder.id())])
            for system in ("shop", "erp")
        ]
    )
