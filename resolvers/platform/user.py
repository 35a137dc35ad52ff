"""Root fields for users and roles."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from schema import names
from schema.base import Connection


@strawberry.type
class UserQueries:
    """Root fields for users and roles."""

    users: Connection[names.User] | None = pages("Who can sign in.", names.User)
    user: names.User | None = by_id("A user by its id.")
    user_by_email: names.User | None = by_key(
        "A user by the e-mail address.", KeyPart("email", "The e-mail address with which they sign in.")
    )
    roles: Connection[names.Role] | None = pages("The sets of permissions that users can have.", names.Role)
    role: names.Role | None = by_id("A role by its id.")
    role_by_code: names.Role | None = by_key(
        "A role by its code.", KeyPart("code", "Its short name, such as SALES_REP.")
    )
    user_roles: Connection[names.UserRole] | None = pages("Who has which role, and where.", names.UserRole)
    user_role: names.UserRole | None = by_id("A user role by its id.")
    rights_delegations: Connection[names.RightsDelegation] | None = pages(
        "Who has a role of somebody else for a time.", names.RightsDelegation
    )
    rights_delegation: names.RightsDelegation | None = by_id("A delegation of a role by its id.")
