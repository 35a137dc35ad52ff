"""The second wall in a database: raising it, lowering it, and telling whether it stands as the policies say."""

import hashlib
from contextlib import suppress
from typing import Final

import asyncpg
from asyncpg import Connection

from auth.second_wall import FUNCTIONS, READER, SCHEMA, statements
from server.errors import OperatorError
from server.revisions import is_newer

# Everything that the reader may read, and every policy that is ours, whatever the policies were when it was raised.
_LOWER: Final = f"""
do $$ declare made record; begin
  for made in select distinct table_name as name from information_schema.role_table_grants
    where grantee = '{READER}' and table_schema = 'public' loop
    execute format('revoke all on %I from {READER}', made.name);
  end loop;
  for made in select proc.oid::regprocedure as name from pg_proc as proc
    where pronamespace = 'public'::regnamespace and proname in ({", ".join(f"'{each}'" for each in FUNCTIONS)}) loop
    execute format('alter function %s security invoker', made.name);
  end loop;
  for made in select tablename as name, policyname from pg_policies
    where schemaname = 'public' and '{READER}' = any(roles) loop
    execute format('drop policy %I on %I', made.policyname, made.name);
    execute format('alter table %I disable row level security', made.name);
  end loop;
end $$;
drop schema if exists {SCHEMA} cascade;
"""  # noqa: S608

_HAS_TABLES: Final = "select to_regclass('alembic_version') is not null"
_REVISION: Final = "select max(version_num) from alembic_version"
_FINGERPRINT: Final = f"select obj_description(to_regnamespace('{SCHEMA}'), 'pg_namespace')"

# What the wall is for sees past no policy and has no rights of others; what works with the rows sees past all of them.
_ROLES_FIT: Final = f"""
select not reader.rolbypassrls and not reader.rolsuper and (application.rolbypassrls or application.rolsuper)
  and pg_has_role(application.oid, reader.oid, 'set')
from pg_roles as reader, pg_roles as application where reader.rolname = '{READER}' and application.rolname = current_user
"""  # noqa: S608

_MAKE_READER: Final = f"create role {READER} nologin"
_FIT_APPLICATION: Final = (
    f"grant {READER} to {{user}} with inherit false, set true",
    "alter role {user} bypassrls",
)


class WallRefused(OperatorError):
    """The second wall does not stand as the settings say, or cannot be raised; the message says what to do."""


def fingerprint() -> str:
    """Tell walls apart by what they are made of."""
    return hashlib.sha256("\n".join(statements()).encode()).hexdigest()


async def set_wall(owner_url: str, app_url: str, *, stands: bool) -> None:
    """Raise the wall of a database that is at the newest revision, or take it away, all or nothing.

    Raises:
        WallRefused: an administrator of the server has to prepare its roles.
    """
    owner = await asyncpg.connect(owner_url)
    try:
        async with owner.transaction():
            if stands:
                await admit_reader(owner, app_url)
            await (raise_wall if stands else lower_wall)(owner)
    finally:
        await owner.close()


async def raise_wall(owner: Connection) -> None:
    """Raise the wall anew, in the owner's transaction."""
    await lower_wall(owner)
    await owner.execute("; ".join(statements()))
    await owner.execute(f"comment on schema {SCHEMA} is '{fingerprint()}'")


async def lower_wall(owner: Connection) -> None:
    """Take the wall away, in the owner's transaction; where there is none, nothing happens."""
    await owner.execute(_LOWER)


async def stands(connection: Connection) -> bool:
    """Tell whether there is a wall, as it should be or not."""
    return await connection.fetchval(f"select to_regnamespace('{SCHEMA}') is not null")


async def require_agreement(app_url: str, *, wanted: bool) -> None:
    """See that the wall stands as the policies say if it is wanted, and that there is none if it is not.

    Of a database that does not answer nothing is known, and nothing is asked yet; one without tables gets its wall with them. At a
    revision of a newer version the wall is that version's, and stands as its policies say.

    Raises:
        WallRefused: it is otherwise.
    """
    try:
        connection = await asyncpg.connect(app_url)
    except (OSError, asyncpg.PostgresError):
        return
    try:
        found, standing = await connection.fetchval(_FINGERPRINT), await stands(connection)
        has_tables = await connection.fetchval(_HAS_TABLES)
        is_ours = not (has_tables and is_newer(await connection.fetchval(_REVISION)))
    finally:
        await connection.close()
    if wanted and has_tables and (found != fingerprint() if is_ours else not standing):
        raise WallRefused(
            "TORSO_ROW_SECURITY asks for a wall, and the database has none of this version: ./torso db wall on."
        )
    if standing and not wanted:
        raise WallRefused(
            "The database has its second wall, and TORSO_ROW_SECURITY is off: set it, or ./torso db wall off."
        )


async def admit_reader(owner: Connection, app_url: str) -> None:
    """See that the roles of the server are as the wall needs them, and make them so where the owner may.

    Raises:
        WallRefused: an administrator has to prepare them.
    """
    application = await asyncpg.connect(app_url)
    try:
        if await application.fetchval(_ROLES_FIT):
            return
        user = await application.fetchval("select quote_ident(current_user)")
        with suppress(asyncpg.InsufficientPrivilegeError):
            async with owner.transaction():
                await _make_reader(owner, user)
        if not await application.fetchval(_ROLES_FIT):
            raise WallRefused(f"The second wall needs roles that the owner may not make. {_advice(user)}")
    finally:
        await application.close()


async def _make_reader(owner: Connection, user: str) -> None:
    if not await owner.fetchval("select exists (select from pg_roles where rolname = $1)", READER):
        await owner.execute(_MAKE_READER)
    for statement in _FIT_APPLICATION:
        await owner.execute(statement.format(user=user))


def _advice(user: str) -> str:
    prepared = "; ".join((_MAKE_READER, *(statement.format(user=user) for statement in _FIT_APPLICATION)))
    return f"An administrator of the server prepares them once: {prepared};"
