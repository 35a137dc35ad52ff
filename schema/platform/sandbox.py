"""Sandboxes as clients see and make them."""

import datetime as dt

import sqlalchemy as sa
import strawberry

import models
from planner.entity import entity
from planner.fields import column, computed, one
from schema import names
from schema.base import Record
from schema.enums import described
from services.sandbox.stories import SandboxStory

READ = "platform.sandbox:read"
WRITE = "platform.sandbox:write"
PLAY = "platform.sandbox:play"

described(
    SandboxStory,
    "What can be had happen in a sandbox, step by step, each step as if people did it.",
    {
        SandboxStory.ORDER_TO_CASH: "Goods arrive, an order is made, confirmed, shipped, billed and paid.",
        SandboxStory.STOCK_RUNS_OUT: "An order takes what is there and more, another one finds nothing, then goods arrive.",
        SandboxStory.RETURN: "An order is shipped and billed; the goods come back, and the money is given back.",
        SandboxStory.CANCELLATION: "An order is confirmed, and called off.",
    },
)


@entity(models.Sandbox, needs=READ, order="-id")
class Sandbox(Record):
    """What programs are tried out in: a company of its own with goods, customers and orders, and a program that asks there."""

    name: str = column("What people call it.")
    company: names.Company | None = one(
        "The company whose partner tries something out; null for a sandbox of our own.", "company_id"
    )
    party: names.Party | None = one("The partner whose it is; null for one of our own.", "party_id", filters=True)
    client_id: str = column("As whom its program asks for tokens, with the secret that was shown once.")
    program: names.OAuthClient | None = one("Its program; null where the viewer does not see it.", "program_id")
    inner_company_id: strawberry.ID = computed(
        "The id of the company that it is, for the header `Torso-Company` and for the inputs of its program. Another one after it "
        "began anew.",
        lambda sandbox: sa.func.concat("Company:", sandbox.sandbox_company_id),
    )
    requester: names.User | None = one("Who wanted it; null where that is nobody known here.", "requested_by")
    expires_at: dt.datetime = column("When it is closed by itself: 90 days after it was made, or began anew.")
    reset_at: dt.datetime | None = column("When it began anew last; null where it never did.")
    reset_count: int = column("How often it began anew.")
    closed_at: dt.datetime | None = column("When it was closed; null while it is open.")


@strawberry.input(description="A sandbox that is to be made.")
class SandboxCreateInput:
    """A sandbox that is to be made."""

    name: str = strawberry.field(description="What people call it; its company and its program are called so too.")
    party_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The partner whose it is; left out by the people of a partner, whose own it is. Without a partner it is one of "
        "our own, which takes somebody who reaches every company.",
    )
