"""A small world made to be awkward: companies in three currencies and time zones, equal keys, nulls, odd names.

Everything follows from one seed, so that a difference found once is found again.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import models
from models import Base
from tests.oracle.world_texts import BARCODES, NAMES, WORDS

T = TypeVar("T")
SEED = 20260601
EXPONENTS = {"EUR": 2, "JPY": 0, "KWD": 3}
PLACES = (("AT", "EUR", "Europe/Vienna"), ("JP", "JPY", "Asia/Tokyo"), ("US", "KWD", "America/New_York"))
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
# Where the days of the companies' time zones end, and where moments have fewer digits.
MOMENTS = (
    NOON,
    NOON,
    NOON + timedelta(microseconds=500_000),
    NOON + timedelta(microseconds=123_456),
    datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 0, tzinfo=UTC),
    datetime(2026, 1, 1, 4, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 2, 28, 15, 0, tzinfo=UTC),
    datetime(2024, 2, 29, 8, 30, tzinfo=UTC),
)
DAYS = (date(2026, 3, 29), date(2026, 3, 29), date(2026, 4, 1), date(2025, 12, 31), date(2024, 2, 29), None, None)
QUANTITIES = tuple(
    Decimal(text) for text in ("1.000000", "1.000000", "2.500000", "0.333333", "12.000000", "100.000000")
)
PRICES = tuple(Decimal(text) for text in ("0.000000", "9.990000", "9.990000", "1234.567891", "0.000001"))


class World:
    """Makes the rows."""

    def __init__(self) -> None:
        """Start with nothing, from the seed."""
        self.random = Random(SEED)
        self.layers: list[list[Base]] = []
        self.companies: list[models.Company] = []
        self.partners: list[models.Party] = []
        self._reference_data()
        for index, place in enumerate(PLACES):
            self._company(index, *place)
        self._users()

    async def save(self, engine: AsyncEngine) -> None:
        """Write everything as the owner."""
        async with AsyncSession(engine, expire_on_commit=False) as session:
            for layer in self.layers:
                session.add_all(layer)
                await session.flush()
            await session.commit()

    # -- what all companies share -------------------------------------------------------------------------------------

    def _reference_data(self) -> None:
        self.units = [
            models.Unit(**self._entity(), code=code, name=code.title(), dimension=dimension, decimals=decimals)
            for code, dimension, decimals in (
                ("X-PCE", models.UnitDimension.COUNT, 0),
                ("X-KG", models.UnitDimension.MASS, 3),
                ("X-G", models.UnitDimension.MASS, 0),
                ("X-M", models.UnitDimension.LENGTH, 2),
            )
        ]
        self.units[0].common_code = "X62"
        self._layer(self.units)
        self._layer(
            [
                models.UnitConversion(
                    **self._entity(), from_unit_id=one.id, to_unit_id=other.id, numerator=n, denominator=m
                )
                for one, other, n, m in (
                    (self.units[1], self.units[2], 1000, 1),
                    (self.units[2], self.units[1], 1, 1000),
                    (self.units[1], self.units[3], 7, 3),
                )
            ],
            [
                models.ExchangeRate(
                    **self._entity(),
                    from_currency=one,
                    to_currency=other,
                    valid_on=date(2026, 1, day),
                    rate=Decimal("1.1234567890"),
                    source="ECB",
                )
                for one, other in (("EUR", "JPY"), ("KWD", "EUR"))
                for day in (1, 2, 3)
            ],
        )

    def _users(self) -> None:
        roles = [
            models.Role(
                **self._entity(), code=code, name=code.title(), description=f"{code}.", permissions=["b:read", "a:read"]
            )
            for code in ("X_REP", "X_CLERK")
        ]
        users = [
            models.User(
                **self._entity(),
                email=f"u{index}@example.org",
                name=self._pick(NAMES),
                party_id=self._maybe(None, self.partners[0].id),
            )
            for index in range(8)
        ]
        self._layer(roles, users)
        pairs = {
            (user.id, role.id, self._pick([None, *self._ids(self.companies)])) for user in users[:7] for role in roles
        }
        self._layer(
            [
                models.UserRole(**self._entity(), user_id=user, role_id=role, company_id=company)
                for user, role, company in sorted(pairs, key=str)
            ]
        )
        for orders in (layer for layer in self.layers if isinstance(layer[0], models.SalesOrder)):
            for order in orders:
                assert isinstance(order, models.SalesOrder)
                order.sales_rep_id = self._maybe(None, self._pick(users).id)
        self.layers.sort(
            key=lambda layer: any(isinstance(row, models.SalesOrder | models.SalesOrderLine) for row in layer)
        )

    # -- one company --------------------------------------------------------------------------------------------------

    def _company(self, index: int, country: str, currency: str, time_zone: str) -> None:
        company = models.Company(
            **self._entity(),
            code=f"C{index}",
            name=NAMES[index],
            legal_name=f"{NAMES[index]} AG",
            currency=currency,
            country=country,
            time_zone=time_zone,
        )
        self.companies.append(company)
        self._layer([company])
        self.of = {"company_id": company.id}
        self.currency = currency
        self._masters(index)
        self._stock()
        self._sales_orders()
        self._purchase_orders()
        self._layer(
            [
                models.NumberSeries(**self._owned(), code=code, prefix=prefix, digits=digits, next_value=next_value)
                for code, prefix, digits, next_value in (("SALES_ORDER", "SO-", 6, 42), ("WIDE", "", 2, 12345))
            ],
            [
                models.ExternalReference(
                    **self._owned(),
                    system=system,
                    external_id=f"{system}-{place}",
                    entity_type=type_,
                    entity_id=entity_id,
                )
                for place, (type_, entity_id) in enumerate(
                    [("Party", row.id) for row in self.parties[:3]]
                    + [("Sku", row.id) for row in self.skus[:3]]
                    + [("SalesOrder", row.id) for row in self.sales_orders[:3]]
                    + [("Nothing", self._id())]
                )
                for system in ("shop", "erp")
            ],
        )

    def _masters(self, index: int) -> None:
        self.parties = [self._party(place) for place in range(14)]
        self._layer(self.parties)
        children = [self._party(place + 100) for place in range(3)]
        for child in children:
            child.parent_id = self._pick(self.parties).id
        self._layer(children)
        self.parties += children
        self.partners.append(self.parties[index])
        self.addresses = [self._address(self._pick(self.parties[:6])) for _ in range(12)]
        contacts = [
            models.Contact(
                **self._owned(),
                party_id=self._pick(self.parties[:6]).id,
                name=self._pick(NAMES),
                email=self._maybe(None, "a@b.c"),
            )
            for _ in range(8)
        ]
        roles = [
            models.PartyRole(**self._owned(), party_id=party.id, role=role, preferred=self.random.random() < 0.3)
            for party in self.parties
            for role in self.random.sample(list(models.PartyRoleKind), 2)
        ]
        self._layer(self.addresses, contacts, roles)
        self.warehouses = [
            models.Warehouse(
                **self._owned(), code=code, name=self._pick(NAMES), address_id=self._maybe(None, self.addresses[0].id)
            )
            for code in ("W2", "W1")
        ]
        self._layer(self.warehouses)
        self._catalogue()

    def _party(self, place: int) -> models.Party:
        return models.Party(
            **self._owned(),
            number=f"P{place:03}",
            kind=self._pick(list(models.PartyKind)),
            name=self._pick(NAMES),
            legal_name=self._maybe(None, self._pick(NAMES)),
            vat_number=self._maybe(None, f"ATU{place}"),
            email=self._maybe(None, "x@example.org"),
            language=self._pick(["en", "de-AT"]),
            archived_at=self._maybe(None, self._pick(MOMENTS)),
        )

    def _address(self, party: models.Party) -> models.Address:
        return models.Address(
            **self._owned(),
            party_id=party.id,
            kind=self._pick(list(models.AddressKind)),
            line1=self._pick(NAMES),
            city=self._pick(NAMES),
            postal_code=self._pick([None, "1010", "1010", "A-1"]),
            region=self._pick([None, "B", "a", "Ä"]),
            country=self._pick(["AT", "DE"]),
        )

    def _catalogue(self) -> None:
        trunk = [
            models.ProductCategory(**self._owned(), code=f"K{place}", name=self._pick(NAMES)) for place in range(3)
        ]
        branches = [
            models.ProductCategory(
                **self._owned(), code=f"K{place}", name=self._pick(NAMES), parent_id=self._pick(trunk).id
            )
            for place in range(3, 7)
        ]
        twigs = [
            models.ProductCategory(
                **self._owned(), code=f"K{place}", name=self._pick(NAMES), parent_id=self._pick(branches).id
            )
            for place in range(7, 10)
        ]
        for layer in (trunk, branches, twigs):
            self._layer(layer)
        categories = [*trunk, *branches, *twigs]
        self.products = [
            models.Product(
                **self._owned(),
                code=f"A{place}",
                name=self._pick(NAMES),
                description=self._maybe(None, " ".join(self.random.sample(WORDS, 4))),
                kind=self._pick(list(models.ProductKind)),
                category_id=self._maybe(None, self._pick(categories).id),
                unit_id=self._pick(self.units).id,
                tracking=self._pick(list(models.Tracking)),
                cost_method=self._pick(list(models.CostMethod)),
            )
            for place in range(10)
        ]
        self._layer(self.products)
        self.skus = [self._sku(place) for place in range(16)]
        self._layer(self.skus)
        barcodes = [
            models.Barcode(
                **self._owned(),
                sku_id=self._pick(self.skus[:6]).id,
                value=value,
                kind=self._pick(list(models.BarcodeKind)),
                quantity=self._pick(QUANTITIES),
            )
            for value in BARCODES
        ]
        self._layer(barcodes)

    def _sku(self, place: int) -> models.Sku:
        return models.Sku(
            **self._owned(),
            product_id=self._pick(self.products).id,
            code=f"S{place}",
            name=self._pick(NAMES),
            variant=self._pick([None, "blue", "Blue", "rot"]),
            unit_id=self._pick(self.units[:2]).id,
            currency=self.currency,
            list_price=self._maybe(None, self._pick(PRICES)),
            standard_cost=self._maybe(None, self._pick(PRICES)),
            weight_kg=self._maybe(None, self._pick(QUANTITIES)),
            reorder_point=self._maybe(None, self._pick(QUANTITIES)),
            is_made=self.random.random() < 0.5,
            sold_from=self._pick(DAYS),
        )

    # -- stock and documents ------------------------------------------------------------------------------------------

    def _stock(self) -> None:
        outside = [
            models.Location(**self._owned(), code=kind, name=kind.title(), kind=kind)
            for kind in (models.LocationKind.SUPPLIER, models.LocationKind.CUSTOMER)
        ]
        inside = [
            models.Location(
                **self._owned(),
                code=f"L{place}",
                name=self._pick(NAMES),
                kind=models.LocationKind.INTERNAL,
                warehouse_id=self._pick(self.warehouses).id,
            )
            for place in range(3)
        ]
        self._layer(outside, inside)
        shelves = [
            models.Location(
                **self._owned(),
                code=f"L{place}",
                name=self._pick(NAMES),
                kind=models.LocationKind.INTERNAL,
                warehouse_id=self._pick(self.warehouses).id,
                parent_id=self._pick(inside).id,
            )
            for place in range(3, 6)
        ]
        lots = [
            models.Lot(
                **self._owned(),
                sku_id=self.skus[0].id,
                number=f"B{place}",
                made_on=self._pick(DAYS),
                expires_on=self._pick(DAYS),
            )
            for place in range(4)
        ]
        self._layer(shelves, lots)
        places = [*inside, *shelves]
        self._layer(
            [
                self._move(outside[0], self._pick(places), self._pick([None, *lots]), Decimal("1000.000000"))
                for _ in range(25)
            ]
        )
        receipts = [row for row in self.layers[-1] if isinstance(row, models.StockMove)]
        self._layer(
            [
                models.StockMove(**self._owned(), sku_id=move.sku_id, from_location_id=move.to_location_id, to_location_id=outside[1].id,
                    lot_id=move.lot_id, quantity=self._pick(QUANTITIES), unit_cost=self._maybe(None, self._pick(PRICES)), moved_at=self._pick(MOMENTS), reason=self._maybe(None, self._pick(NAMES)),
                    reverses_id=self._maybe(None, move.id))
                for move in receipts[:12]
            ]
        )  # fmt: skip

    def _move(
        self, source: models.Location, target: models.Location, lot: models.Lot | None, quantity: Decimal
    ) -> models.StockMove:
        sku = self.skus[0] if lot is not None else self._pick(self.skus)
        return models.StockMove(
            **self._owned(),
            sku_id=sku.id,
            from_location_id=source.id,
            to_location_id=target.id,
            lot_id=None if lot is None else lot.id,
            quantity=quantity,
            unit_cost=self._maybe(None, self._pick(PRICES)),
            moved_at=self._pick(MOMENTS),
        )

    def _sales_orders(self) -> None:
        self.sales_orders = [self._sales_order(place) for place in range(30)]
        self._layer(self.sales_orders)
        self._layer(
            [
                self._sales_line(order, position + 1)
                for order in self.sales_orders
                for position in range(self.random.randrange(4))
            ]
        )

    def _sales_order(self, place: int) -> models.SalesOrder:
        state, currency = self._pick(list(models.SalesOrderState)), self._pick(list(EXPONENTS))
        net, tax = self._amount(currency), self._amount(currency)
        return models.SalesOrder(
            **self._owned(),
            number=None if state == models.SalesOrderState.DRAFT else f"SO-{place:04}",
            state=state,
            customer_id=self._pick(self.parties[:6]).id,
            customer_reference=self._maybe(None, self._pick(WORDS)),
            billing_address_id=self._maybe(None, self._pick(self.addresses).id),
            warehouse_id=self._maybe(None, self._pick(self.warehouses).id),
            placed_at=self._pick(MOMENTS),
            requested_on=self._pick(DAYS),
            currency=currency,
            net_amount=net,
            tax_amount=tax,
            total_amount=net + tax,
            cost_amount=self._maybe(None, self._amount(currency)),
            note=self._maybe(None, self._pick(NAMES)),
        )

    def _sales_line(self, order: models.SalesOrder, position: int) -> models.SalesOrderLine:
        return models.SalesOrderLine(
            **self._owned(),
            order_id=order.id,
            position=position,
            sku_id=self._pick(self.skus).id,
            description=self._pick(NAMES),
            quantity=self._pick(QUANTITIES),
            unit_id=self._pick(self.units).id,
            currency=order.currency,
            unit_price=self._pick(PRICES),
            discount_percent=self._pick([Decimal("0.0000"), Decimal("33.3333")]),
            net_amount=self._amount(order.currency),
            tax_amount=self._amount(order.currency),
            unit_cost=self._maybe(None, self._pick(PRICES)),
        )

    def _purchase_orders(self) -> None:
        self.purchase_orders = [self._purchase_order(place) for place in range(15)]
        self._layer(self.purchase_orders)
        lines = [
            self._purchase_line(order, position + 1)
            for order in self.purchase_orders
            for position in range(self.random.randrange(4))
        ]
        pairs = sorted({(self._pick(self.parties[:6]).id, self._pick(self.skus).id) for _ in range(20)})
        offers = [
            models.VendorProduct(**self._owned(), vendor_id=vendor, sku_id=sku, vendor_sku=self._maybe(None, "V-1"), unit_id=self._pick(self.units).id, currency=self.currency,
                unit_price=self._pick(PRICES), last_unit_cost=self._maybe(None, self._pick(PRICES)), lead_time_days=self._pick([None, 3, 3, 14]), minimum_quantity=self._maybe(None, self._pick(QUANTITIES)))
            for vendor, sku in pairs
        ]  # fmt: skip
        self._layer(lines, offers)
        self._layer([self._documented(document) for document in (*self.sales_orders[:4], *self.purchase_orders[:4])])

    def _documented(self, document: models.SalesOrder | models.PurchaseOrder) -> models.StockMove:
        outside = next(
            row
            for layer in self.layers
            for row in layer
            if isinstance(row, models.Location) and row.company_id == self.of["company_id"]
        )
        inside = next(
            row
            for layer in self.layers
            for row in layer
            if isinstance(row, models.Location) and row.warehouse_id in self._ids(self.warehouses)
        )
        move = self._move(outside, inside, None, Decimal("1.000000"))
        move.document_type, move.document_id = type(document).__name__, document.id
        return move

    def _purchase_order(self, place: int) -> models.PurchaseOrder:
        state = self._pick(list(models.PurchaseOrderState))
        currency = self._pick(list(EXPONENTS))
        net, tax, freight = self._amount(currency), self._amount(currency), self._amount(currency)
        return models.PurchaseOrder(
            **self._owned(),
            number=None if state == models.PurchaseOrderState.DRAFT else f"PO-{place:04}",
            state=state,
            vendor_id=self._pick(self.parties[:6]).id,
            warehouse_id=self._maybe(None, self._pick(self.warehouses).id),
            ordered_at=self._pick(MOMENTS),
            expected_on=self._pick(DAYS),
            currency=currency,
            net_amount=net,
            tax_amount=tax,
            freight_amount=freight,
            total_amount=net + tax + freight,
        )

    def _purchase_line(self, order: models.PurchaseOrder, position: int) -> models.PurchaseOrderLine:
        return models.PurchaseOrderLine(
            **self._owned(),
            order_id=order.id,
            position=position,
            sku_id=self._pick(self.skus).id,
            description=self._pick(NAMES),
            quantity=self._pick(QUANTITIES),
            unit_id=self._pick(self.units).id,
            currency=order.currency,
            unit_price=self._pick(PRICES),
            net_amount=self._amount(order.currency),
            due_on=self._pick(DAYS),
            received_quantity=Decimal("1.000000"),
            rejected_quantity=self._pick([Decimal("0.000000"), Decimal("0.500000")]),
        )

    # -- small things -------------------------------------------------------------------------------------------------

    def _layer(self, *rows: Sequence[Base]) -> None:
        self.layers.extend(list(layer) for layer in rows if layer)

    def _id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _entity(self) -> dict[str, object]:
        return {"id": self._id(), "recorded_at": self._pick(MOMENTS), "changed_at": self._pick(MOMENTS)}

    def _owned(self) -> dict[str, object]:
        return {**self._entity(), **self.of}

    def _pick(self, among: Sequence[T]) -> T:
        return self.random.choice(among)

    def _maybe(self, one: T, other: T) -> T:
        return one if self.random.random() < 0.4 else other

    def _amount(self, currency: str) -> Decimal:
        return Decimal(self.random.choice([0, 100, 100, 12345, 99999])).scaleb(-EXPONENTS[currency])

    @staticmethod
    def _ids(rows: Iterable[models.Company | models.Warehouse]) -> list[UUID]:
        return [row.id for row in rows]
