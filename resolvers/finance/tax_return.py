"""Root fields for tax returns, their forms and what was taxed, and what can be done to them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.lists import KeyPart, aggregate, by_id, by_key, pages
from planner.mutations import Outcome, mutation
from resolvers.keys import OF_COMPANY
from resolvers.writing import creates, deletes, updates, which
from schema import names
from schema.base import Connection
from schema.finance.tax_return import FILE, SETTLE, WRITE
from schema.payloads import payload
from services.finance.tax import returns
from services.finance.tax.codes import BOX
from services.work import Work


@strawberry.type
class TaxReturnQueries:
    """Root fields for tax returns, their forms and what was taxed."""

    tax_lines: Connection[names.TaxLine] | None = pages("What was taxed.", names.TaxLine)
    tax_line: names.TaxLine | None = by_id("What was taxed once, by its id.")
    tax_line_aggregate = aggregate("What was taxed, added up.", names.TaxLine)
    tax_boxes: Connection[names.TaxBox] | None = pages("The boxes of the forms of tax offices.", names.TaxBox)
    tax_box: names.TaxBox | None = by_id("A box by its id.")
    tax_box_by_code: names.TaxBox | None = by_key(
        "A box by its form and code.",
        OF_COMPANY,
        KeyPart("form", "What the tax office calls the form."),
        KeyPart("code", "What the form calls the box."),
    )
    tax_box_parts: Connection[names.TaxBoxPart] | None = pages("What goes into boxes.", names.TaxBoxPart)
    tax_box_part: names.TaxBoxPart | None = by_id("A figure that goes into a box, by its id.")
    tax_returns: Connection[names.TaxReturn] | None = pages("The tax returns of the companies.", names.TaxReturn)
    tax_return: names.TaxReturn | None = by_id("A tax return by its id.")
    tax_return_by_number: names.TaxReturn | None = by_key(
        "A tax return by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    tax_return_boxes: Connection[names.TaxReturnBox] | None = pages(
        "What stands in the boxes of tax returns.", names.TaxReturnBox
    )
    tax_return_box: names.TaxReturnBox | None = by_id("What stands in a box of a tax return, by its id.")
    tax_return_lines: Connection[names.TaxReturnLine] | None = pages(
        "What tax returns have told of.", names.TaxReturnLine
    )
    tax_return_line: names.TaxReturnLine | None = by_id("What a tax return has told of, by its id.")


async def _create(work: Work, given: Mapping[str, Any]) -> Outcome:
    company_id = key_of(given["companyId"], "Company", ("companyId",))
    days = given["startsOn"], given["endsOn"]
    return {"taxReturn": await returns.create(work, company_id, given["form"], *days)}


async def _recalculate(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"taxReturn": await returns.recalculate(work, _key(given), given["version"])}


async def _amend(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"taxReturn": await returns.amend(work, _key(given), given["version"])}


async def _delete(work: Work, given: Mapping[str, Any]) -> Outcome:
    await returns.delete(work, _key(given), given["version"])
    return {}


async def _file(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"taxReturn": await returns.file(work, _key(given), given["version"], given.get("receipt"))}


async def _settle(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"taxReturn": await returns.settle(work, _key(given), given["version"], given["postedOn"])}


def _key(given: Mapping[str, Any]) -> Any:
    return key_of(given["id"], "TaxReturn", ("id",))


@strawberry.type
class TaxReturnMutations:
    """What can be done to tax returns and their forms."""

    tax_box_create = creates(names.TaxBox, "Add a box to a form, with what goes into it.", BOX, needs=WRITE)
    tax_box_update = updates(names.TaxBox, "Change a box of a form, and what goes into it.", BOX, needs=WRITE)
    tax_box_delete = deletes(names.TaxBox, "Take away a box that no return has.", BOX, needs=WRITE)
    tax_return_create = mutation(
        "Draft a tax return over some days, filled from what was taxed in them.",
        payload(names.TaxReturn),
        _create,
        needs=WRITE,
        arguments=[
            argument("company_id", strawberry.ID, "The company that tells.", required=True),
            argument("form", str, "The form, whose boxes the company has set up.", required=True),
            argument("starts_on", dt.date, "The first day.", required=True),
            argument("ends_on", dt.date, "The last day.", required=True),
        ],
    )
    tax_return_recalculate = mutation(
        "Fill the draft of a tax return again, from what was taxed until now.",
        payload(names.TaxReturn),
        _recalculate,
        needs=WRITE,
        arguments=which(),
    )
    tax_return_amend = mutation(
        "Draft the return that takes the place of a filed one, with what came late for its days.",
        payload(names.TaxReturn),
        _amend,
        needs=WRITE,
        arguments=which(),
    )
    tax_return_delete = mutation(
        "Throw the draft of a tax return away.", payload(names.TaxReturn), _delete, needs=WRITE, arguments=which()
    )
    tax_return_file = mutation(
        "File a tax return: it never changes again, and its days are locked for taxes.",
        payload(names.TaxReturn),
        _file,
        needs=FILE,
        arguments=[*which(), argument("receipt", str, "What the tax office gave for it.")],
        key_required=True,
    )
    tax_return_settle = mutation(
        "Post what is owed by a filed tax return, from the tax accounts to what is payable to the tax office.",
        payload(names.TaxReturn),
        _settle,
        needs=SETTLE,
        arguments=[*which(), argument("posted_on", dt.date, "The day of the entry.", required=True)],
        key_required=True,
    )
