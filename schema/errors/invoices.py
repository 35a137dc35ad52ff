"""Refusals of invoices, what is taken off them, their terms and their taxes."""

from schema.errors.making import UserError, refusal
from services.finance import payment_terms, rounding, working_days
from services.finance.invoice import advances, crediting, life, orders
from services.finance.invoice import withholding as invoice_withholding
from services.finance.tax import advances as tax_advances
from services.finance.tax import by_hand, calculation, codes, on_day, returns

INVOICES: tuple[type[UserError], ...] = (
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
    refusal(by_hand.TaxNotOnAccount, tax="The code of the tax.", account_code="The number of the account."),
    refusal(life.CashStepMissing),
    refusal(orders.OrderLineUnfit),
    refusal(orders.ReceiptLineUnfit),
    refusal(
        orders.ReceiptLineOverbilled,
        receipt_line="The line of the goods receipt.",
        received="How much arrived, less what went back before it was billed.",
        billed="How much of it would be billed.",
    ),
    refusal(orders.VendorReturnUnfit),
    refusal(
        orders.VendorReturnOvercredited,
        receipt_line="The line of the goods receipt.",
        billed="How much of it was billed and went back with the return.",
        credited="How much of that would be given back.",
    ),
    refusal(
        orders.OrderLineOverbilled,
        order_line="The line of the order; null where it may not be seen.",
        ordered="How much was ordered.",
        billed="How much would be billed of it, less what was given back.",
    ),
    refusal(crediting.CreditAboveLine, wanted="How much would be taken back.", left="How much is left of the line."),
)
