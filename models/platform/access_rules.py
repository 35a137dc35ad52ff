"""What the database does about rights: it tells every server when somebody's change, and keeps roles from inheriting in a ring."""

from collections.abc import Iterator
from typing import Final

CHANNEL: Final = "torso_access"

# The payload says whose rights are to be looked at again, and nothing of what they are.
ACCESS_CHANGED = f"""
create function access_changed() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare named text; changed jsonb[] := array[to_jsonb(old), to_jsonb(new)]; row_ jsonb;
begin
  foreach row_ in array changed loop
    if row_ is not null then
      named := case when tg_nargs = 1 then tg_argv[0] else tg_argv[0] || ':' || (row_ ->> tg_argv[1]) end;
      perform pg_notify('{CHANNEL}', named);
    end if;
  end loop;
  return null;
end $$
"""

# Of two roles that each become the other's parent at the same time, neither would see the other: they go one after the other.
ROLE_PARENT_ACYCLIC = """
create function role_parent_acyclic() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('role_parent', 0));
  if exists (
    with recursive above as (
      select new.parent_id as id
      union
      select role_parent.parent_id from above join role_parent on role_parent.role_id = above.id
    )
    select from above where id = new.role_id
  ) then
    raise exception using errcode = 'check_violation', table = 'role_parent', constraint = 'role_inherits_from_others',
      message = format('role %s would inherit from itself', new.role_id);
  end if;
  return new;
end $$
"""

ROLE_PARENT_TRIGGER = """
create trigger role_parent_acyclic before insert or update on role_parent
for each row execute function role_parent_acyclic()
"""

# What a role grants with everything that it inherits: permissions, where `classes` says what each class of data opens.
ROLE_PERMISSIONS = """
create function role_permissions(role_id uuid, classes jsonb) returns text[] stable strict parallel safe
language sql set search_path = public, pg_temp as $$
  with recursive above as (
    select role.id, role.permissions from role where role.id = role_id and role.archived_at is null
    union
    select role.id, role.permissions from above join role_parent p on p.role_id = above.id
    join role on role.id = p.parent_id and role.archived_at is null
  ), words as (
    select distinct word from above, unnest(above.permissions) as word
  ), permissions as (
    select word as permission from words where not classes ? word
    union
    select jsonb_array_elements_text(classes -> word) from words where classes ? word
  )
  select coalesce(array_agg(permission order by permission collate "C"), '{}') from permissions
$$
"""

ROLE_PARENT_CODES = """
create function role_parent_codes(role_id uuid) returns text[] stable strict parallel safe
language sql set search_path = public, pg_temp as $$
  select coalesce(array_agg(role.code order by role.code collate "C"), '{}')
  from role_parent p join role on role.id = p.parent_id where p.role_id = role_parent_codes.role_id
$$
"""

FUNCTION_NAMES: Final = (
    "role_parent_codes(uuid)", "role_permissions(uuid, jsonb)", "role_parent_acyclic()", "access_changed()",
)  # fmt: skip

# When the rows of a table change, whose rights do, and the column that says so; without one it is everybody's.
_TELLS: Final = (
    ("user_account", "update of archived_at, party_id, name, language or delete", "'user_account', 'id'"),
    ("user_role", "insert or update or delete", "'user_account', 'user_id'"),
    ("rights_delegation", "insert or update or delete", "'user_account', 'delegate_id'"),
    (
        "role",
        "update of code, permissions, for_partners, sales_reach, warehouse_reach, archived_at or delete",
        "'role'",
    ),
    ("role_parent", "insert or update or delete", "'role'"),
    # Whoever is in the team, or was.
    ("sales_team", "update of archived_at or delete", "'role'"),
    ("sales_team_member", "insert or update or delete", "'role'"),
    ("user_warehouse", "insert or update or delete", "'user_account', 'user_id'"),
    ("oauth_client", "update or delete", "'oauth_client', 'id'"),
    ("oauth_client_role", "insert or update or delete", "'oauth_client', 'client_id'"),
    ("oauth_grant", "update or delete", "'oauth_grant', 'id'"),
    ("user_session", "update of ended_at or delete", "'user_session', 'id'"),
    # What is registered is looked up once, and remembered until it is not registered any more.
    ("persisted_operation", "delete", "'persisted_operation', 'client_id'"),
)


def statements() -> Iterator[str]:
    """Functions, and the triggers that call them."""
    yield ACCESS_CHANGED
    for table, when, arguments in _TELLS:
        yield (
            f"create trigger access_changed after {when} on {table} "
            f"for each row execute function access_changed({arguments})"
        )
    yield from (ROLE_PARENT_ACYCLIC, ROLE_PARENT_TRIGGER)
    yield from (ROLE_PERMISSIONS, ROLE_PARENT_CODES)
