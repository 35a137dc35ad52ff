"""Match rules: which of them an entry of the bank fulfils."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import combining, normalize
from uuid import UUID

from models import MatchField, MatchOperator


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that an entry fulfils."""

    field: MatchField
    operator: MatchOperator
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """To which account entries go that fulfil all conditions."""

    id: UUID
    name: str
    bank_account_id: UUID | None
    account_id: UUID
    party_id: UUID | None
    conditions: Sequence[Condition]


@dataclass(frozen=True, slots=True)
class Said:
    """What the bank says of an entry, by what conditions look at."""

    bank_account_id: UUID
    amount: Decimal
    texts: dict[MatchField, str]


def first_fitting(rules: Sequence[Rule], said: Said) -> Rule | None:
    """Give the first rule that is for the bank account, and all of whose conditions hold; one without any never does."""
    return next((rule for rule in rules if _fits(rule, said)), None)


def _fits(rule: Rule, said: Said) -> bool:
    if rule.bank_account_id not in (None, said.bank_account_id) or not rule.conditions:
        return False
    return all(_holds(condition, said) != condition.negated for condition in rule.conditions)


def _holds(condition: Condition, said: Said) -> bool:
    if condition.field is MatchField.AMOUNT:
        limit = Decimal(condition.value)
        return said.amount >= limit if condition.operator is MatchOperator.AT_LEAST else said.amount <= limit
    text, value = _folded(said.texts.get(condition.field, "")), _folded(condition.value)
    match condition.operator:
        case MatchOperator.CONTAINS:
            return value in text
        case MatchOperator.STARTS_WITH:
            return text.startswith(value)
        case _:
            return text == value


def _folded(text: str) -> str:
    """Write text as it is compared: without case, accents, and more than one space."""
    plain = "".join(each for each in normalize("NFKD", text.casefold()) if not combining(each))
    return " ".join(plain.split())
