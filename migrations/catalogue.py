"""What a database really consists of, read from PostgreSQL's catalogue and comparable as text."""

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa

# Each statement gives (name, definition) of one kind of thing in the schema, in the order in which they were made.
FUNCTIONS = """
select oid::regprocedure::text, case prokind when 'a' then (
  select format('create aggregate %s (sfunc = %s, stype = %s, initcond = %L)', oid::regprocedure, aggtransfn,
    format_type(aggtranstype, null), agginitval)
  from pg_aggregate where aggfnoid = pg_proc.oid
) else pg_get_functiondef(oid) end
from pg_proc where pronamespace = 'public'::regnamespace order by pg_proc.oid
"""
TRIGGERS = """
select format('%I on %s', tgname, tgrelid::regclass), pg_get_triggerdef(t.oid) from pg_trigger t
join pg_class c on c.oid = tgrelid where c.relnamespace = 'public'::regnamespace and not tgisinternal order by t.oid
"""
# The definition is what a grant says: `insert, select, update (reserved)`.
RIGHTS = """
select relation, string_agg(lower(privilege) || coalesce(' ' || part, ''), ', ' order by privilege, part)
from (
  select c.oid::regclass::text as relation, null as part, (aclexplode(relacl)).* from pg_class c
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
  union all
  select c.oid::regclass::text, format('(%I)', attname), (aclexplode(attacl)).* from pg_class c
  join pg_attribute on attrelid = c.oid where relnamespace = 'public'::regnamespace
) as granted (relation, part, grantor, grantee, privilege, grantable)
where grantee = 'torso_app'::regrole and relation <> 'alembic_version' group by relation
"""
COLUMNS = """
select format('%s.%I', attrelid::regclass, attname), concat_ws(
  ' ', format_type(atttypid, atttypmod), 'collate ' || nullif(attcollation, 0)::regcollation::text,
  case when attnotnull then 'not null' end, 'identity ' || nullif(attidentity::text, ''),
  'generated ' || nullif(attgenerated::text, ''), 'default ' || pg_get_expr(adbin, adrelid))
from pg_attribute join pg_class c on c.oid = attrelid left join pg_attrdef on adrelid = attrelid and adnum = attnum
where c.relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and attnum > 0 and not attisdropped
  and relname <> 'alembic_version'
"""
CONSTRAINTS = """
select format('%I on %s', conname, conrelid::regclass), pg_get_constraintdef(oid) from pg_constraint
where connamespace = 'public'::regnamespace and conrelid <> coalesce(to_regclass('alembic_version'), 0)
"""
INDEXES = "select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename <> 'alembic_version'"


class Catalogue(NamedTuple):
    """The things of a database by kind and name, each with its definition."""

    functions: Mapping[str, str]
    triggers: Mapping[str, str]
    rights: Mapping[str, str]
    columns: Mapping[str, str]
    constraints: Mapping[str, str]
    indexes: Mapping[str, str]


def read(connection: sa.Connection) -> Catalogue:
    """Read the catalogue of the schema `public`."""
    kinds = (FUNCTIONS, TRIGGERS, RIGHTS, COLUMNS, CONSTRAINTS, INDEXES)
    return Catalogue(*(dict(connection.exec_driver_sql(kind).all()) for kind in kinds))


def same(one: str | None, other: str | None) -> bool:
    """Tell whether two definitions say the same; they may be laid out differently."""
    return (one or "").split() == (other or "").split()


def differences(one: Catalogue, other: Catalogue) -> list[str]:
    """List what is not the same in two databases, as `kind: name`."""
    return [
        f"{kind}: {name}"
        for kind, these, those in zip(Catalogue._fields, one, other, strict=True)
        for name in sorted({**these, **those})
        if not same(these.get(name), those.get(name))
    ]
