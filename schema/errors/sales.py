"""Refusals of orders, quotations, blanket agreements, prices, coupons and returns."""

from schema.errors.making import UserError, refusal
from services.sales import coupon
from services.sales.agreement import life as agreement_life
from services.sales.commission import posting as commission_posting
from services.sales.order import billing as sales_billing
from services.sales.order import credit as sales_credit
from services.sales.order import drop_shipping, prepaying, shipping
from services.sales.order import life as sales_life
from services.sales.order import positions as sales_positions
from services.sales.pricing import agreed, base_price, coupons, explanation
from services.sales.quotation import life as quotation_life
from services.sales.returns import life as return_life

SALES: tuple[type[UserError], ...] = (
    refusal(shipping.OrderUnpaid),
    refusal(commission_posting.NoCommissionsDue, earned_until="The day."),
    refusal(
        commission_posting.CommissionsNotEarnedYet, earned_until="The day.", asked_on="Today, where the company is."
    ),
    refusal(commission_posting.CommissionsPostedLater, posted_until="Until which day they are posted."),
    refusal(shipping.OrderShipped),
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
    refusal(base_price.PriceMissing, sku="The code of the SKU.", currency="The currency that was asked for."),
    refusal(base_price.PriceListUnfit),
    refusal(explanation.QuantityNotPositive, quantity="The quantity."),
    refusal(coupons.CouponRefused, coupon="The word.", verdict="Why it does not count."),
    refusal(coupons.CouponUsedAlready),
    refusal(coupon.CouponForNoOrder, state="Where the order is in its life cycle."),
    refusal(coupon.GivenBackAlready),
    refusal(sales_life.NothingOrdered),
    refusal(sales_life.NothingLeft),
    refusal(sales_life.ExceptionUnknown),
    refusal(sales_life.OrderPrepaid),
    refusal(drop_shipping.LineNotDropped),
    refusal(
        drop_shipping.DroppedMore,
        order_line="The position of the order.",
        open_quantity="How much of it is still to be delivered, in the unit of the SKU.",
    ),
    refusal(drop_shipping.VendorPriceMissing),
    refusal(prepaying.PrepaidAbove, left="How much is left to ask for, with tax, in the currency of the order."),
    refusal(sales_life.OrderUntouched),
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
    refusal(agreed.AgreementUnfit, flaw="Why not."),
    refusal(
        agreed.AgreedQuantityExceeded,
        sku="The code of the SKU.",
        agreed="How much of it was agreed, in its unit.",
        called_off="How much other orders have called off.",
        wanted="How much the order would call off.",
    ),
    refusal(
        agreed.AgreedAmountExceeded,
        agreed="The amount that was agreed, without tax.",
        called_off="What other orders have called off, without tax.",
        wanted="What the order would call off, without tax.",
        currency="The currency of the agreement.",
    ),
    refusal(
        agreed.CallOffTooSmall, sku="The code of the SKU.", minimum="How much is called off at least, in its unit."
    ),
    refusal(agreement_life.NothingAgreed),
    refusal(agreement_life.AgreementCalledOff),
    refusal(agreement_life.AgreementStillValid),
    refusal(quotation_life.QuotationExpired, valid_until="The last day on which it was on offer."),
    refusal(quotation_life.QuotationStillValid),
)
