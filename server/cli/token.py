"""`./torso token`: an access token to try a role with, on the embedded database."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from auth.demo import DEMO_REALM, issue
from auth.keys import SigningKeyUnusable, signing_key
from auth.roles import STANDARD_ROLES, RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from server.cli.output import show_json
from server.errors import OperatorError
from server.settings import Settings


def token(
    role: Annotated[
        RoleCode, typer.Option(metavar="ROLE", case_sensitive=False, help=f"One of {', '.join(RoleCode)}.")
    ],
    *,
    company: Annotated[
        list[UUID] | None, typer.Option(help="A company that it sees; repeat it. By default those of the demo's user.")
    ] = None,
    party: Annotated[
        UUID | None, typer.Option(help="The party that a partner acts for. By default one of the demo.")
    ] = None,
    scope: Annotated[str | None, typer.Option(help="Narrow the role: permissions, or `sales.*`; in quotes.")] = None,
    hours: Annotated[int, typer.Option(min=1, max=168, help="How long it is good.")] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Print an access token for a role, for the embedded database alone."""
    settings = Settings()
    _require_embedded(settings)
    _require_fitting_party(role, party)
    # The demo brings the whole of the models along, which `--help` need not wait for.
    from services.demo.identity import PARTY_OF, USER_IDS, companies_of

    if role not in USER_IDS:
        raise OperatorError(f"{role} is a role of programs, and nobody of the demo is in it.")
    try:
        issuer = TokenIssuer(signing_key(settings.home), DEMO_REALM, SystemClock())
    except SigningKeyUnusable as error:
        raise OperatorError(str(error)) from None
    lifetime = timedelta(hours=hours)
    text = issue(
        issuer,
        role,
        subject=str(USER_IDS[role]),
        companies=company or companies_of(role),
        party_id=party or PARTY_OF.get(role),
        scope=scope,
        lifetime=lifetime,
    )
    if as_json:
        show_json({"token": text, "role": role, "expires_in": int(lifetime.total_seconds())})
    else:
        typer.echo(text)


def _require_embedded(settings: Settings) -> None:
    if settings.database_url is not None:
        raise OperatorError(
            "DATABASE_URL is set: tokens of the demo exist for the embedded database only, "
            "because whoever runs this command would be anybody in your company."
        )


def _require_fitting_party(role: RoleCode, party: UUID | None) -> None:
    if party is not None and not STANDARD_ROLES[role].for_partners:
        raise OperatorError(f"{role} is a role inside the company and acts for no party: leave --party out.")
