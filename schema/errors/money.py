"""Refusals of payments, banks and what is settled with them."""

from schema.errors.making import UserError, refusal
from services.finance import dunning, payment, revaluation
from services.finance.bank import account as bank_account
from services.finance.bank import by_hand as bank_by_hand
from services.finance.bank import importing as bank_importing
from services.finance.bank import matching as bank_matching
from services.finance.bank import parts as bank_parts
from services.finance.bank import reconciling as bank_reconciling
from services.finance.bank import settling as bank_settling
from services.finance.bank.formats import statement as bank_statement
from services.finance.settling import refusals as settling
from services.finance.settling import withheld as settling_withheld

MONEY: tuple[type[UserError], ...] = (
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
    refusal(settling_withheld.PaidWithoutWithholding, withheld="What is to be withheld, in the currency of the bill."),
)
