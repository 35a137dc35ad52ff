"""Suggestions: what entries of the bank may be for, by the match rules and by what is open in the ledger."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
import sqlalchemy as sa

from kernel.ids import uuid7
from models import BankStatement, MatchField, MatchOperator
from services.finance.bank.rules import Condition, Rule, Said, first_fitting
from services.finance.bank.scoring import AMOUNT, BankLine, Match, OpenLine, OpenLines, numbers_in
from services.refusals import NotFound
from services.rights import rows_of
from services.rows import as_json
from services.work import Work

LINES_MAX: Final = 500
"""For how many entries suggestions are reckoned in one request."""
OPEN_LINES_MAX: Final = 5_000
LOOK_BACK: Final = timedelta(days=550)
RULE_POINTS: Final = 60
SUGGESTIONS_MAX: Final = 5

_LINES: Final = """
select id, company_id, bank_account_id, amount - matched_amount as amount, amount as whole, currency, booked_on,
  counterparty_name, counterparty_account, remittance, end_to_end_id, bank_reference
from bank_statement_line
where statement_id = $1 and state <> 'RECONCILED' order by position limit $2
"""
# What was reversed, and what reversed it, is no debt of anybody.
_OPEN: Final = """
select item.id, item.account_id, item.party_id, party.name as party, item.open_amount as amount, item.due_on as day,
  entry.number, concat_ws(' ', entry.description, line.description) as words
from open_item as item
join journal_line as line on line.id = item.journal_line_id
join journal_entry as entry on entry.id = item.entry_id and entry.kind <> 'REVERSAL'
join party on party.id = item.party_id
where item.company_id = $1 and item.currency = $2 and item.posted_on >= $3 and item.open_amount <> 0
  and not exists (select from journal_entry as reversal where reversal.reverses_id = entry.id)
order by item.posted_on desc, item.id limit $4
"""
# What the bank has not shown yet of what was posted to its account, or is on its way there; the latest, before more is asked of
# them. Its words are those of what it paid.
_PAYMENTS: Final = """
select * from (
  select paid.id, paid.account_id, paid.party_id, party.name as party, paid.paid_on as day, entry.number,
    payment_on_account(paid.id, $2)
      - coalesce((select sum(amount) from bank_reconciliation_part where payment_id = paid.id), 0) as amount,
    concat_ws(' ', paid.reference, (
      select string_agg(concat_ws(' ', owed.number, owed.description), ' ') from payment_allocation as said
      join open_item as item on item.id = said.open_item_id join journal_entry as owed on owed.id = item.entry_id
      where said.payment_id = paid.id
    )) as words
  from (
    select payment.* from payment join ledger_account as account on account.id = payment.account_id
    where payment.company_id = $1 and payment.state = 'POSTED' and payment.paid_on >= $3 and (
      account.subtype = 'CLEARING' or account.id = (select account_id from bank_account where id = $4))
    order by payment.paid_on desc, payment.id limit $5
  ) as paid join journal_entry as entry on entry.id = paid.entry_id join party on party.id = paid.party_id
) as posted where amount <> 0
"""
_RULES: Final = """
select rule.id, rule.name, rule.bank_account_id, rule.account_id, rule.party_id, (
  select jsonb_agg(jsonb_build_object('field', field, 'operator', operator, 'value', value, 'negated', negated) order by id)
  from match_condition where rule_id = rule.id
)::text as conditions
from match_rule as rule where rule.company_id = $1 and rule.archived_at is null order by rule.position
"""
_FORGET_PARTS: Final = """
delete from match_suggestion_part as part using match_suggestion as suggestion
where suggestion.id = part.suggestion_id and suggestion.line_id = any($1::uuid[])
"""
_FORGET: Final = "delete from match_suggestion where line_id = any($1::uuid[])"
_WRITE: Final = """
insert into match_suggestion (id, company_id, line_id, rank, score, amount_points, reference_points, party_points, date_points,
  rule_points, explanation, rule_id)
select id, company_id, line_id, rank, score, amount_points, reference_points, party_points, date_points, rule_points,
  explanation, rule_id
from jsonb_populate_recordset(null::match_suggestion, $1::jsonb)
"""
_WRITE_PARTS: Final = """
insert into match_suggestion_part (company_id, suggestion_id, account_id, party_id, journal_line_id, payment_id, amount,
  currency)
select company_id, suggestion_id, account_id, party_id, journal_line_id, payment_id, amount, currency
from jsonb_populate_recordset(null::match_suggestion_part, $1::jsonb)
"""
_STATES: Final = """
update bank_statement_line as line set state = said.state
from (
  select asked.id, case when suggestion.line_id is null then 'UNMATCHED' else 'SUGGESTED' end as state
  from unnest($1::uuid[]) as asked (id)
  left join match_suggestion as suggestion on suggestion.line_id = asked.id and suggestion.rank = 1
) as said
where line.id = said.id and line.state in ('UNMATCHED', 'SUGGESTED') and line.state <> said.state
"""


async def suggest_again(work: Work, statement_id: UUID) -> UUID:
    """Reckon suggestions for a statement that one sees, and give its id.

    Raises:
        NotFound: there is none, or none to be seen.
    """
    table = BankStatement.__table__
    seen = await work.session.scalar(sa.select(table.c.id).where(table.c.id == statement_id, *rows_of(work, table)))
    if seen is None:
        raise NotFound(path=("id",))
    await suggest(work, statement_id)
    return statement_id


async def suggest(work: Work, statement_id: UUID) -> None:
    """Reckon anew what the open entries of a statement may be for; the first 500 of them."""
    lines = await work.raw.fetch(_LINES, statement_id, LINES_MAX)
    if not lines:
        return
    rules = await _rules(work, lines[0]["company_id"])
    payments, ledger = await _payments(work, lines), await _ledger(work, lines)
    suggestions: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for line in lines:
        _suggest_line(line, rules, payments, ledger, suggestions, parts)
    keys = [line["id"] for line in lines]
    for statement in (_FORGET_PARTS, _FORGET):
        await work.raw.execute(statement, keys)
    await work.raw.execute(_WRITE, as_json(suggestions))
    await work.raw.execute(_WRITE_PARTS, as_json(parts))
    await work.raw.execute(_STATES, keys)


def _suggest_line(
    line: asyncpg.Record,
    rules: Sequence[Rule],
    payments: OpenLines,
    ledger: OpenLines,
    suggestions: list[dict[str, Any]],
    parts: list[dict[str, Any]],
) -> None:
    """Add what an entry may be for: by payments, by the first rule that fits, and by what is open, in the order of the scores.

    Payments that come to the amount are first: to post them again would be the worst of mistakes.
    """
    bank, rule = _bank_line(line), first_fitting(rules, _said(line))
    found = [(match.points.amount == AMOUNT, _of_payments(line, match)) for match in payments.matches(bank)]
    found += [(False, _of_match(line, match)) for match in ledger.matches(bank)]
    if rule is not None:
        found.append((False, _of_rule(line, rule)))
    found.sort(key=lambda each: (not each[0], -each[1][0]["score"]))
    for rank, (_, (suggestion, of_suggestion)) in enumerate(found[:SUGGESTIONS_MAX], 1):
        suggestions.append({**suggestion, "rank": rank})
        parts.extend(of_suggestion)


def _of_payments(line: asyncpg.Record, match: Match) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    suggestion, parts = _of_match(line, match)
    suggestion["explanation"] = f"it is posted as a payment; {suggestion['explanation']}"
    return suggestion, [{**part, "journal_line_id": None, "payment_id": part["journal_line_id"]} for part in parts]


def _of_match(line: asyncpg.Record, match: Match) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    points = match.points
    suggestion = _suggestion(line, points.score, "; ".join(points.reasons))
    suggestion |= {"amount_points": points.amount, "reference_points": points.reference}
    suggestion |= {"party_points": points.party, "date_points": points.date}
    parts = [
        _part(line, suggestion, open_line.account_id, open_line.party_id, amount, open_line.id)
        for open_line, amount in match.lines
    ]
    return suggestion, parts


def _of_rule(line: asyncpg.Record, rule: Rule) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    suggestion = _suggestion(line, RULE_POINTS, f"the rule {rule.name} fits")
    suggestion |= {"rule_points": RULE_POINTS, "rule_id": rule.id}
    return suggestion, [_part(line, suggestion, rule.account_id, rule.party_id, line["amount"], None)]


def _suggestion(line: asyncpg.Record, score: int, explanation: str) -> dict[str, Any]:
    none = dict.fromkeys(("amount_points", "reference_points", "party_points", "date_points", "rule_points"), 0)
    of = {"id": uuid7(), "company_id": line["company_id"], "line_id": line["id"], "rule_id": None}
    return {**of, **none, "score": score, "explanation": explanation}


def _part(
    line: asyncpg.Record,
    suggestion: dict[str, Any],
    account_id: UUID,
    party_id: UUID | None,
    amount: Decimal,
    journal_line_id: UUID | None,
) -> dict[str, Any]:
    return {
        "company_id": line["company_id"],
        "suggestion_id": suggestion["id"],
        "account_id": account_id,
        "party_id": party_id,
        "journal_line_id": journal_line_id,
        "payment_id": None,
        "amount": amount,
        "currency": line["currency"],
    }


async def _ledger(work: Work, lines: Sequence[asyncpg.Record]) -> OpenLines:
    since = min(line["booked_on"] for line in lines) - LOOK_BACK
    return _open_lines(await work.raw.fetch(_OPEN, lines[0]["company_id"], lines[0]["currency"], since, OPEN_LINES_MAX))


async def _payments(work: Work, lines: Sequence[asyncpg.Record]) -> OpenLines:
    first, since = lines[0], min(line["booked_on"] for line in lines) - LOOK_BACK
    of_account = first["company_id"], first["currency"], since, first["bank_account_id"]
    return _open_lines(await work.raw.fetch(_PAYMENTS, *of_account, OPEN_LINES_MAX))


def _open_lines(rows: Sequence[asyncpg.Record]) -> OpenLines:
    return OpenLines(
        [
            OpenLine(
                row["id"], row["account_id"], row["party_id"], row["party"], row["amount"], row["day"],
                numbers_in(row["number"], row["words"]),
            )
            for row in rows
        ]
    )  # fmt: skip


async def _rules(work: Work, company_id: UUID) -> list[Rule]:
    return [
        Rule(
            row["id"], row["name"], row["bank_account_id"], row["account_id"], row["party_id"],
            [
                Condition(MatchField(each["field"]), MatchOperator(each["operator"]), each["value"], each["negated"])
                for each in orjson.loads(row["conditions"] or "[]")
            ],
        )
        for row in await work.raw.fetch(_RULES, company_id)
    ]  # fmt: skip


def _bank_line(line: asyncpg.Record) -> BankLine:
    text = " ".join(filter(None, (line["remittance"], line["end_to_end_id"])))
    return BankLine(line["id"], line["amount"], line["booked_on"], line["counterparty_name"], text)


def _said(line: asyncpg.Record) -> Said:
    references = " ".join(filter(None, (line["end_to_end_id"], line["bank_reference"])))
    texts = {
        MatchField.COUNTERPARTY_NAME: line["counterparty_name"] or "",
        MatchField.COUNTERPARTY_ACCOUNT: line["counterparty_account"] or "",
        MatchField.REMITTANCE: line["remittance"],
        MatchField.REFERENCE: references,
    }
    return Said(line["bank_account_id"], line["whole"], texts)
