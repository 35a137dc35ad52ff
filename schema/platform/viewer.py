"""The viewer: whoever asks, as they see themselves."""

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.expression import FromClause

from auth.principal import PrincipalKind
from planner.access import viewer
from planner.fields import Columns, allowed, of_viewer
from planner.lists import pages
from schema import names
from schema.base import Connection
from schema.enums import described

described(
    PrincipalKind,
    "Who can ask.",
    {
        PrincipalKind.USER: "A person, through a program.",
        PrincipalKind.CLIENT: "A program in its own name, without a person.",
    },
)


def _of_viewer(_viewer: Columns, grant: FromClause) -> sa.ColumnElement[bool]:
    return grant.c.user_id == viewer("user", sa.Uuid())


@strawberry.type(description="Whoever asks: a person or a program, with what they may do.")
class Viewer:
    """Whoever asks: a person or a program, with what they may do."""

    id: str = of_viewer(
        "The subject of the token: the user's id, or the client's where no user is behind it. Not the id of a node.",
        "viewer_id",
    )
    name: str = of_viewer("What to call them.", "viewer_display_name")
    kind: PrincipalKind = of_viewer("Whether a person or a program asks.", "viewer_kind")
    permissions: list[str] = of_viewer(
        "What they may do, by the names that `@requires` has, in alphabetical order.", "viewer_permissions"
    )
    roles: list[str] = of_viewer("The codes of the roles that grant it.", "viewer_roles")
    client: str = of_viewer("The id of the program through which they ask.", "viewer_client")
    scopes: list[str] | None = of_viewer(
        "The words of the scope by which the token narrows what the roles grant: names of permissions, and modules such as "
        "`sales.*`; null where it narrows nothing.",
        "viewer_scopes",
    )
    party: names.Party | None = of_viewer(
        "The customer or vendor for whom they act, whose documents are all that they see; null for our own people.",
        "party",
    )
    can: list[bool] = allowed(
        "Whether they may use parts of the schema, each by itself: one answer for each coordinate. `explainAccess` tells why."
    )
    grants: Connection[names.OAuthGrant] | None = pages(
        "What programs may do in their name, by what they have granted; `oauthGrantRevoke` ends it.",
        names.OAuthGrant,
        link=_of_viewer,
    )
    sessions: Connection[names.UserSession] | None = pages(
        "Where they have signed in with a browser; nothing for programs.", names.UserSession
    )
    companies: Connection[names.Company] | None = pages("The companies whose rows they see.", names.Company)
