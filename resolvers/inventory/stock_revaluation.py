"""Root fields for stock revaluations, and how stock is revalued."""

from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.lists import KeyPart, by_id, by_key, pages
from planner.mutations import Outcome, mutation
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection
from schema.inventory.stock_revaluation import WRITE, StockRevaluationPostInput
from schema.payloads import payload
from services.inventory.revaluation import Line, revalue
from services.work import Work


@strawberry.type
class StockRevaluationQueries:
    """Root fields for stock revaluations."""

    stock_revaluations: Connection[names.StockRevaluation] | None = pages(
        "When standard costs changed.", names.StockRevaluation
    )
    stock_revaluation: names.StockRevaluation | None = by_id("A stock revaluation by its id.")
    stock_revaluation_by_number: names.StockRevaluation | None = by_key(
        "A stock revaluation by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )


async def _post(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    company_id = key_of(said["companyId"], "Company", ("input", "companyId"))
    lines = [_line(line, place) for place, line in enumerate(said["lines"])]
    return {"stockRevaluation": await revalue(work, company_id, said["reason"], lines)}


def _line(said: Mapping[str, Any], place: int) -> Line:
    path = ("input", "lines", place)
    return Line(key_of(said["skuId"], "Sku", (*path, "skuId")), said["unitCost"], path)


@strawberry.type
class StockRevaluationMutations:
    """How stock is revalued."""

    stock_revaluation_post = mutation(
        "Hold goods at another standard cost from today on, and post by how much what is there is worth more or less.",
        payload(names.StockRevaluation),
        _post,
        needs=WRITE,
        arguments=[argument("input", StockRevaluationPostInput, "The new costs.", required=True)],
        key_required=True,
    )
