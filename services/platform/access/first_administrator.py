"""An administrator of every company, made by whoever runs the server: the first one, or one where nobody gets in any more."""

import sqlalchemy as sa

from auth.roles import RoleCode
from models import Role, UserLink, UserLinkKind
from services.platform.access.invitations import Invitation, RoleGiven, invite
from services.platform.access.links import has_password, link_make
from services.platform.access.people import user_by_email
from services.platform.user_role import user_role_grant
from services.work import Work


async def administrator_make(work: Work, email: str, name: str) -> UserLink | None:
    """Give somebody the role of an administrator in every company, who is invited where nobody has the address.

    Gives the link by which they choose a password, which has no secret yet; None where they have one.

    Raises:
        EmailInvalid, ValueRequired: as `invite`.
        PartnersApart: somebody has the address who acts for a partner.
        SegregationBroken: together with what they have it would be too much for one person.
    """
    role = (await work.session.scalars(sa.select(Role.id).where(Role.code == RoleCode.ADMIN))).one()
    user = await user_by_email(work, email)
    if user is None:
        key = await invite(work, Invitation(email, name, [RoleGiven(role)]))
    else:
        key = user.id
        await user_role_grant(work, key, role, None, None, None)
        if await has_password(work, key):
            return None
    # In the place of the one that is sent: it is handed over here.
    return await link_make(work, key, UserLinkKind.INVITATION)
