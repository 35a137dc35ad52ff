"""Variables for the operations written by hand: several sets for one document, so that one plan must not serve all."""

from collections.abc import Mapping, Sequence
from typing import Any

import models
from tests.oracle.world import World

NOWHERE = "00000000-0000-4000-8000-000000000000"


def variables(world: World) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Give the sets of variables by the name of the document; those that are not here have none."""
    return {
        "conditions": [{"yes": True}, {"yes": False, "no": True}, {"yes": True, "no": True}],
        "nodes": [{"ids": _ids(world), "id": _ids(world)[0]}, {"ids": [], "id": _ids(world)[-1]}],
        "one_key_of_many_types": [{"ids": _ids(world)}],
        "search": [{"text": "zo"}, {"text": "Ste blu", "first": 3}, {"text": "p0"}, {"text": "12e5 öl", "first": 50}],
        "pages": [{"many": 3, "skip": 0}, {"many": 3, "skip": 4}, {"many": 1}, {"many": 100, "skip": 15}],
        "look_ups": [_look_ups(world, 0), _look_ups(world, 1), dict.fromkeys(_look_ups(world, 0)) | _nowhere()],
        "trees": [_trees(world, place) for place in (0, 4, -1)],
        "variables": _VARIABLES,
    }


def _ids(world: World) -> list[str]:
    kinds = (
        models.SalesOrder,
        models.Party,
        models.PurchaseOrder,
        models.Sku,
        models.Company,
        models.StockMove,
        models.Contact,
    )
    picked = [row for kind in kinds for row in (*world.all(kind)[:3], world.all(kind)[-1])]
    ids = [f"{type(row).__name__}:{row.id}" for row in picked]
    return [*ids, ids[0], f"Party:{NOWHERE}", f"Money:{NOWHERE}", f"Nothing:{NOWHERE}"]


def _look_ups(world: World, place: int) -> dict[str, str]:
    offer = world.all(models.VendorProduct)[place * 20]
    lot = world.all(models.Lot)[place * 4]
    return {
        "company": f"Company:{world.companies[place].id}",
        "order": f"SalesOrder:{world.all(models.SalesOrder)[place * 30].id}",
        "party": f"Party:{world.partner.id if place == 0 else offer.vendor_id}",
        "vendor": f"Party:{offer.vendor_id}",
        "sku": f"Sku:{offer.sku_id if place == 0 else lot.sku_id}",
    }


def _nowhere() -> dict[str, str]:
    types = {"company": "Company", "order": "SalesOrder", "party": "Party", "vendor": "Party", "sku": "Sku"}
    return {name: f"{type_}:{NOWHERE}" for name, type_ in types.items()}


def _trees(world: World, place: int) -> dict[str, str]:
    category, location = world.all(models.ProductCategory)[place], world.all(models.Location)[2:][place]
    return {"category": f"ProductCategory:{category.id}", "location": f"Location:{location.id}"}


_BY_NUMBER = {"field": "NUMBER"}
_VARIABLES: Sequence[Mapping[str, Any]] = [
    {"one": _BY_NUMBER},
    {"one": {"field": "TOTAL", "direction": "DESC"}},
    {"one": _BY_NUMBER, "first": 1},
    {"one": _BY_NUMBER, "first": 2, "filter": {"state": {"eq": "CONFIRMED"}}, "by": ["STATE"]},
    {"one": _BY_NUMBER, "first": 2, "filter": {"state": {"ne": "CONFIRMED"}}, "by": ["CUSTOMER"]},
    {"one": _BY_NUMBER, "first": 2, "filter": {"state": {"eq": None}}, "by": []},
    {"one": _BY_NUMBER, "filter": None, "order": None, "by": None},
    {"one": _BY_NUMBER, "filter": {"not": {"lines": {"some": {}}}}, "order": [{"field": "TOTAL"}]},
    {"one": _BY_NUMBER, "filter": {"not": {"lines": {"none": {}}}}, "order": [{"field": "TOTAL", "direction": "DESC"}]},
    {"one": _BY_NUMBER, "filter": {"or": [{"id": {"in": []}}, {"number": {"isNull": True}}]}},
    {"one": _BY_NUMBER, "filter": {"or": [{"id": {"in": []}}, {"number": {"isNull": False}}]}},
    {"one": _BY_NUMBER, "filter": {"or": []}},
    {"one": _BY_NUMBER, "state": "DRAFT", "direction": "DESC"},
    {"one": _BY_NUMBER, "state": None, "states": ["DRAFT", "CLOSED"], "direction": None},
    {"one": _BY_NUMBER, "states": []},
    {"one": _BY_NUMBER, "total": "100.00", "day": "2026-03-29"},
    {"one": _BY_NUMBER, "total": 1, "since": "2026-03-29T12:00:00Z"},
    {"one": _BY_NUMBER, "text": "SO-001", "customer": {"name": {"startsWith": "z"}}},
    {"one": _BY_NUMBER, "text": "blue", "customer": {}},
    {"one": _BY_NUMBER, "text": "", "customer": None},
]
