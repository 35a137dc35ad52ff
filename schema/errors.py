"""Refusals as clients see them: one type for each, with its facts, made from what the services raise.

A refusal that is not in the list below is an `OtherRefusal`: it has its code and its sentence, and no facts.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from types import new_class
from typing import Any, get_type_hints

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from kernel.errors import DomainError
from kernel.ids import IdInvalid, IdOfOtherType, NodeId
from kernel.money import AmountTooFine
from kernel.workflow import TransitionUnavailable
from schema import names
from schema.base import Node
from schema.finance.account import AccountRole
from schema.finance.journal import JournalKind
from schema.finance.period import LockArea
from schema.sales.order import SalesOrderState
from schema.sales.pricing_words import CouponVerdict
from services import merging, refusals, upserts
from services.finance import (
    chart,
    conversion,
    determination,
    dunning,
    entry_approval,
    locks,
    opening,
    payment,
    payment_terms,
    periods,
    posting_refusals,
    rates,
    revaluation,
    rounding,
    rules,
    set_up,
    working_days,
    written_places,
    year_close,
    years,
)
from services.finance.bank import account as bank_account
from services.finance.bank import by_hand as bank_by_hand
from services.finance.bank import importing as bank_importing
from services.finance.bank import matching as bank_matching
from services.finance.bank import parts as bank_parts
from services.finance.bank import reconciling as bank_reconciling
from services.finance.bank import settling as bank_settling
from services.finance.bank.formats import statement as bank_statement
from services.finance.invoice import advances, crediting, life, orders
from services.finance.invoice import withholding as invoice_withholding
from services.finance.reports import figures, items
from services.finance.settling import refusals as settling
from services.finance.settling import withheld as settling_withheld
from services.finance.tax import advances as tax_advances
from services.finance.tax import by_hand, calculation, codes, on_day, returns
from services.inventory import adjustment, allocate, gs1, location, product, reservation, scan
from services.inventory import revaluation as revaluing_stock
from services.inventory import status as stock_status
from services.inventory.goods_receipt import refusals as receiving
from services.inventory.valuation import back_dating
from services.logistics import rates as carrier_rates
from services.logistics import tracking
from services.logistics.shipment import life as shipment_life
from services.migration import refusals as unreadable
from services.migration.mapping import MappingInvalid
from services.migration.ownership import OwnedElsewhere
from services.migration.sources import reading
from services.platform import (
    approval,
    approval_decision,
    approval_delegation,
    approval_policy,
    attachment,
    external_system,
    file,
    idempotency,
    import_job,
    import_source,
    notification,
)
from services.sales import coupon
from services.sales.order import billing as sales_billing
from services.sales.order import credit as sales_credit
from services.sales.order import life as sales_life
from services.sales.order import positions as sales_positions
from services.sales.order import shipping
from services.sales.pricing import base_price, explanation
from services.sales.quotation import life as quotation_life
from services.sales.returns import life as return_life


@strawberry.interface(description="Why something was not done, in a way that a program can act on.")
class UserError:
    """Why something was not done."""

    message: str = strawberry.field(description="What is wrong, as a sentence for people.")
    code: str = strawberry.field(description="What is wrong, as a word for programs; it never changes.")
    path: list[str] = strawberry.field(
        description="Where in the arguments it is: names of fields and places in lists, from the outside in."
    )


@strawberry.type(description="Why something was not done, where there is nothing to tell beyond the sentence.")
class OtherRefusal(UserError):
    """A refusal without facts of its own."""


@strawberry.type(description="What is not there in the quantity that was asked for.")
class Shortage:
    """What is not there."""

    sku: names.Sku | None = strawberry.field(description="What is short; null where it may not be seen.")
    location: names.Location | None = strawberry.field(description="Where; null where it may not be seen.")
    requested: Decimal = strawberry.field(description="How much was to be taken, in the unit of the SKU.")
    available: Decimal = strawberry.field(description="How much is there and promised to nobody, in that unit.")


@strawberry.type(description="What a line wants and cannot have.")
class StockShortage:
    """What a line wants and cannot have."""

    line: Node | None = strawberry.field(description="Who wants it; null where it may not be seen.")
    sku: names.Sku | None = strawberry.field(description="What is short; null where it may not be seen.")
    wanted: Decimal = strawberry.field(description="How much was to be reserved, in the unit of the SKU.")
    available: Decimal = strawberry.field(
        description="How much of that can be reserved, after the lines before it, in that unit."
    )


@strawberry.type(description="How the letters of a file may be written.")
class EncodingCandidate:
    """How the letters of a file may be written."""

    encoding: str = strawberry.field(description="The name to state, such as cp1252.")
    sample: str = strawberry.field(description="How the first place that differs reads in it: choose what makes sense.")


_TYPES: dict[Any, Any] = {
    int: int,
    str: str,
    bool: bool,
    Decimal: Decimal,
    dt.date: dt.date,
    Sequence[str]: list[str],
    tuple[str, ...]: list[str],
    AccountRole: AccountRole,
    JournalKind: JournalKind,
    LockArea: LockArea,
    CouponVerdict: CouponVerdict,
    SalesOrderState: SalesOrderState,
    rules.SourceKind: str,
    rules.LegKind: str,
    NodeId: Node | None,
    NodeId | None: Node | None,
    Sequence[adjustment.Shortage]: list[Shortage],
    Sequence[allocate.StockShortage]: list[StockShortage],
    Sequence[reading.EncodingCandidate]: list[EncodingCandidate],
}


def refusal(kind: type[DomainError], /, **facts: str) -> type[UserError]:
    """Make the type of a refusal: its facts with a description for each; its docstring says which rule holds."""
    hints = get_type_hints(kind)
    fields = {name: _fact(name, _TYPES[hints[name]], said) for name, said in facts.items()}
    body = {**fields, "__annotations__": {name: field.type_annotation.annotation for name, field in fields.items()}}  # pyright: ignore[reportOptionalMemberAccess] - every fact has one
    made = new_class(kind.__name__, (UserError,), {}, lambda namespace: namespace.update(body))
    said = " ".join((kind.__doc__ or "").split())
    return strawberry.type(made, description=f"Refused, because this rule holds: {said} Its code is {kind.code}.")


def _fact(name: str, type_: Any, description: str) -> Any:
    return StrawberryField(
        python_name=name,
        graphql_name=to_camel_case(name),
        type_annotation=StrawberryAnnotation(type_),
        description=description,
    )


PLACE_IN_CODE = "Where in the code that is, the first character being 0."

REFUSALS: tuple[type[UserError], ...] = (
    OtherRefusal,
    refusal(IdInvalid),
    refusal(IdOfOtherType, actual="The type that it is the id of.", expected="The type that it should be the id of."),
    refusal(refusals.NotFound),
    refusal(refusals.IdTaken),
    refusal(refusals.IdRepeated),
    refusal(refusals.AlreadyTaken, field="What is in use already, in words."),
    refusal(
        refusals.StaleVersion,
        current_version="The version that is there now.",
        changed_fields="Which fields have changed since the version that was named, as the audit has it.",
        current="What is there now; null where it may not be seen.",
    ),
    refusal(refusals.StillInUse, used_by="What refers to it, in words."),
    refusal(refusals.ValueRequired),
    refusal(
        refusals.TextTooLong,
        length="How many characters there are.",
        maximum="How many there may be.",
    ),
    refusal(refusals.TextUnfit),
    refusal(refusals.NumberTooLarge),
    refusal(refusals.RuleBroken, rule="The name of the rule, which says what must hold."),
    refusal(refusals.FixedValue),
    refusal(refusals.MergedAway, into="The one that goes on; null where it may not be seen."),
    refusal(refusals.AlreadyArchived),
    refusal(refusals.NotArchived),
    refusal(refusals.Busy),
    refusal(refusals.TooManyRows, count="How many rows there are.", maximum="How many there may be."),
    refusal(refusals.RolledBack, refused="The response key of the part that was refused."),
    refusal(refusals.PartOfItself),
    refusal(product.TrackingFixed),
    refusal(product.BarcodeInvalid, kind="The kind of barcode that it should be."),
    refusal(location.StockIsThere),
    refusal(stock_status.NoStockThere),
    refusal(merging.MergedWithItself),
    refusal(merging.NotAlike, field="In what the two differ, in words."),
    refusal(merging.NamedByFacts, used_by="Which facts name it, in words."),
    refusal(merging.BothHave, used_by="What both have the same of, in words."),
    refusal(upserts.ReferenceRepeated),
    refusal(adjustment.InsufficientStock, shortages="What is not there."),
    refusal(adjustment.CountOrDifference),
    refusal(adjustment.LineRepeated),
    refusal(adjustment.LotMissing, tracking="How finely the stock of the product is told apart."),
    refusal(adjustment.NoStockKept),
    refusal(adjustment.AdjustmentPlaceMissing),
    refusal(adjustment.CostUnfit),
    refusal(adjustment.DayToCome),
    refusal(revaluing_stock.NotAtStandardCost, method="How it is valued."),
    refusal(revaluing_stock.StandardCostUnfit),
    refusal(
        back_dating.StockBelowZeroLater,
        sku="What there would have been too little of.",
        posted_on="The first day on which that would have been so.",
        document="With which more would have gone than there was; null where none is known, or the viewer may not see it.",
    ),
    refusal(receiving.ArrivalUnfit),
    refusal(receiving.GoodsUnclear),
    refusal(receiving.LotsUnfit, tracking="How finely the stock of the product is told apart."),
    refusal(receiving.OrderLineNotReceivable),
    refusal(
        receiving.OrderLineOverReceived,
        order_line="The line of the order.",
        ordered="How much was ordered.",
        received="How much would have been received of it.",
    ),
    refusal(receiving.ReceivedUnitUnfit),
    refusal(receiving.SerialNumberTaken, serial_number="The number of the piece."),
    refusal(receiving.SupplierPlaceMissing),
    refusal(allocate.StockShort, shortages="What is not there."),
    refusal(shipment_life.NothingToShip),
    refusal(shipment_life.OrderHeld, state="In which state the order is."),
    refusal(shipment_life.PickedMore, quantity="How much is to leave, in the unit of the SKU."),
    refusal(
        shipment_life.PackedOtherwise,
        line="The line of the shipment; null where it may not be seen.",
        picked="How much of it was picked, in the unit of the SKU.",
        packed="How much of it is packed, in that unit.",
    ),
    refusal(shipment_life.CustomerPlaceMissing),
    refusal(shipping.OrderUnpaid),
    refusal(shipping.OrderShipped),
    refusal(shipping.LeavesWhole),
    refusal(return_life.OrderNotReturnable, state="In which state the order is."),
    refusal(return_life.NothingToReturn),
    refusal(return_life.ReturnedMore, returnable="How much may still come back, in the unit of the SKU."),
    refusal(return_life.ReturnLineUnclear),
    refusal(return_life.ReceivedMore, approved="How much was approved, in the unit of the SKU."),
    refusal(return_life.ReturnPlaceUnfit),
    refusal(
        return_life.InspectedOtherwise,
        line="The line of the return; null where it may not be seen.",
        received="How much of it came back, in the unit of the SKU.",
        inspected="How much of it is inspected, in that unit.",
    ),
    refusal(return_life.ScrapPlaceMissing),
    refusal(return_life.NothingToCredit),
    refusal(return_life.NothingToReplace),
    refusal(return_life.RemedyOwed),
    refusal(reservation.ReservationHoldsLess, held="How much it holds, in the unit of the SKU."),
    refusal(reservation.DemandWantsLess, wanted="How much more it wants, in the unit of the SKU."),
    refusal(reservation.DemandOfOtherGoods),
    refusal(reservation.NotDemanding),
    refusal(gs1.Gs1IdentifierUnknown, position=PLACE_IN_CODE),
    refusal(
        gs1.Gs1LengthUnfit,
        identifier="The application identifier.",
        position=PLACE_IN_CODE,
        length="How many characters its value has.",
        length_min="How many it has at least.",
        length_max="How many it has at most.",
    ),
    refusal(gs1.Gs1CharacterUnfit, identifier="The application identifier.", position=PLACE_IN_CODE),
    refusal(
        gs1.Gs1CheckDigitWrong,
        identifier="The application identifier.",
        position=PLACE_IN_CODE,
        expected="The digit that would be right.",
    ),
    refusal(gs1.Gs1DayInvalid, identifier="The application identifier.", position=PLACE_IN_CODE),
    refusal(
        gs1.Gs1Contradiction,
        identifier="The application identifier.",
        other="The one that it contradicts.",
        position=PLACE_IN_CODE,
    ),
    refusal(scan.ScanUnknown, text="What was scanned, 60 characters of it."),
    refusal(scan.ScanAmbiguous, text="What was scanned, 60 characters of it."),
    refusal(scan.ScansDiffer),
    refusal(base_price.PriceMissing, sku="The code of the SKU.", currency="The currency that was asked for."),
    refusal(base_price.PriceListUnfit),
    refusal(explanation.QuantityNotPositive, quantity="The quantity."),
    refusal(coupon.CouponRefused, verdict="Why it does not count."),
    refusal(coupon.CouponUsedAlready),
    refusal(coupon.CouponForNoOrder, state="Where the order is in its life cycle."),
    refusal(coupon.GivenBackAlready),
    refusal(carrier_rates.WeightInvalid),
    refusal(tracking.CarriesNot, service="The code of the service."),
    refusal(tracking.CarrierOutOfUse),
    refusal(tracking.NotCarried, type_name="The type whose goods parcels do not carry."),
    refusal(tracking.EventInFuture),
    refusal(bank_account.IbanInvalid),
    refusal(bank_account.AccountNotOfBank),
    refusal(bank_account.JournalNotOfBank),
    refusal(bank_account.CurrencyOfAccountDiffers, currency="The currency of the account of the ledger."),
    refusal(bank_account.ConditionUnfit),
    refusal(bank_statement.StatementUnreadable, problem="What is wrong with it, in words."),
    refusal(bank_statement.StatementFormatUnknown),
    refusal(bank_importing.StatementKnown, statement="What was brought in; null where it may not be seen."),
    refusal(bank_importing.StatementNotFinal, format="The format that it is in."),
    refusal(
        bank_importing.BankAccountUnknown,
        account="The account as the bank names it.",
        currency="The currency of the statement.",
    ),
    refusal(bank_importing.StatementOfOtherAccount, account="The account as the bank names it."),
    refusal(
        bank_parts.MoreThanOpen,
        amount="What would be matched, in the currency of the line.",
        open_amount="What is open.",
    ),
    refusal(
        settling.AmountAboveOpen,
        amount="What would be settled, in the currency of the item.",
        open_amount="What is open.",
    ),
    refusal(settling.ItemsUnlike),
    refusal(settling.SettlementUnbalanced, difference="What would be left, in the currency of the items."),
    refusal(settling.SettledTooEarly, posted_on="The day on which it was posted."),
    refusal(
        settling.DiscountNotOffered,
        paid_on="The day.",
        offered="What is offered for the part, in the currency of the item.",
    ),
    refusal(
        settling.WriteOffAboveLimit,
        amount="What would be written off, in the currency of the company.",
        limit="What may be, in that currency.",
    ),
    refusal(settling.SettlementUndone),
    refusal(settling.UndoneTooEarly, settled_on="The day on which it was settled."),
    refusal(
        settling.RateUnlikely,
        settled_on="The day.",
        worth="What would be left, in the currency of the company.",
        allowed="How much of that may be.",
    ),
    refusal(settling.ItemsSettled, settlement="What settles it; null where it may not be seen."),
    refusal(
        settling.ReversedByDocument,
        document="The document that it was posted for; null where it may not be seen.",
        mutation="The mutation by which that is undone.",
    ),
    refusal(
        payment.AllocatedAbovePayment,
        allocated="What is allocated, in the currency of the payment.",
        amount="What was paid.",
    ),
    refusal(revaluation.NothingToRevalue, revalued_on="The day."),
    refusal(dunning.NobodyToRemind, dunned_on="The day."),
    refusal(bank_parts.PartUnfit),
    refusal(bank_matching.PaymentElsewhere),
    refusal(payment.PaymentMatched, reconciliation="The reconciliation; null where it may not be seen."),
    refusal(bank_reconciling.NothingToPay),
    refusal(bank_reconciling.ReconciliationUndone),
    refusal(bank_settling.SettledOtherwise, settlement="The settlement; null where it may not be seen."),
    refusal(
        bank_by_hand.StatementUnbalanced,
        opening="What was there before, in the currency of the account.",
        total="What its lines come to.",
        closing="What was there after, as it is said.",
    ),
    refusal(approval.ApprovalRequired, request="The request for approval; null where it may not be seen."),
    refusal(approval.ApprovalRejected, request="The request that was rejected; null where it may not be seen."),
    refusal(approval_decision.ApprovalNotPending, state="What has become of it."),
    refusal(approval_decision.SelfApproval),
    refusal(approval_decision.NotAnApprover),
    refusal(approval_decision.NotTheRequester),
    refusal(approval_delegation.DelegateUnfit),
    refusal(approval_delegation.DelegationEndUnfit, days_max="How many days it may last."),
    refusal(approval_policy.NotApprovable, types="The types of documents that are."),
    refusal(approval_policy.ApproverUnknown),
    refusal(codes.NotInGroup, kind="The kind of the tax that would be a part."),
    refusal(codes.OnlyGroupsHaveParts, kind="The kind of the tax that would have parts."),
    refusal(codes.RateUnfit, kind="The kind of the tax."),
    refusal(calculation.NothingToDiscount, discount="What would be taken off."),
    refusal(on_day.TaxRateMissing, tax="The code of the tax.", needed_on="The day of the document."),
    refusal(on_day.TaxInOtherCurrency, tax="The code of the tax.", currency="The currency that it is levied in."),
    refusal(on_day.TaxNotOnLines, tax="The code of the tax."),
    refusal(returns.FormWithoutBoxes, form="What the tax office calls the form."),
    refusal(returns.DaysTold),
    refusal(returns.ReturnEndsEarlier),
    refusal(figures.DaysInWrongOrder),
    refusal(items.BoundsInWrongOrder),
    refusal(returns.ReturnNotFiled),
    refusal(returns.AmendedAlready, amended_by="The return that took its place; null where it may not be seen."),
    refusal(returns.FiledTooEarly, ends_on="The last day of the return."),
    refusal(
        returns.SettlementDisagrees,
        payable="What the return says is owed, in the currency of the company.",
        posted="What its taxes come to in the ledger, in that currency.",
    ),
    refusal(
        payment_terms.TermExceedsTotal,
        total="What the document comes to, in its currency.",
        left="What would be left, in that currency.",
    ),
    refusal(
        payment_terms.TermLeavesRest,
        total="What the document comes to, in its currency.",
        left="What would never be due, in that currency.",
    ),
    refusal(payment_terms.TermInOtherCurrency, currency="The currency of the fixed amount."),
    refusal(payment_terms.DueTooLate),
    refusal(working_days.HolidaysUnknown, place="The country, or the part of it, as it was named."),
    refusal(rounding.CashStepInvalid, step="The step that was named."),
    refusal(payment_terms.NoWorkingDay, wanted_on="Where a working day was looked for."),
    refusal(
        AmountTooFine,
        amount="The amount.",
        currency="Its currency.",
        exponent="How many digits after the point that has.",
    ),
    refusal(
        TransitionUnavailable,
        document="What kind of thing it is.",
        transition="What was to be done.",
        state="The state that it is in.",
        available="What can be done in that state.",
    ),
    refusal(posting_refusals.EntryUnbalanced, difference="Debits less credits.", currency="In this currency."),
    refusal(entry_approval.DraftRequired),
    refusal(posting_refusals.EntryTooShort),
    refusal(posting_refusals.PeriodMissing, posted_on="The day."),
    refusal(posting_refusals.PeriodClosed, posted_on="The day.", state="The state of its period."),
    refusal(
        posting_refusals.PostingLocked,
        posted_on="The day.",
        area="What the lock holds for; TAX is for lines with a tax.",
        locked_until="The last day that is locked.",
        tax_return="The filed return that tells of the day, where it is locked for taxes; null where it may not be seen.",
    ),
    refusal(posting_refusals.AccountIsHeading, account_code="The number of the account."),
    refusal(posting_refusals.AccountArchived, account_code="The number of the account."),
    refusal(posting_refusals.PartyRequired, account_code="The number of the account."),
    refusal(posting_refusals.JournalArchived),
    refusal(posting_refusals.AlreadyReversed, reversal="What undid it; null where it may not be seen."),
    refusal(posting_refusals.ReversalOfReversal),
    refusal(posting_refusals.ReversedTooEarly, posted_on="The day of the entry."),
    refusal(
        conversion.UnbalancedInCompanyCurrency,
        currency="The currency of the company.",
        difference="Debits less credits in it.",
    ),
    refusal(
        rates.RateMissing,
        from_currency="The currency that is to be converted.",
        to_currency="The currency that it is to be converted into.",
        needed_on="The day.",
    ),
    refusal(rules.PostingRuleMissing, source="What was to be posted.", leg="Which part of it."),
    refusal(determination.AccountUndetermined, role="The role that no account plays."),
    refusal(determination.JournalMissing, kind="The kind of journal that there is none of."),
    refusal(written_places.AccountWithoutMoney),
    refusal(written_places.AccountOwesNothing),
    refusal(written_places.JournalOfOtherKind, kind="The kind of journal that it is written in."),
    refusal(chart.ChartUnreadable, line="The line, from 1 on.", problem="What is wrong with it, in words."),
    refusal(set_up.BooksSetUpAlready),
    refusal(opening.NothingToOpen),
    refusal(years.YearsOverlap, year="The code of the other fiscal year."),
    refusal(years.YearUnfit),
    refusal(periods.PeriodNotReady, blockers="What stands in the way, as `AccountingPeriod.blockers` tells it."),
    refusal(periods.YearNotOpen, state="The state of the year."),
    refusal(year_close.EarlierYearOpen, year="The code of the earlier year."),
    refusal(years.LaterYearClosed, year="The code of the later year."),
    refusal(periods.LaterPeriodLocked, later_from="The first day of the period that is locked."),
    refusal(year_close.PeriodsOpen, count="How many periods are not closed."),
    refusal(locks.HardLockOnlyForward, locked_until="The last day that is locked for good."),
    refusal(locks.ExceptionExpired),
    refusal(locks.AlreadyRevoked),
    refusal(locks.OwnException),
    refusal(
        life.BillEnteredAlready,
        reference="The number of the bill.",
        entered="What has been entered; null where it may not be seen.",
    ),
    refusal(life.CreditsOther),
    refusal(
        life.CreditAboveInvoice,
        credited="What would be taken back, in the currency of the document.",
        left="What is left of it, in that currency.",
    ),
    refusal(
        life.InvoiceWithoutAmount,
        amount="What the lines come to, in the currency of the document.",
        deducted="What advances had asked for, in that currency.",
    ),
    refusal(life.AdvanceUnfit),
    refusal(
        tax_advances.AdvanceAboveInvoice,
        wanted="What advances had with the tax before it was added, in the currency of the document.",
        tax="The code of the tax.",
        base="What the invoice has with that tax, in that currency.",
    ),
    refusal(advances.AdvanceTakenOff, taken_off_by="The invoice; null where it may not be seen."),
    refusal(invoice_withholding.WithholdingUnfit),
    refusal(settling_withheld.PaidWithoutWithholding, withheld="What is to be withheld, in the currency of the bill."),
    refusal(by_hand.TaxNotOnAccount, tax="The code of the tax.", account_code="The number of the account."),
    refusal(life.CashStepMissing),
    refusal(sales_life.NothingOrdered),
    refusal(sales_billing.NothingToBill),
    refusal(sales_billing.OrdersUnlike),
    refusal(sales_life.OrderBilled, billed="How much of its lines is billed."),
    refusal(sales_positions.SkuNotSold, sku="The code of the SKU.", sold_on="The day of the document."),
    refusal(
        sales_credit.CreditLimitExceeded,
        limit="The limit, in the currency of the company.",
        used="What is owed, and confirmed and not billed, in that currency.",
        wanted="What the order comes to, in that currency.",
        currency="The currency of the company.",
    ),
    refusal(quotation_life.QuotationExpired, valid_until="The last day on which it was on offer."),
    refusal(quotation_life.QuotationStillValid),
    refusal(orders.OrderLineUnfit),
    refusal(orders.ReceiptLineUnfit),
    refusal(
        orders.ReceiptLineOverbilled,
        receipt_line="The line of the goods receipt.",
        received="How much arrived.",
        billed="How much of it would be billed.",
    ),
    refusal(
        orders.OrderLineOverbilled,
        order_line="The line of the order; null where it may not be seen.",
        ordered="How much was ordered.",
        billed="How much would be billed of it, less what was given back.",
    ),
    refusal(crediting.CreditAboveLine, wanted="How much would be taken back.", left="How much is left of the line."),
    refusal(idempotency.IdempotencyKeyReused),
    refusal(idempotency.IdempotencyInProgress),
    refusal(idempotency.IdempotencyKeyInvalid),
    refusal(
        reading.EncodingUncertain,
        file="The name of the file.",
        candidates="What it may be, the likeliest first; empty where nothing fits.",
    ),
    refusal(MappingInvalid, place="Where in the mapping.", problem="What is wrong there."),
    refusal(OwnedElsewhere, kind="The type that has the field.", field="The field.", owner="The code of its system."),
    refusal(external_system.FieldUnknown, entity_type="The type.", field="The field."),
    refusal(
        import_job.ImportTargetUnknown,
        targets="What rows can become.",
        systems="The systems whose history can be brought in.",
    ),
    refusal(import_job.CompanyIsFounded),
    refusal(import_job.AlreadyImported, import_job="The other import; null where it may not be seen."),
    refusal(import_job.NothingToMap),
    refusal(import_job.ImportAtWork),
    refusal(import_source.ArchiveUnfit, file="The file.", problem="What is wrong with it."),
    refusal(reading.FormatInvalid, problem="What is wrong with the format that was said."),
    refusal(
        unreadable.FileUnreadable, file="The file.", encoding="As what it was read.", problem="What is wrong there."
    ),
    refusal(file.FileEmpty),
    refusal(file.FileTooLarge, size_bytes_max="How many bytes a file may have."),
    refusal(file.FileTypeRefused, media_type="The type that it is said to be of."),
    refusal(file.FileChecksumInvalid),
    refusal(file.FileNotUploaded),
    refusal(file.FileDiffers, what="In what it differs.", announced="What was announced.", received="What came."),
    refusal(file.UploadExpired),
    refusal(attachment.NotAttachable, type_name="The type to which nothing can be attached."),
    refusal(notification.NotAPerson),
    refusal(notification.TooManyAtOnce, count="How many there are.", maximum="How many there may be."),
)
"""Every refusal that has a type of its own."""
