"""Recalling goods: which moves brought a lot into stock, took it out of it or around in it, and which were for a party.

Whoever sees a move sees where it belongs, also where they see neither the places nor the document that say so.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from planner.fields import Columns, Link
from schema.past_wall import past


def moves_of_lot(*, comes: bool, goes: bool) -> Link:
    """Link a lot to its moves by their places: they come from stock or from outside of it, and go into it or out of it."""

    def link(lot: Columns, move: FromClause) -> ColumnElement[bool]:
        places = ((move.c.from_location_id, comes), (move.c.to_location_id, goes))
        return sa.and_(move.c.lot_id == lot.id, *(_holds_stock(place) == holds for place, holds in places))

    return link


def moves_for_party(documents: type[models.Base], named_by: str) -> Link:
    """Link a party to the moves of the documents that name it."""

    def link(party: Columns, move: FromClause) -> ColumnElement[bool]:
        document = past(documents)
        keys = sa.select(document.c.id).where(document.c[named_by] == party.id).correlate_except(document)
        # As an array, so that moves are looked for by their document and not one after the other.
        return move.c.document_id == sa.any_(sa.func.array(keys.scalar_subquery()))

    return link


def _holds_stock(place: ColumnElement[Any]) -> Any:
    location = past(models.Location)
    return sa.select(location.c.holds_stock).where(location.c.id == place).correlate_except(location).scalar_subquery()
