"""The posting rules: which part of which document goes to the account of which role, and to which side.

The table is the whole of it. What is not in it is refused, not guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from kernel.errors import DomainError
from models import AccountRole


class SourceKind(StrEnum):
    """The documents and events that are posted."""

    CUSTOMER_INVOICE = "CUSTOMER_INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
    VENDOR_BILL = "VENDOR_BILL"
    DEBIT_NOTE = "DEBIT_NOTE"
    PAYMENT_IN = "PAYMENT_IN"
    PAYMENT_OUT = "PAYMENT_OUT"
    SETTLEMENT = "SETTLEMENT"
    REVALUATION = "REVALUATION"
    DUNNING = "DUNNING"
    TAX_RETURN = "TAX_RETURN"
    YEAR_CLOSE = "YEAR_CLOSE"
    OPENING = "OPENING"
    STOCK_ADJUSTMENT = "STOCK_ADJUSTMENT"
    STOCK_OPENING = "STOCK_OPENING"
    STOCK_REVALUATION = "STOCK_REVALUATION"
    GOODS_RECEIPT = "GOODS_RECEIPT"
    SHIPMENT = "SHIPMENT"
    DROP_SHIPMENT = "DROP_SHIPMENT"
    CUSTOMER_RETURN = "CUSTOMER_RETURN"
    VENDOR_RETURN = "VENDOR_RETURN"
    REVENUE_CUT_OFF = "REVENUE_CUT_OFF"
    COMMISSION = "COMMISSION"


class LegKind(StrEnum):
    """The parts of a document that go to accounts of their own."""

    TOTAL = "TOTAL"
    NET = "NET"
    TAX = "TAX"
    REVERSE_CHARGE_DUE = "REVERSE_CHARGE_DUE"
    REVERSE_CHARGE_DEDUCTIBLE = "REVERSE_CHARGE_DEDUCTIBLE"
    UNREALISED_TAX = "UNREALISED_TAX"
    WITHHOLDING = "WITHHOLDING"
    ROUNDING = "ROUNDING"
    PREPAYMENT = "PREPAYMENT"
    CUT_OFF = "CUT_OFF"
    ACCRUED = "ACCRUED"
    BANK = "BANK"
    PARTY = "PARTY"
    DISCOUNT = "DISCOUNT"
    WRITE_OFF = "WRITE_OFF"
    GAIN = "GAIN"
    LOSS = "LOSS"
    RESULT = "RESULT"
    CONTRA = "CONTRA"
    STOCK_VALUE = "STOCK_VALUE"
    PRICE_DIFFERENCE = "PRICE_DIFFERENCE"
    COST_DIFFERENCE = "COST_DIFFERENCE"


class Side(StrEnum):
    """On which side a positive amount stands."""

    DEBIT = "DEBIT"
    CREDIT = "CREDIT"

    def signed(self, amount: Decimal) -> Decimal:
        """Give an amount as ledgers add them up: debits positive, credits negative."""
        return amount if self is Side.DEBIT else -amount


class Rule(NamedTuple):
    """A row of the table: the role of the account, and the side."""

    role: AccountRole
    side: Side


class _Part(NamedTuple):
    source: SourceKind
    leg: LegKind


_S, _L, _R = SourceKind, LegKind, AccountRole
_DEBIT, _CREDIT = Side.DEBIT, Side.CREDIT

# A document of a customer, and what undoes it: the same with the sides turned.
_SOLD: Final = {
    _L.TOTAL: Rule(_R.RECEIVABLE, _DEBIT),
    _L.NET: Rule(_R.REVENUE, _CREDIT),
    _L.TAX: Rule(_R.OUTPUT_TAX, _CREDIT),
    _L.UNREALISED_TAX: Rule(_R.TAX_TRANSITION, _CREDIT),
    _L.WITHHOLDING: Rule(_R.WITHHELD_BY_CUSTOMERS, _DEBIT),
    _L.ROUNDING: Rule(_R.ROUNDING, _CREDIT),
    _L.PREPAYMENT: Rule(_R.PREPAYMENT_RECEIVED, _DEBIT),
    _L.CUT_OFF: Rule(_R.INVOICED_NOT_DELIVERED, _CREDIT),
    _L.ACCRUED: Rule(_R.DELIVERED_NOT_INVOICED, _CREDIT),
}
_BOUGHT: Final = {
    _L.TOTAL: Rule(_R.PAYABLE, _CREDIT),
    _L.NET: Rule(_R.EXPENSE, _DEBIT),
    _L.TAX: Rule(_R.INPUT_TAX, _DEBIT),
    _L.UNREALISED_TAX: Rule(_R.TAX_TRANSITION, _DEBIT),
    _L.REVERSE_CHARGE_DUE: Rule(_R.OUTPUT_TAX, _CREDIT),
    _L.REVERSE_CHARGE_DEDUCTIBLE: Rule(_R.INPUT_TAX, _DEBIT),
    _L.WITHHOLDING: Rule(_R.WITHHOLDING, _CREDIT),
    _L.ROUNDING: Rule(_R.ROUNDING, _DEBIT),
    _L.PREPAYMENT: Rule(_R.PREPAYMENT_MADE, _CREDIT),
    # What was received and not billed was credited there, and what is billed first waits there for the goods.
    _L.CUT_OFF: Rule(_R.RECEIVED_NOT_INVOICED, _DEBIT),
    _L.ACCRUED: Rule(_R.RECEIVED_NOT_INVOICED, _DEBIT),
    _L.PRICE_DIFFERENCE: Rule(_R.PRICE_DIFFERENCE, _DEBIT),
    # What a vendor has delivered to a customer is sold already: what it costs more is a cost of that sale.
    _L.COST_DIFFERENCE: Rule(_R.COST_OF_SALES, _DEBIT),
}


_STOCK: Final = Rule(_R.STOCK, _DEBIT)


def _turned(rules: Mapping[LegKind, Rule]) -> dict[LegKind, Rule]:
    return {leg: Rule(role, _CREDIT if side is _DEBIT else _DEBIT) for leg, (role, side) in rules.items()}


_TABLE: Final[Mapping[SourceKind, Mapping[LegKind, Rule]]] = {
    _S.CUSTOMER_INVOICE: _SOLD,
    _S.CREDIT_NOTE: _turned(_SOLD),
    _S.VENDOR_BILL: _BOUGHT,
    _S.DEBIT_NOTE: _turned(_BOUGHT),
    _S.PAYMENT_IN: {
        _L.BANK: Rule(_R.BANK, _DEBIT),
        _L.PARTY: Rule(_R.RECEIVABLE, _CREDIT),
        _L.PREPAYMENT: Rule(_R.PREPAYMENT_RECEIVED, _CREDIT),
        _L.DISCOUNT: Rule(_R.DISCOUNT_GIVEN, _DEBIT),
        _L.WRITE_OFF: Rule(_R.WRITE_OFF, _DEBIT),
    },
    _S.PAYMENT_OUT: {
        _L.BANK: Rule(_R.BANK, _CREDIT),
        _L.PARTY: Rule(_R.PAYABLE, _DEBIT),
        _L.PREPAYMENT: Rule(_R.PREPAYMENT_MADE, _DEBIT),
        _L.DISCOUNT: Rule(_R.DISCOUNT_TAKEN, _CREDIT),
        _L.WRITE_OFF: Rule(_R.WRITE_OFF, _CREDIT),
    },
    _S.SETTLEMENT: {
        _L.GAIN: Rule(_R.EXCHANGE_GAIN, _CREDIT),
        _L.LOSS: Rule(_R.EXCHANGE_LOSS, _DEBIT),
        _L.WRITE_OFF: Rule(_R.WRITE_OFF, _DEBIT),
    },
    _S.REVALUATION: {
        _L.GAIN: Rule(_R.UNREALISED_EXCHANGE, _CREDIT),
        _L.LOSS: Rule(_R.UNREALISED_EXCHANGE, _DEBIT),
    },
    _S.DUNNING: {_L.TOTAL: Rule(_R.RECEIVABLE, _DEBIT), _L.NET: Rule(_R.DUNNING_INCOME, _CREDIT)},
    _S.TAX_RETURN: {_L.TOTAL: Rule(_R.TAX_PAYABLE, _CREDIT)},
    _S.YEAR_CLOSE: {_L.RESULT: Rule(_R.RETAINED_EARNINGS, _CREDIT)},
    _S.OPENING: {_L.CONTRA: Rule(_R.OPENING, _CREDIT)},
    # What comes is above zero, and debited to stock; what goes is below zero, and turns both sides.
    _S.STOCK_ADJUSTMENT: {_L.STOCK_VALUE: _STOCK, _L.CONTRA: Rule(_R.STOCK_ADJUSTMENT, _CREDIT)},
    _S.STOCK_OPENING: {_L.STOCK_VALUE: _STOCK, _L.CONTRA: Rule(_R.OPENING, _CREDIT)},
    _S.STOCK_REVALUATION: {_L.STOCK_VALUE: _STOCK, _L.CONTRA: Rule(_R.PRICE_DIFFERENCE, _CREDIT)},
    _S.GOODS_RECEIPT: {
        _L.STOCK_VALUE: _STOCK,
        _L.CONTRA: Rule(_R.RECEIVED_NOT_INVOICED, _CREDIT),
        _L.PRICE_DIFFERENCE: Rule(_R.PRICE_DIFFERENCE, _DEBIT),
    },
    _S.SHIPMENT: {_L.STOCK_VALUE: _STOCK, _L.CONTRA: Rule(_R.COST_OF_SALES, _CREDIT)},
    # What a vendor delivers is a cost of that sale at once, and owed until it is billed.
    _S.DROP_SHIPMENT: {
        _L.CONTRA: Rule(_R.COST_OF_SALES, _DEBIT),
        _L.ACCRUED: Rule(_R.RECEIVED_NOT_INVOICED, _CREDIT),
    },
    # What comes back is no cost of the sale any more; what is scrapped of it is a loss of stock.
    _S.CUSTOMER_RETURN: {
        _L.STOCK_VALUE: _STOCK,
        _L.CONTRA: Rule(_R.COST_OF_SALES, _CREDIT),
        _L.WRITE_OFF: Rule(_R.STOCK_ADJUSTMENT, _CREDIT),
    },
    # What is owed for goods no more, and what the vendor gives back for them, is seldom what they are worth by now.
    _S.VENDOR_RETURN: {
        _L.STOCK_VALUE: _STOCK,
        _L.CONTRA: Rule(_R.PRICE_DIFFERENCE, _CREDIT),
        _L.ACCRUED: Rule(_R.RECEIVED_NOT_INVOICED, _DEBIT),
    },
    # What left before its invoice is revenue already; what is invoiced before it leaves is none yet.
    _S.REVENUE_CUT_OFF: {
        _L.ACCRUED: Rule(_R.DELIVERED_NOT_INVOICED, _DEBIT),
        _L.CUT_OFF: Rule(_R.INVOICED_NOT_DELIVERED, _CREDIT),
        _L.NET: Rule(_R.REVENUE, _CREDIT),
    },
    _S.COMMISSION: {_L.NET: Rule(_R.COMMISSION_EXPENSE, _DEBIT), _L.TOTAL: Rule(_R.COMMISSION_PAYABLE, _CREDIT)},
}

POSTING_RULES: Final[Mapping[tuple[SourceKind, LegKind], Rule]] = MappingProxyType(
    {_Part(source, leg): rule for source, rules in _TABLE.items() for leg, rule in rules.items()}
)
"""Every rule by document and part."""


@dataclass(eq=False)
class PostingRuleMissing(DomainError):
    """What is posted where stands in the table of posting rules."""

    message = "There is no rule for the {leg} of a {source}."
    source: SourceKind
    leg: LegKind


def rule_for(source: SourceKind, leg: LegKind) -> Rule:
    """Look up where a part of a document is posted.

    Raises:
        PostingRuleMissing: the table does not say.
    """
    rule = POSTING_RULES.get((source, leg))
    if rule is None:
        raise PostingRuleMissing(source, leg)
    return rule
