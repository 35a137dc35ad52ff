"""Whom administrators invite."""

import datetime as dt

import strawberry


@strawberry.input(description="A role that somebody is to have.")
class UserRoleGivenInput:
    """A role that somebody is to have."""

    role_id: strawberry.ID = strawberry.field(
        description="The role; it has no permission that whoever invites has not."
    )
    company_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where they have it; null for every company, which takes somebody who sees every one."
    )
    valid_from: dt.date | None = strawberry.field(default=None, description="The first day (UTC); null from now on.")
    valid_until: dt.date | None = strawberry.field(default=None, description="The last day (UTC); null for good.")


@strawberry.input(description="Somebody who is invited.")
class UserInviteInput:
    """Somebody who is invited."""

    email: str = strawberry.field(description="The address to which the link goes, and with which they sign in.")
    name: str = strawberry.field(description="The person's name.")
    language: str = strawberry.field(
        default="en", description="The language they prefer, as a tag of BCP 47 such as de-AT."
    )
    party_id: strawberry.ID | None = strawberry.field(
        default=None, description="The customer or vendor for whom they act; null for people of the company itself."
    )
    roles: list[UserRoleGivenInput] = strawberry.field(description="What they are to be; at least one role.")
