"""Which roles people have and what these grant, as parts of statements: with what roles have from others."""

from typing import Final

PERMISSIONS_OF_ROLES: Final = """
of_role (role_id, given_by) as (
  select id, id from role where archived_at is null
  union
  select of_role.role_id, role_parent.parent_id from of_role join role_parent on role_parent.role_id = of_role.given_by
), granted as (
  select of_role.role_id, array_agg(distinct permission) as permissions
  from of_role join role on role.id = of_role.given_by and role.archived_at is null
  cross join unnest(role.permissions) as permission group by of_role.role_id
)
"""
"""What each role grants: `granted (role_id, permissions)`. For a statement that begins with `with recursive`."""

HOLDS_TODAY: Final = """
(now() at time zone 'UTC')::date
  between coalesce(user_role.valid_from, '-infinity') and coalesce(user_role.valid_until, 'infinity')
"""
"""That a role is had at this time; its days are those of UTC."""

HELD_BY_USER: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}
select user_role.id, role.code, user_role.company_id, granted.permissions
from user_role join role on role.id = user_role.role_id join granted on granted.role_id = role.id
join user_account on user_account.id = user_role.user_id and user_account.archived_at is null
where user_role.user_id = :holder and {HOLDS_TODAY}
"""  # noqa: S608 - both parts are ours
"""The roles that somebody has at this time, and what they grant."""

HELD_BY_CODES: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}
select role.id, role.code, null::uuid as company_id, granted.permissions
from role join granted on granted.role_id = role.id where role.code = any(:codes)
"""  # noqa: S608 - the part is ours
"""What roles grant, by their codes."""
