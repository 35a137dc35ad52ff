"""What can be done about banks: accounts and rules kept, statements brought in, entries reconciled and undone."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional

from planner.drafts import draft_of, key_of
from planner.fields import argument
from planner.inputs import list_of as list_of_inputs
from planner.inputs import resolved
from planner.mutation_inputs import create_input, update_input
from planner.mutations import Outcome, mutation
from resolvers.writing import INPUT, archives, creates, restores, updates, which
from schema import names
from schema.finance.bank_account import IMPORT, RECONCILE, WRITE
from schema.finance.bank_reconciliation import BankReconciliationPartInput
from schema.payloads import part, payload, payload_type
from services.finance.bank import by_hand
from services.finance.bank.account import BANK_ACCOUNT, RULE
from services.finance.bank.importing import import_statements
from services.finance.bank.parts import Part
from services.finance.bank.reconciling import accept, reconcile, undo
from services.finance.bank.suggesting import suggest, suggest_again
from services.work import Work

IMPORTED = StrawberryOptional(
    payload_type(
        "BankStatementImportPayload",
        "What came of bringing in a file.",
        part(
            "bank_statements",
            StrawberryOptional(StrawberryList(StrawberryOptional(names.BankStatement))),
            "What was brought in, in the order of the file; null where nothing was.",
        ),
        part("known_identifiers", StrawberryOptional(StrawberryList(str)), "Statements of it that had been before."),
    )
)


async def _import(work: Work, given: Mapping[str, Any]) -> Outcome:
    account = given.get("bankAccountId")
    account_id = None if account is None else key_of(account, "BankAccount", ("bankAccountId",))
    imported = await import_statements(work, key_of(given["fileId"], "File", ("fileId",)), account_id)
    for statement_id in imported.statements:
        await suggest(work, statement_id)
    return {"bankStatements": list(imported.statements), "knownIdentifiers": list(imported.known)}


async def _create_draft(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = draft_of(resolved(names.BankStatementDraft), given["input"], INPUT)
    return {"bankStatementDraft": await by_hand.create(work, said)}


async def _update_draft(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = draft_of(resolved(names.BankStatementDraft), given["input"], INPUT)
    return {"bankStatementDraft": await by_hand.update(work, said)}


async def _delete_draft(work: Work, given: Mapping[str, Any]) -> Outcome:
    await by_hand.delete(work, key_of(given["id"], "BankStatementDraft", ("id",)), given["version"])
    return {}


async def _post_draft(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["id"], "BankStatementDraft", ("id",))
    return {"bankStatement": await by_hand.post(work, key, given["version"])}


async def _suggest(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"bankStatement": await suggest_again(work, key_of(given["id"], "BankStatement", ("id",)))}


async def _reconcile(work: Work, given: Mapping[str, Any]) -> Outcome:
    parts = [_part(said, place) for place, said in enumerate(given["parts"])]
    line = key_of(given["id"], "BankStatementLine", ("id",))
    return {"bankStatementLine": await reconcile(work, line, parts, given.get("postedOn"))}


async def _accept(work: Work, given: Mapping[str, Any]) -> Outcome:
    suggestion = key_of(given["suggestionId"], "MatchSuggestion", ("suggestionId",))
    return {"bankStatementLine": await accept(work, suggestion, given.get("postedOn"))}


async def _undo(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["id"], "BankReconciliation", ("id",))
    return {"bankStatementLine": await undo(work, key, given["on"], given["why"])}


def _part(said: Mapping[str, Any], place: int) -> Part:
    path = ("parts", place)
    values = said.get("dimensionValueIds") or ()
    return Part(
        amount=said["amount"],
        account_id=_maybe(said, "accountId", "LedgerAccount", path),
        party_id=_maybe(said, "partyId", "Party", path),
        journal_line_id=_maybe(said, "journalLineId", "JournalLine", path),
        payment_id=_maybe(said, "paymentId", "Payment", path),
        description=said.get("description"),
        item_amount=said.get("itemAmount"),
        discount=said.get("discount") or Decimal(0),
        write_off=said.get("writeOff") or Decimal(0),
        dimensions=[key_of(v, "DimensionValue", (*path, "dimensionValueIds", n)) for n, v in enumerate(values)],
        path=path,
    )


def _maybe(said: Mapping[str, Any], name: str, type_name: str, path: tuple[str, int]) -> UUID | None:
    text = said.get(name)
    return None if text is None else key_of(text, type_name, (*path, name))


_POSTED_ON = argument("posted_on", dt.date, "The day that it is posted on; that of the bank when left out.")


@strawberry.type
class BankMutations:
    """What can be done about banks."""

    bank_account_create = creates(names.BankAccount, "Add an account at a bank.", BANK_ACCOUNT, needs=WRITE)
    bank_account_update = updates(names.BankAccount, "Change a bank account.", BANK_ACCOUNT, needs=WRITE)
    bank_account_archive = archives(names.BankAccount, "Put a bank account out of use.", BANK_ACCOUNT, needs=WRITE)
    bank_account_restore = restores(names.BankAccount, "Put a bank account back into use.", BANK_ACCOUNT, needs=WRITE)
    match_rule_create = creates(
        names.MatchRule, "Say where entries of the bank go that fulfil conditions.", RULE, needs=WRITE
    )
    match_rule_update = updates(names.MatchRule, "Change a match rule or its conditions.", RULE, needs=WRITE)
    match_rule_archive = archives(names.MatchRule, "Put a match rule out of use.", RULE, needs=WRITE)
    match_rule_restore = restores(names.MatchRule, "Put a match rule back into use.", RULE, needs=WRITE)
    bank_statement_import = mutation(
        "Bring in the statements of a file that the viewer has sent: CAMT.053, MT940 or OFX, 20 MiB at most.",
        IMPORTED,
        _import,
        needs=IMPORT,
        arguments=[
            argument("file_id", strawberry.ID, "The file, after it has been sent.", required=True),
            argument(
                "bank_account_id",
                strawberry.ID,
                "The account that they are of; when left out, the one that each statement names.",
            ),
        ],
        key_required=True,
    )
    bank_statement_draft_create = mutation(
        "Begin to write a bank statement by hand.",
        payload(names.BankStatementDraft),
        _create_draft,
        needs=IMPORT,
        arguments=[argument("input", create_input(names.BankStatementDraft), "What is to be written.", required=True)],
    )
    bank_statement_draft_update = mutation(
        "Change a bank statement that is being written, and what its lines are for.",
        payload(names.BankStatementDraft),
        _update_draft,
        needs=IMPORT,
        arguments=[argument("input", update_input(names.BankStatementDraft), "What is to be written.", required=True)],
    )
    bank_statement_draft_delete = mutation(
        "Throw a bank statement that is being written away.",
        payload(names.BankStatementDraft),
        _delete_draft,
        needs=IMPORT,
        arguments=which(),
    )
    bank_statement_draft_post = mutation(
        "Make a bank statement of a draft that adds up, and post what its lines are for; the draft is gone.",
        payload(names.BankStatement),
        _post_draft,
        needs=RECONCILE,
        arguments=which(),
        key_required=True,
    )
    bank_statement_suggest = mutation(
        "Reckon anew what the open lines of a statement may be for; the first 500 of them.",
        payload(names.BankStatement),
        _suggest,
        needs=IMPORT,
        arguments=[argument("id", strawberry.ID, "The statement.", required=True)],
    )
    bank_statement_line_reconcile = mutation(
        "Post what a line of a statement was for, or a part of it.",
        payload(names.BankStatementLine),
        _reconcile,
        needs=RECONCILE,
        arguments=[
            argument("id", strawberry.ID, "The line.", required=True),
            argument(
                "parts",
                list_of_inputs(BankReconciliationPartInput),
                "What it was for: 1 to 200 parts, which come to what is open or less.",
                required=True,
            ),
            _POSTED_ON,
        ],
        key_required=True,
    )
    match_suggestion_accept = mutation(
        "Reconcile a line of a statement as it is suggested.",
        payload(names.BankStatementLine),
        _accept,
        needs=RECONCILE,
        arguments=[argument("suggestion_id", strawberry.ID, "The suggestion.", required=True), _POSTED_ON],
        key_required=True,
    )
    bank_reconciliation_undo = mutation(
        "Undo a reconciliation: its entry is reversed, the line is open again, and the bank does not show its payments.",
        payload(names.BankStatementLine),
        _undo,
        needs=RECONCILE,
        arguments=[
            argument("id", strawberry.ID, "The reconciliation.", required=True),
            argument("on", dt.date, "The day that the reversal is posted on.", required=True),
            argument("why", str, "What the reversal is described as.", required=True),
        ],
        key_required=True,
    )
