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
    bank_statements: Connection[names.BankStatement] | None = pages("What banks have sent.", names.BankStatement)
    bank_statement: names.BankStatement | None = by_id("A bank statement by its id.")
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
