"""Suggestions: what entries of the bank may be for, by the match rules and by what is open in the ledger."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
import sqlalchemy as sa

from kernel.ids import uuid7
from models import BankStatement, MatchField, MatchOperator
from services.finance.bank.rules import Condition, Rule, Said, first_fitting
from services.finance.bank.scoring import BankLine, Match, OpenLine, OpenLines, numbers_in
from services.refusals import NotFound
from services.rights import rows_of
from services.rows import as_json
from services.work import Work

LINES_MAX: Final = 500
"""For how many entries suggestions are reckoned in one request."""
OPEN_LINES_MAX: Final = 5_000
LOOK_BACK: Final = timedelta(days=550)
RULE_POINTS: Final = 60

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
insert into match_suggestion_part (company_id, suggestion_id, account_id, party_id, journal_line_id, amount, currency)
select company_id, suggestion_id, account_id, party_id, journal_line_id, amount, currency
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
    ledger = await _ledger(work, lines)
    suggestions: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for line in lines:
        _suggest_line(line, rules, ledger, suggestions, parts)
    keys = [line["id"] for line in lines]
    for statement in (_FORGET_PARTS, _FORGET):
        await work.raw.execute(statement, keys)
    await work.raw.execute(_WRITE, as_json(suggestions))
    await work.raw.execute(_WRITE_PARTS, as_json(parts))
    await work.raw.execute(_STATES, keys)


def _suggest_line(
    line: asyncpg.Record,
    rules: Sequence[Rule],
    ledger: OpenLines,
    suggestions: list[dict[str, Any]],
    parts: list[dict[str, Any]],
) -> None:
    """Add what an entry may be for: by the first rule that fits, and by what is open, in the order of the scores."""
    rule = first_fitting(rules, _said(line))
    found = [_of_match(line, match) for match in ledger.matches(_bank_line(line))]
    if rule is not None:
        found.append(_of_rule(line, rule))
    found.sort(key=lambda each: -each[0]["score"])
    for rank, (suggestion, of_suggestion) in enumerate(found, 1):
        suggestions.append({**suggestion, "rank": rank})
        parts.extend(of_suggestion)


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
        "amount": amount,
        "currency": line["currency"],
    }


async def _ledger(work: Work, lines: Sequence[asyncpg.Record]) -> OpenLines:
    first: date = min(line["booked_on"] for line in lines)
    rows = await work.raw.fetch(_OPEN, lines[0]["company_id"], lines[0]["currency"], first - LOOK_BACK, OPEN_LINES_MAX)
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
