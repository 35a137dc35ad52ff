"""The rights over things of sales: orders, quotations, agreements, returns, prices and credit."""

from auth.data_class import DataClass
from auth.permissions.permission import Module, Thing

SALES = (
    Thing(
        Module.SALES,
        "order",
        DataClass.INTERNAL,
        "See sales orders, their lines and what customers pay for them.",
        "Draft sales orders and change their drafts.",
        (
            ("confirm", "Confirm sales orders, which promises the goods."),
            ("approve", "Approve or reject sales orders that wait for approval."),
            ("hold", "Put confirmed sales orders on hold and release them."),
            ("close", "Close sales orders, also short of what was ordered."),
            ("reopen", "Open closed sales orders again for a return."),
            ("cancel", "Cancel sales orders."),
            ("discount", "Set prices and give discounts on sales orders and quotations."),
        ),
    ),
    Thing(
        Module.SALES,
        "quotation",
        DataClass.INTERNAL,
        "See quotations, their lines and what customers are offered.",
        "Draft quotations and change their drafts.",
        (
            ("send", "Send quotations to customers."),
            ("decide", "Write down what became of quotations, which may draft an order."),
        ),
    ),
    Thing(
        Module.SALES,
        "agreement",
        DataClass.INTERNAL,
        "See blanket agreements, their lines, and how much of them is called off.",
        "Draft blanket agreements, which say prices, and change their drafts.",
        (
            ("confirm", "Put blanket agreements into force."),
            ("end", "Close, cancel or expire blanket agreements."),
        ),
    ),
    Thing(
        Module.SALES,
        "return",
        DataClass.INTERNAL,
        "See what customers send back, what was found of it, and what they get.",
        "Ask whether goods may come back, and say that they are on their way.",
        (
            ("approve", "Let goods come back, or not."),
            ("receive", "Put what came back into stock."),
            ("inspect", "Say what becomes of what came back, and what the customer gets."),
            ("close", "Bring returns to their end."),
            ("cancel", "Call returns off of which nothing came back."),
        ),
    ),
    Thing(
        Module.SALES,
        "price",
        DataClass.INTERNAL,
        "See list prices, price lists and customer groups, and why a price is what it is.",
        "Set list prices and price lists, and put customers into groups.",
    ),
    Thing(
        Module.SALES,
        "promotion",
        DataClass.INTERNAL,
        "See pricing rules, coupons, and when these were used.",
        "Set pricing rules and coupons.",
        (("redeem", "Use coupons for sales orders, and take that back."),),
    ),
    Thing(
        Module.SALES,
        "commission_rule",
        DataClass.INTERNAL,
        "See which part of what is invoiced salespeople earn.",
        "Set which part of what is invoiced salespeople earn.",
    ),
    Thing(
        Module.SALES,
        "team",
        DataClass.INTERNAL,
        "See sales teams, and who is in them.",
        "Make sales teams and say who is in them, by which they see each other's customers where their roles say so.",
    ),
    # What is earned follows from invoices and rules: there is nothing to write.
    Thing(
        Module.SALES,
        "commission",
        DataClass.PAYROLL,
        "See one's own commissions, and what of them is posted.",
        None,
        (("post", "Post the commissions of everybody."),),
    ),
    Thing(
        Module.SALES,
        "team_commission",
        DataClass.PAYROLL,
        "See the commissions of everybody, and when they were posted.",
        None,
    ),
    # A margin is derived from price and cost: there is nothing to write.
    Thing(
        Module.SALES,
        "margin",
        DataClass.COST,
        "See what is earned on sales: cost and margin of order lines and orders.",
        None,
    ),
    Thing(
        Module.SALES,
        "credit",
        DataClass.INTERNAL,
        "See the credit limits of customers and how far they are used.",
        "Set the credit limits of customers.",
        (("override", "Confirm sales orders that exceed the credit limit of the customer."),),
    ),
)
