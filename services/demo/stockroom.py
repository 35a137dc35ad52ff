"""The stock of the demo as its days pass: every change is a stock move, and never below zero.

Goods with a shelf life leave first expired, first out.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import models
from services.demo.catalogue import Article
from services.demo.identity import COMPANY_ID, at, demo_id
from services.demo.rows import Rows
from services.demo.sites import Site, location


class Document(NamedTuple):
    """The document whose consequence a move is: the name of its type in the schema, and its id."""

    type: str
    id: UUID


class Batch(NamedTuple):
    """What came together: the lot and its last day, both None for goods without lots."""

    expires_on: date | None = None
    lot_id: UUID | None = None


class Kept(NamedTuple):
    """What is reserved of a level for a line of an order, or for a transfer."""

    id: UUID
    line_id: UUID
    sku_id: UUID
    location_id: UUID
    lot_id: UUID | None
    quantity: Decimal


@dataclass(frozen=True)
class Place:
    """What lies of an article in a bin."""

    article: Article
    site: Site

    @property
    def bin(self) -> UUID:
        return self.site.bin_of(self.article)


Taken = list[tuple[Batch, Decimal]]


class Stockroom:
    """What lies where, and the moves that explain it."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._stock: dict[Place, dict[Batch, Decimal]] = defaultdict(dict)
        self._levels: set[UUID] = set()
        self._lots: set[UUID] = set()
        self._moves = 0
        self._reserved: defaultdict[UUID, Decimal] = defaultdict(Decimal)
        self.promises = Rows()
        """What is kept for whom; to be written once the moves are."""
        self.kept: list[Kept] = []
        self.returns = Rows()
        """What customers ask to send back; to be written once what was shipped has left."""
        self.sent_back = Rows()
        """What goes back to vendors; to be written once it is kept."""

    def on_hand(self, place: Place) -> Decimal:
        """Tell how much of an article is there."""
        return sum(self._stock[place].values(), Decimal(0))

    def batches(self, place: Place) -> Taken:
        """Give what is there, the first to expire first."""
        return sorted(self._stock[place].items(), key=lambda item: item[0].expires_on or date.max)

    def batch_of(self, article: Article, made_on: date) -> Batch:
        """Give the batch of an article that was made on a day, and record its lot if the article has lots."""
        if article.shelf_life_days is None:
            return Batch()
        expires_on = made_on + timedelta(days=article.shelf_life_days)
        lot_id = demo_id("lot", f"{article.code} {made_on}")
        if lot_id not in self._lots:
            self._lots.add(lot_id)
            self._rows.add(
                models.Lot, lot_id, at(made_on), company_id=COMPANY_ID, sku_id=article.id,
                number=f"L{made_on:%y%m%d}", made_on=made_on, expires_on=expires_on,
            )  # fmt: skip
        return Batch(expires_on, lot_id)

    def put(
        self,
        place: Place,
        batch: Batch,
        quantity: Decimal,
        source: str,
        when: datetime,
        *,
        unit_cost: Decimal | None = None,
        document: Document | None = None,
        reason: str | None = None,
        reverses_id: UUID | None = None,
    ) -> None:
        """Bring goods in from a location outside."""
        stock = self._stock[place]
        stock[batch] = stock.get(batch, Decimal(0)) + quantity
        self._note_level(place.article, place.bin, batch, when)
        cost = place.article.cost if unit_cost is None else unit_cost
        self._move(
            place.article, location(source), place.bin, batch, quantity, cost, when, document, reason, reverses_id
        )

    def take(
        self,
        place: Place,
        wanted: Decimal,
        target: str,
        when: datetime,
        *,
        document: Document | None = None,
        reason: str | None = None,
    ) -> list[tuple[Batch, Decimal, UUID]]:
        """Take up to so much out to a location outside; give what was there, with the moves."""
        taken: list[tuple[Batch, Decimal, UUID]] = []
        for batch, there in self.batches(place):
            quantity = min(wanted, there)
            if quantity > 0:
                wanted -= quantity
                self._lower(place, batch, quantity)
                if target == "TRANSIT":
                    self._note_level(place.article, location(target), batch, when)
                move_id = self._move(
                    place.article,
                    place.bin,
                    location(target),
                    batch,
                    quantity,
                    place.article.cost,
                    when,
                    document,
                    reason,
                )
                taken.append((batch, quantity, move_id))
        return taken

    def reserve(
        self, place: Place, wanted: Decimal, line_id: UUID, when: datetime, demand_type: str = "SalesOrderLine"
    ) -> None:
        """Reserve up to so much of what is there, and of what is not reserved yet, for a line of an order, or another demand."""
        for batch, there in self.batches(place):
            level_id = _level_id(place.article, place.bin, batch)
            quantity = min(wanted, there - self._reserved[level_id])
            if quantity > 0:
                wanted -= quantity
                self._reserved[level_id] += quantity
                key = demo_id("reservation", f"{line_id} {level_id}")
                self.kept.append(Kept(key, line_id, place.article.id, place.bin, batch.lot_id, quantity))
                self.promises.add(
                    models.Reservation, key, when, company_id=COMPANY_ID,
                    demand_type=demand_type, demand_id=line_id, sku_id=place.article.id, location_id=place.bin,
                    lot_id=batch.lot_id, quantity=quantity, consumed=Decimal(0),
                )  # fmt: skip

    def scrap_expired(self, today: date) -> None:
        """Throw away what is past its last day."""
        for place in list(self._stock):
            for batch, quantity in self.batches(place):
                if batch.expires_on and batch.expires_on < today:
                    self._lower(place, batch, quantity)
                    self._move(
                        place.article, place.bin, location("SCRAP"), batch, quantity, place.article.cost, at(today, 17),
                        None, "Expired",
                    )  # fmt: skip

    def _lower(self, place: Place, batch: Batch, quantity: Decimal) -> None:
        stock = self._stock[place]
        stock[batch] -= quantity
        if not stock[batch]:
            del stock[batch]

    def _note_level(self, article: Article, bin_id: UUID, batch: Batch, when: datetime) -> None:
        """Give the level its fixed id; what is on hand comes from the moves, through the database's trigger."""
        level_id = _level_id(article, bin_id, batch)
        if level_id not in self._levels:
            self._levels.add(level_id)
            self._rows.add(
                models.StockLevel, level_id, when,
                company_id=COMPANY_ID, sku_id=article.id, location_id=bin_id, lot_id=batch.lot_id,
            )  # fmt: skip

    def _move(
        self, article: Article, source: UUID, target: UUID, batch: Batch, quantity: Decimal, unit_cost: Decimal,
        when: datetime, document: Document | None = None, reason: str | None = None, reverses_id: UUID | None = None,
    ) -> UUID:  # fmt: skip
        self._moves += 1
        return self._rows.add(
            models.StockMove, demo_id("move", str(self._moves)), when, company_id=COMPANY_ID, sku_id=article.id,
            from_location_id=source, to_location_id=target, lot_id=batch.lot_id, quantity=quantity, unit_cost=unit_cost,
            moved_at=when, reason=reason, document_type=document.type if document else None,
            document_id=document.id if document else None, reverses_id=reverses_id,
        )  # fmt: skip


def _level_id(article: Article, bin_id: UUID, batch: Batch) -> UUID:
    return demo_id("level", f"{article.id} {bin_id} {batch.lot_id}")
