"""What can be done about open items: settled, unsettled, written off, revalued, and reminded of."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.inputs import list_of as list_of_inputs
from planner.mutations import Outcome, mutation
from resolvers.writing import archives, creates, once_each, restores, updates
from schema import names
from schema.finance.dunning import RUN as REMIND
from schema.finance.dunning import WRITE as WRITE_DUNNING
from schema.finance.open_item import SETTLE, WRITE_OFF
from schema.finance.revaluation import RUN as REVALUE
from schema.finance.settlement_inputs import RevaluationRateInput, SettlementCreateInput
from schema.payloads import bulk_payload, payload
from services.finance.dunning import LEVEL, remind
from services.finance.revaluation import revalue
from services.finance.settling.items import Part
from services.finance.settling.settle import settle, undo_settlement, write_off
from services.refusals import ValueRequired
from services.work import Work


async def _settle(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    parts = [_part(each, place) for place, each in enumerate(said["parts"])]
    if not parts:
        raise ValueRequired(path=("input", "parts"))
    return {"settlement": await settle(work, parts, said["settledOn"])}


async def _undo(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["id"], "Settlement", ("id",))
    return {"settlement": await undo_settlement(work, key, given["on"], given["why"])}


async def _write_off(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["openItemId"], "OpenItem", ("openItemId",))
    return {"settlement": await write_off(work, key, given["on"], given.get("amount"))}


async def _revalue(work: Work, given: Mapping[str, Any]) -> Outcome:
    company_id = key_of(given["companyId"], "Company", ("companyId",))
    said = [(each["currency"], each["rate"]) for each in given.get("rates") or ()]
    rates = once_each(said, ("rates",), "currency")
    keys = await revalue(work, company_id, given["on"], rates)
    return {"revaluations": keys, "count": len(keys)}


async def _remind(work: Work, given: Mapping[str, Any]) -> Outcome:
    company_id, party = key_of(given["companyId"], "Company", ("companyId",)), given.get("partyId")
    party_id = None if party is None else key_of(party, "Party", ("partyId",))
    charged = bool(given.get("charged"))
    keys = await remind(work, company_id, given["on"], party_id=party_id, charged=charged)
    return {"dunningNotices": keys, "count": len(keys)}


def _part(said: Mapping[str, Any], place: int) -> Part:
    path = ("input", "parts", place)
    key = key_of(said["openItemId"], "OpenItem", (*path, "openItemId"))
    discount, let_go = said.get("discount") or Decimal(0), said.get("writeOff") or Decimal(0)
    return Part(key, said["amount"], discount, let_go, path)


_COMPANY = argument("company_id", strawberry.ID, "The company.", required=True)


@strawberry.type
class SettlementMutations:
    """What can be done about open items."""

    settlement_create = mutation(
        "Settle open items with each other, such as an invoice with a credit note; differences are posted.",
        payload(names.Settlement),
        _settle,
        needs=SETTLE,
        arguments=[argument("input", SettlementCreateInput, "What is settled.", required=True)],
        key_required=True,
    )
    settlement_undo = mutation(
        "Undo a settlement by another one: its items are open again, and what was posted with it is reversed.",
        payload(names.Settlement),
        _undo,
        needs=SETTLE,
        arguments=[
            argument("id", strawberry.ID, "The settlement that is to be undone.", required=True),
            argument("on", dt.date, "The day that this counts for.", required=True),
            argument("why", str, "Why it is undone; the reversal says it.", required=True),
        ],
        key_required=True,
    )
    write_off = mutation(
        "Write off what is open of an item, within the limit of the company.",
        payload(names.Settlement),
        _write_off,
        needs=WRITE_OFF,
        arguments=[
            argument("open_item_id", strawberry.ID, "The open item.", required=True),
            argument("on", dt.date, "The day that this counts for.", required=True),
            argument("amount", Decimal, "How much, without sign; all that is open when left out."),
        ],
        key_required=True,
    )
    revaluation_run = mutation(
        "Revalue what was open in foreign currencies on a day; the next period begins by undoing it.",
        bulk_payload(names.Revaluation),
        _revalue,
        needs=REVALUE,
        arguments=[
            _COMPANY,
            argument("on", dt.date, "The day, usually the last of a period.", required=True),
            argument(
                "rates",
                list_of_inputs(RevaluationRateInput),
                "Rates, for currencies where that of the day is not taken.",
            ),
        ],
        key_required=True,
    )
    dunning_run = mutation(
        "Remind parties of what is overdue on a day, where it has come to another level.",
        bulk_payload(names.DunningNotice),
        _remind,
        needs=REMIND,
        arguments=[
            _COMPANY,
            argument("on", dt.date, "The day.", required=True),
            argument("party_id", strawberry.ID, "One party alone; all when left out."),
            argument("charged", bool, "Whether interest and fees are posted; they are demanded only when left out."),
        ],
        key_required=True,
    )
    dunning_level_create = creates(names.DunningLevel, "Add a dunning level.", LEVEL, needs=WRITE_DUNNING)
    dunning_level_update = updates(names.DunningLevel, "Change a dunning level.", LEVEL, needs=WRITE_DUNNING)
    dunning_level_archive = archives(names.DunningLevel, "Put a dunning level out of use.", LEVEL, needs=WRITE_DUNNING)
    dunning_level_restore = restores(
        names.DunningLevel, "Put a dunning level back into use.", LEVEL, needs=WRITE_DUNNING
    )
