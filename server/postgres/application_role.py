"""The application's role: it works with the data and owns nothing, so it can neither change tables nor switch triggers off."""

from urllib.parse import unquote, urlsplit

import asyncpg
from asyncpg import Connection

from server.errors import OperatorError

APPLICATION_ROLE = "torso_app"

# Rights on tables that do not exist yet, so that no migration can forget them; facts get less in their own migrations.
RIGHTS = f"""
revoke temporary on database {{database}} from public;
revoke create on schema public from public;
grant usage on schema public to {APPLICATION_ROLE};
alter default privileges in schema public grant select, insert, update, delete on tables to {APPLICATION_ROLE};
alter default privileges in schema public grant usage, select on sequences to {APPLICATION_ROLE};
"""

ADVICE = (
    f"An administrator can make the role once: create role {APPLICATION_ROLE} login password '…'; "
    "then give TORSO_APP_DATABASE_URL."
)


class ApplicationRoleRefused(OperatorError):
    """The application's role cannot be made or used with what was given; the message says what to do."""


async def admit_application(owner_url: str, app_url: str) -> None:
    """Make sure that the application's role exists, can sign in with its URL, and has its rights on this database.

    Raises ApplicationRoleRefused when the application would be the owner, or when the owner may not make what is missing.
    """
    user = unquote(urlsplit(app_url).username or "")
    owner = await _sign_in(owner_url)
    try:
        async with owner.transaction():
            if user == await owner.fetchval("select current_user"):
                raise ApplicationRoleRefused(
                    "The application may not be the owner: give TORSO_APP_DATABASE_URL another role."
                )
            await _make_role(owner, user)
            if user == APPLICATION_ROLE and not await _can_sign_in(app_url):
                await _set_password(owner, unquote(urlsplit(app_url).password or ""))
            database = await owner.fetchval("select quote_ident(current_database())")
            await owner.execute(RIGHTS.format(database=database))
    except asyncpg.InsufficientPrivilegeError as refused:
        raise ApplicationRoleRefused(f"{refused}. {ADVICE}") from refused
    finally:
        await owner.close()
    if not await _can_sign_in(app_url):
        raise ApplicationRoleRefused(f"Role {user} cannot sign in to this database. {ADVICE}")


async def _sign_in(owner_url: str) -> Connection:
    try:
        return await asyncpg.connect(owner_url)
    except (OSError, asyncpg.PostgresError) as error:
        raise OperatorError(f"The database cannot be reached as its owner: {error}.") from error


async def _make_role(owner: Connection, user: str) -> None:
    if not await owner.fetchval("select exists (select from pg_roles where rolname = $1)", APPLICATION_ROLE):
        await owner.execute(f"create role {APPLICATION_ROLE} {'login' if user == APPLICATION_ROLE else 'nologin'}")
    if not await owner.fetchval(
        "select exists (select from pg_roles where rolname = $1 and pg_has_role(oid, $2, 'usage'))",
        user,
        APPLICATION_ROLE,
    ):
        await owner.execute(
            await owner.fetchval("select format('grant %I to %I', $1::text, $2::text)", APPLICATION_ROLE, user)
        )


async def _set_password(owner: Connection, password: str) -> None:
    statement = "select format('alter role %I login password %L', $1::text, $2::text)"
    await owner.execute(await owner.fetchval(statement, APPLICATION_ROLE, password))


async def _can_sign_in(app_url: str) -> bool:
    try:
        connection = await asyncpg.connect(app_url)
    except asyncpg.InvalidAuthorizationSpecificationError:
        return False
    await connection.close()
    return True
