"""What fits where not everything of a type does: values, what has to be said with them, and what is not cleared alone."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from kernel.ids import uuid7
from schema.finance.account import LedgerAccount
from schema.finance.bank_account import BankAccount, MatchRule
from schema.finance.dunning import DunningLevel
from schema.finance.payment_term import PaymentTerm
from schema.finance.tax_code import TaxCode
from schema.finance.tax_policy import TaxProfile, WithholdingCertificate
from schema.finance.tax_return import TaxBox
from schema.inventory.product import Barcode
from schema.logistics.carrier import Carrier, CarrierService
from schema.sales.order_credit import CreditLimit
from schema.sales.pricing_rule import PricingRule

Place = tuple[type[Any], str]
_PLACES: Iterator[int] = count(1)
_FEE = {"fee": "1.500000", "currency": "EUR"}
_WITHHELD = {"kind": "WITHHOLDING", "withholdingBase": "NET"}
_AMOUNT_OFF = {"benefit": "AMOUNT", "percent": None, "figure": "1.500000", "currency": "EUR"}
_FREE = {"benefit": "FREE_ITEM", "percent": None, "freeQuantity": "1.500000"}
_VALUES: Mapping[Place, tuple[Any, Any]] = {
    (Carrier, "gateway"): ("LOCAL", "LOCAL"),
    (Carrier, "tracking_url"): ("/one/{number}", "/two/{number}"),
    (CreditLimit, "amount"): ("1000.50", "2000.00"),
    (PricingRule, "benefit"): ("PERCENT", "PERCENT"),
    (Barcode, "kind"): ("EAN_13", "CODE_128"),
    (LedgerAccount, "subtype"): ("BANK", "CASH"),
    (BankAccount, "bic"): ("VAYBNL2A", "AGDHNL2A"),
    (PaymentTerm, "subdivision"): ("AT-9", "AT-5"),
    (TaxCode, "exemption_code"): ("VATEX-EU-O", "VATEX-EU-G"),
    (TaxBox, "payable_sign"): (1, -1),
    (WithholdingCertificate, "valid_from"): ("2026-01-01", "2026-02-01"),
    (WithholdingCertificate, "valid_until"): ("2026-12-31", "2026-11-30"),
}
BESIDE: Mapping[Place, Mapping[str, Any]] = {
    (CarrierService, "transit_days_min"): {"transitDaysMax": 9},
    (PricingRule, "figure"): _AMOUNT_OFF,
    (PricingRule, "currency"): _AMOUNT_OFF,
    (PricingRule, "free_sku_id"): _FREE,
    (PricingRule, "free_quantity"): _FREE,
    (PricingRule, "minimum_amount"): {"currency": "EUR"},
    (PricingRule, "repeats"): {**_AMOUNT_OFF, "minimumAmount": "10"},
    (DunningLevel, "fee"): _FEE,
    (DunningLevel, "currency"): _FEE,
    (TaxCode, "exemption_code"): {"category": "E"},
    (TaxCode, "withholding_base"): _WITHHELD,
    (TaxCode, "is_withheld_on_invoice"): _WITHHELD,
}
"""What else has to be said where a value is."""
REFERS: Mapping[Place, str] = {
    (LedgerAccount, "parent_id"): "headings",
    (TaxProfile, "withholding_code_id"): "withheld",
    (WithholdingCertificate, "tax_code_id"): "withheld",
}
"""Which of the things that something can refer to it refers to, where it is not any of their type."""
NOT_CLEARED = {
    "pricing_rule.percent": "what takes off a percentage says which",
    "pricing_rule.figure": "what takes off an amount says which",
    "pricing_rule.currency": "goes with the figure",
    "pricing_rule.free_sku_id": "goes with the quantity",
    "pricing_rule.free_quantity": "goes with the SKU",
    "dunning_level.fee": "goes with its currency",
    "dunning_level.currency": "goes with the fee",
    "tax_code.withholding_base": "what is withheld is withheld of something",
}


def always(type_: type[Any]) -> Mapping[str, Any]:
    """Say what one of a type has to say beside the values that each row must have."""
    if type_ is BankAccount:
        return {"iban": an_iban(), "number": uuid7().hex[-12:]}
    if type_ is MatchRule:
        return {"conditions": [{"field": "REMITTANCE", "operator": "CONTAINS", "value": "fee"}]}
    if type_ is PricingRule:
        return {"benefit": "PERCENT", "percent": "5"}
    return {}


def fitting(type_: type[Any], column: str) -> tuple[Any, Any] | None:
    """Give two values that fit, where not any two of their type do."""
    if (type_, column) == (Barcode, "value"):
        return an_ean(), an_ean()
    if (type_, column) in ((DunningLevel, "level"), (MatchRule, "position")):
        return next(_PLACES), next(_PLACES)
    if (type_, column) == (BankAccount, "iban"):
        return an_iban(), an_iban()
    return _VALUES.get((type_, column))


def an_iban() -> str:
    """Give an Austrian IBAN that nobody has: with the letters as numbers behind it, it leaves 1 when divided by 97 (ISO 13616)."""
    account = str(uuid7().int % 10**16).zfill(16)
    return f"AT{98 - int(f'{account}102900') % 97:02}{account}"


def an_ean() -> str:
    """Give a barcode of 13 digits that nobody has, the last of which is 10 less their sum, weighted 1 and 3."""
    digits = str(uuid7().int % 10**12).zfill(12)
    return digits + str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10)
