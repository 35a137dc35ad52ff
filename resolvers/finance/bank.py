"""Root fields for bank accounts, statements and how their entries come into the books."""

import strawberry

from planner.lists import aggregate, by_id, pages
from schema import names
from schema.base import Connection


@strawberry.type
class BankQueries:
    """Root fields for bank accounts, statements and how their entries come into the books."""

    bank_accounts: Connection[names.BankAccount] | None = pages("The accounts at banks.", names.BankAccount)
    bank_account: names.BankAccount | None = by_id("A bank account by its id.")
    match_rules: Connection[names.MatchRule] | None = pages("By what entries of banks are known.", names.MatchRule)
    match_rule: names.MatchRule | None = by_id("A match rule by its id.")
    match_conditions: Connection[names.MatchCondition] | None = pages(
        "What entries of banks fulfil that match rules know.", names.MatchCondition
    )
    match_condition: names.MatchCondition | None = by_id("A condition of a match rule by its id.")
    bank_statements: Connection[names.BankStatement] | None = pages("What banks have sent.", names.BankStatement)
    bank_statement: names.BankStatement | None = by_id("A bank statement by its id.")
    bank_statement_drafts: Connection[names.BankStatementDraft] | None = pages(
        "Bank statements that are being written by hand.", names.BankStatementDraft
    )
    bank_statement_draft: names.BankStatementDraft | None = by_id("A bank statement that is being written, by its id.")
    bank_statement_draft_lines: Connection[names.BankStatementDraftLine] | None = pages(
        "The lines of statements that are being written by hand.", names.BankStatementDraftLine
    )
    bank_statement_draft_line: names.BankStatementDraftLine | None = by_id(
        "A line of a statement that is being written by hand, by its id."
    )
    bank_statement_lines: Connection[names.BankStatementLine] | None = pages(
        "What banks have booked.", names.BankStatementLine
    )
    bank_statement_line: names.BankStatementLine | None = by_id("An entry of a bank by its id.")
    bank_statement_line_aggregate = aggregate(
        "What banks have booked, counted and added up by group.", names.BankStatementLine
    )
    bank_reconciliations: Connection[names.BankReconciliation] | None = pages(
        "How entries of banks came into the books.", names.BankReconciliation
    )
    bank_reconciliation: names.BankReconciliation | None = by_id("A bank reconciliation by its id.")
    bank_reconciliation_parts: Connection[names.BankReconciliationPart] | None = pages(
        "What entries of banks were for.", names.BankReconciliationPart
    )
    bank_reconciliation_part: names.BankReconciliationPart | None = by_id(
        "What a part of an entry of a bank was for, by its id."
    )
    match_suggestions: Connection[names.MatchSuggestion] | None = pages(
        "What entries of banks may be for.", names.MatchSuggestion
    )
    match_suggestion: names.MatchSuggestion | None = by_id("What an entry of a bank may be for, by its id.")
    match_suggestion_parts: Connection[names.MatchSuggestionPart] | None = pages(
        "The parts of what entries of banks may be for.", names.MatchSuggestionPart
    )
    match_suggestion_part: names.MatchSuggestionPart | None = by_id(
        "A part of what an entry of a bank may be for, by its id."
    )
