"""Which roles people have and what these grant, as parts of statements: with what roles have from others."""

from typing import Final

from auth.role_words import CLASS_WORDS, expanded


def _opened_by_classes() -> str:
    """Write what each class of data opens, by the word that grants it; names of the catalogue alone."""
    pairs = ((word, permission) for word in CLASS_WORDS for permission in sorted(expanded(frozenset({word}))))
    return ", ".join(f"('{word}', '{permission}')" for word, permission in pairs)


def inherited(among: str = "true", of: str = "") -> str:
    """Write which roles some roles get something from, themselves and what they inherit from: `of_role (role_id, given_by)`.

    For a statement that begins with `with recursive`; tables of roles are read out of the schema `of`. What is archived gets
    nothing, and passes nothing on; the function `role_permissions` of the database keeps the same rule for one role.
    """
    return f"""
of_role (role_id, given_by) as (
  select id, id from {of}role where archived_at is null and {among}
  union
  select of_role.role_id, role_parent.parent_id from of_role join {of}role_parent on role_parent.role_id = of_role.given_by
  join {of}role on role.id = role_parent.parent_id and role.archived_at is null
)"""  # noqa: S608 - the condition is ours


def _granted(of: str = "") -> str:
    return f"""
{inherited(of=of)}, class_opens (word, permission) as (values {_opened_by_classes()}
), granted as (
  select of_role.role_id, array_agg(distinct coalesce(class_opens.permission, named.word)) as permissions
  from of_role join {of}role on role.id = of_role.given_by
  cross join unnest(role.permissions) as named (word) left join class_opens on class_opens.word = named.word
  group by of_role.role_id
)"""  # noqa: S608 - the words are those of the catalogue


PERMISSIONS_OF_ROLES: Final = f"""
{_granted()}, holding (id, user_id, role_id, company_id, valid_from, valid_until) as (
  select id, user_id, role_id, company_id, valid_from, valid_until from user_role
  union all
  select own.id, lent.delegate_id, lent.role_id, coalesce(lent.company_id, own.company_id),
    greatest(lent.starts_on, own.valid_from), least(lent.ends_on, own.valid_until)
  from rights_delegation as lent
  join user_account as owner on owner.id = lent.user_id and owner.archived_at is null
  join user_role as own on own.user_id = lent.user_id and own.role_id = lent.role_id
    and (own.company_id is null or lent.company_id is null or own.company_id = lent.company_id)
  where lent.ended_at is null
)
"""  # noqa: S608 - the words are those of the catalogue
"""What each role grants: `granted (role_id, permissions)`, and who has which, also for a time from somebody else: `holding`.
For a statement that begins with `with recursive`."""

HOLDS_TODAY: Final = """
(now() at time zone 'UTC')::date
  between coalesce(holding.valid_from, '-infinity') and coalesce(holding.valid_until, 'infinity')
"""
"""That a role is had at this time; its days are those of UTC."""

HELD_BY_USER: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}
select holding.id, role.code, holding.company_id, granted.permissions, role.sales_reach, role.warehouse_reach
from holding join role on role.id = holding.role_id join granted on granted.role_id = role.id
join user_account on user_account.id = holding.user_id and user_account.archived_at is null
where holding.user_id = :holder and {HOLDS_TODAY}
"""  # noqa: S608 - both parts are ours
"""The roles that somebody has at this time, and what they grant."""


def held_by_codes(of: str) -> str:
    """Write what roles grant, by their codes, of tables in the schema `of`."""
    return f"""
with recursive {_granted(of)}
select role.id, role.code, null::uuid as company_id, granted.permissions, role.sales_reach, role.warehouse_reach
from {of}role join granted on granted.role_id = role.id where role.code = any(:codes)
"""  # noqa: S608 - the part is ours
