"""The audit: what was changed, refused, denied, read and taken out, by whom and why; sealed into a chain of hashes.

Entries of changes are written by the triggers `audit` and `audit_inserts` on every table that is audited, in the transaction
of the change, so that nobody can change something and leave no entry. Nobody writes entries or seals by hand: the functions
below do, with the rights of the owner. What they are told of who works stands in the settings `app.*` of the transaction.
"""

from collections.abc import Iterator
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Instant, closed_set
from models.platform.chain import Chain

FORGETTABLE = "'READ', 'SEEN', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT'"
"""The entries whose facts can be forgotten: who was shown what, and from where people came in."""
FORGOTTEN_AFTER_DAYS = 180
"""How old they are at least, whoever asks the database for it."""


class AuditOperation(StrEnum):
    """What happened."""

    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    REFUSED = "REFUSED"
    DENIED = "DENIED"
    SIGN_IN = "SIGN_IN"
    SIGN_IN_FAILED = "SIGN_IN_FAILED"
    SIGN_OUT = "SIGN_OUT"
    FACTOR_CHANGED = "FACTOR_CHANGED"
    SEEN = "SEEN"
    READ = "READ"
    EXPORTED = "EXPORTED"
    ERASED = "ERASED"
    FORGOTTEN = "FORGOTTEN"


class AuditEntry(Base):
    """That something was changed, refused, denied, read or taken out. Append-only, and written by the database alone.

    It refers to nothing, because it outlives what it is about.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index(None, "company_id", "id"),
        sa.Index(None, "entity_id", "id"),
        sa.Index(None, "entity_type", "id"),
        sa.Index(None, "actor", "id"),
        sa.Index(None, "request_id"),
        sa.Index(
            None,
            "operation",
            "id",
            postgresql_where=sa.text(
                "operation in ('DELETE', 'REFUSED', 'DENIED', 'READ', 'EXPORTED', 'ERASED', 'FORGOTTEN')"
            ),
        ),
        # What is forgotten after a time, while there is something to forget.
        sa.Index(
            "ix_audit_entry_forgettable",
            "recorded_at",
            postgresql_where=sa.text(f"operation in ({FORGETTABLE}) and facts is not null"),
        ),
        sa.Index(
            "ix_audit_entry_removed_from",
            sa.text("removed_from(entity_type, before)"),
            postgresql_where=sa.text("operation = 'DELETE'"),
        ),
        # Entries are never moved, so a range of time is a range of blocks.
        sa.Index(None, "recorded_at", postgresql_using="brin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sa.text("uuidv7()"))
    company_id: Mapped[UUID | None]
    operation: Mapped[AuditOperation] = mapped_column(closed_set(AuditOperation))
    # The name of the type in the schema; null where a refusal or denial is about no entity.
    entity_type: Mapped[Code | None]
    entity_id: Mapped[UUID | None]
    entity_version: Mapped[int | None]
    # All columns of what was inserted or deleted; of an update those that changed.
    before: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    # What was refused, denied, read or taken out: the mutation, field or operation, the code of a refusal, and the facts.
    attempted: Mapped[Code | None]
    code: Mapped[Code | None]
    facts: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    actor: Mapped[Code]
    actor_name: Mapped[str | None]
    client_id: Mapped[Code | None]
    request_id: Mapped[Code | None]
    reason: Mapped[str | None]
    recorded_at: Mapped[Instant] = mapped_column(server_default=sa.text("clock_timestamp()"))


class AuditUnsealed(Base):
    """That an entry waits for its seal; an entry that is committed late is sealed late, and holds up no other."""

    __tablename__ = "audit_unsealed"

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)


class AuditSeal(Base):
    """The place of an entry in the chain: its hash is over the entry and the hash before. Append-only."""

    __tablename__ = "audit_seal"

    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(sa.ForeignKey("audit_entry.id"), unique=True)
    hash: Mapped[bytes]
    recorded_at: Mapped[Instant] = mapped_column(server_default=sa.func.now())


class AuditHead(Base):
    """That the chain ended with this hash at this position, signed with the key of the installation. Append-only."""

    __tablename__ = "audit_head"

    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes]
    # A JWS in compact form (RFC 7515) over position and hash.
    signature: Mapped[str]
    recorded_at: Mapped[Instant] = mapped_column(server_default=sa.func.now())


# Arguments: the name of the type in the schema, then the columns that are left out. The transaction has said who works in
# it; whoever writes past the edge is named by the role that signed in. What is entered is told for a statement at once: a
# set of a thousand rows would otherwise take most of its time in here.
AUDIT_INSERTS = """
create function audit_inserts() returns trigger language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' as $$
begin
  with entry as (
    insert into audit_entry (company_id, operation, entity_type, entity_id, entity_version, after,
      actor, actor_name, client_id, request_id, reason)
    select (whole ->> case when tg_table_name = 'company' then 'id' else 'company_id' end)::uuid, tg_op, tg_argv[0],
      (whole ->> 'id')::uuid, (whole ->> 'version')::integer, whole - tg_argv[1:],
      coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user), nullif(current_setting('app.actor_name', true), ''),
      nullif(current_setting('app.client', true), ''), nullif(current_setting('app.request', true), ''),
      nullif(current_setting('app.reason', true), '')
      from (select to_jsonb(entered) as whole from entered) as rows
    returning id
  )
  insert into audit_unsealed (entry_id) select id from entry;
  return null;
end $$
"""

# A change of nothing leaves no entry.
AUDIT = """
create function audit() returns trigger language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  was jsonb := to_jsonb(old);
  becomes jsonb := case when tg_op = 'UPDATE' then to_jsonb(new) end;
  whole jsonb := coalesce(becomes, was);
  company uuid := (whole ->> case when tg_table_name = 'company' then 'id' else 'company_id' end)::uuid;
begin
  was := was - tg_argv[1:];
  becomes := becomes - tg_argv[1:];
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, b.value), jsonb_object_agg(key, a.value) into was, becomes
      from jsonb_each(was) as b join jsonb_each(becomes) as a using (key) where b.value is distinct from a.value;
    if becomes is null then
      return null;
    end if;
  end if;
  with entry as (
    insert into audit_entry (company_id, operation, entity_type, entity_id, entity_version, before, after,
      actor, actor_name, client_id, request_id, reason)
    values (company, tg_op, tg_argv[0], (whole ->> 'id')::uuid, (whole ->> 'version')::integer, was, becomes,
      coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user), nullif(current_setting('app.actor_name', true), ''),
      nullif(current_setting('app.client', true), ''), nullif(current_setting('app.request', true), ''),
      nullif(current_setting('app.reason', true), ''))
    returning id
  )
  insert into audit_unsealed (entry_id) select id from entry;
  return null;
end $$
"""

# A refusal takes its transaction back, so it is recorded in another one, and only as what it is. What people do to sign in
# is no change of a row that the audit may show, and a reading is no change at all, so they are told in the same way.
AUDIT_REFUSAL = """
create function audit_refusal(operation text, attempted text, code text, facts jsonb, entity_type text, entity_id uuid,
  company_id uuid, actor text, actor_name text, client_id text, request_id text, reason text)
returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare made uuid;
begin
  if operation not in ('REFUSED', 'DENIED', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT', 'FACTOR_CHANGED',
    'SEEN', 'READ', 'EXPORTED', 'FORGOTTEN') then
    raise exception using errcode = 'check_violation', message = format('%s is written by the change itself', operation);
  end if;
  insert into audit_entry (operation, attempted, code, facts, entity_type, entity_id, company_id,
    actor, actor_name, client_id, request_id, reason)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id into made;
  insert into audit_unsealed (entry_id) values (made);
  return made;
end $$
"""

# What is hashed: the hash before, and the entry as canonical text. A column that is added later is null in older entries,
# and left out. Values before and after are text here, so that a null among them counts.
AUDIT_DIGEST = """
create function audit_digest(previous bytea, entry jsonb) returns bytea immutable strict parallel safe return
sha256(previous || convert_to(jsonb_strip_nulls(entry || jsonb_build_object(
  'before', entry ->> 'before', 'after', entry ->> 'after', 'facts', entry ->> 'facts'))::text, 'UTF8'))
"""

# What the law wants forgotten is taken out of entries that are sealed. Such an entry is excused by a later one, in the chain
# like every other, that tells the digest of what is left: so nothing else of it can be changed, and nobody does it quietly.
_ERASED = """ and not exists (
    select from audit_entry as erased where erased.operation = 'ERASED' and erased.entity_type = 'AuditEntry'
      and erased.entity_id = link.entry and erased.facts ->> 'digest' = encode(audit_digest(link_before, content), 'hex'))"""
AUDIT_CHAIN = Chain("audit", "audit_entry", "AuditEntry", excused=_ERASED)
AUDIT_SEAL, AUDIT_FIRST_BREAK = AUDIT_CHAIN.seal, AUDIT_CHAIN.first_break

# Names as the schema has them, and numbers as text, of which no digit is lost on the way.
AUDIT_SHOWN = """
create function audit_shown(value jsonb) returns jsonb immutable strict parallel safe return (
  select jsonb_object_agg(
    lower(left(key, 1)) || substr(replace(initcap(replace(key, '_', ' ')), ' ', ''), 2),
    case jsonb_typeof(field) when 'number' then to_jsonb(field #>> '{}') else field end)
  from jsonb_each(value) as each (key, field))
"""

ERASING = "app.erasing"
"""The setting under which values are taken out of entries; by `audit_erase` alone, which has the rights to do so."""

# Values of some columns go, and all that contain one of some words; that they were there stays.
AUDIT_ERASED = """
create function audit_erased(value jsonb, columns text[], words text[]) returns jsonb immutable parallel safe return (
  select coalesce(jsonb_object_agg(key, case
    when field = 'null' or not (key = any(columns) or exists (
      select from unnest(words) as word where position(lower(word) in lower(field #>> '{}')) > 0)) then field
    else '"[erased]"' end), value)
  from jsonb_each(value) as each (key, field))
"""

# Arguments: the ids of whose entries are looked through, the subjects of whose, the columns and words that go. Gives how many
# entries were touched. Those that are sealed are excused in the chain.
AUDIT_ERASE = """
create function audit_erase(ids uuid[], subjects text[], columns text[], words text[])
returns integer language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  entry record;
  left_over audit_entry;
  made uuid;
  touched integer := 0;
  why text := nullif(current_setting('app.reason', true), '');
begin
  if exists (select from unnest(words) as word where position(lower(word) in lower(why)) > 0) then
    why := '[erased]';
  end if;
  -- What is sealed meanwhile would be sealed as it was.
  perform pg_advisory_xact_lock(hashtext('audit_seal'));
  perform set_config('app.erasing', 'on', true);
  for entry in
    select e.id, e.company_id, s.position, coalesce(before_it.hash, ''::bytea) as link, e as whole,
      case when e.entity_id = any(ids) then columns else '{}' end as gone
    from audit_entry as e left join audit_seal as s on s.entry_id = e.id
      left join audit_seal as before_it on before_it.position = s.position - 1
    where (e.entity_id = any(ids) or e.actor = any(subjects)) and e.operation <> 'ERASED' for update of e
  loop
    update audit_entry as e set before = audit_erased(e.before, entry.gone, words), after = audit_erased(e.after, entry.gone, words),
      facts = audit_erased(e.facts, '{address,browser}', words),
      reason = case when exists (select from unnest(words) as word where position(lower(word) in lower(e.reason)) > 0)
        then '[erased]' else e.reason end,
      actor_name = case when e.actor = any(subjects) then '[erased]' else e.actor_name end
    where e.id = entry.id returning e.* into left_over;
    if left_over is distinct from entry.whole then
      touched := touched + 1;
      if entry.position is not null then
        insert into audit_entry (operation, entity_type, entity_id, company_id, facts, actor, actor_name, client_id, request_id, reason)
        values ('ERASED', 'AuditEntry', entry.id, entry.company_id,
          jsonb_build_object('digest', encode(audit_digest(entry.link, to_jsonb(left_over)), 'hex')),
          coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user),
          nullif(current_setting('app.actor_name', true), ''), nullif(current_setting('app.client', true), ''),
          nullif(current_setting('app.request', true), ''), why)
        returning id into made;
        insert into audit_unsealed (entry_id) values (made);
      end if;
    end if;
  end loop;
  perform set_config('app.erasing', '', true);
  return touched;
end $$
"""

# Arguments: of which operations, before when everywhere and in the companies that have a time of their own, and how many at
# once. Gives how many entries have lost their facts. Who did what and when stays; those that are sealed are excused in the chain.
AUDIT_FORGET = f"""
create function audit_forget(operations text[], everywhere timestamptz, companies uuid[], own timestamptz[], at_most integer)
returns integer language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  entry record;
  left_over audit_entry;
  made uuid;
  touched integer := 0;
begin
  -- What is sealed meanwhile would be sealed as it was.
  perform pg_advisory_xact_lock(hashtext('audit_seal'));
  perform set_config('app.erasing', 'on', true);
  for entry in
    select e.id, s.position, coalesce(before_it.hash, ''::bytea) as link
    from audit_entry as e left join audit_seal as s on s.entry_id = e.id
      left join audit_seal as before_it on before_it.position = s.position - 1
      left join unnest(companies, own) as rule (company_id, until) on rule.company_id = e.company_id
    where e.operation in ({FORGETTABLE}) and e.facts is not null and e.operation = any(operations)
      and e.recorded_at < coalesce(rule.until, everywhere) and e.recorded_at < now() - interval '{FORGOTTEN_AFTER_DAYS} days'
    limit at_most for update of e
  loop
    update audit_entry as e set facts = null where e.id = entry.id returning e.* into left_over;
    touched := touched + 1;
    if entry.position is not null then
      insert into audit_entry (operation, entity_type, entity_id, company_id, facts, actor, actor_name, reason)
      values ('ERASED', 'AuditEntry', entry.id, left_over.company_id,
        jsonb_build_object('digest', encode(audit_digest(entry.link, to_jsonb(left_over)), 'hex')),
        coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user),
        nullif(current_setting('app.actor_name', true), ''), 'retention')
      returning id into made;
      insert into audit_unsealed (entry_id) values (made);
    end if;
  end loop;
  perform set_config('app.erasing', '', true);
  return touched;
end $$
"""  # noqa: S608 - the parts are ours

AUDIT_FUNCTIONS = (
    AUDIT,
    AUDIT_INSERTS,
    AUDIT_REFUSAL,
    AUDIT_DIGEST,
    AUDIT_SEAL,
    AUDIT_FIRST_BREAK,
    AUDIT_SHOWN,
    AUDIT_ERASED,
    AUDIT_ERASE,
    AUDIT_FORGET,
)
AUDIT_FUNCTION_NAMES = (
    "audit_forget(text[], timestamptz, uuid[], timestamptz[], integer)",
    "audit_erase(uuid[], text[], text[], text[])", "audit_erased(jsonb, text[], text[])",
    "audit_shown(jsonb)", "audit_first_break()", "audit_seal(integer)", "audit_digest(bytea, jsonb)",
    "audit_refusal(text, text, text, jsonb, text, uuid, uuid, text, text, text, text, text)", "audit_inserts()", "audit()",
)  # fmt: skip

# What the database keeps of itself is no change that anybody made.
_KEPT = ("id", "company_id", "version", "recorded_at", "changed_at")


def audited(type_name: str, table: sa.Table) -> Iterator[str]:
    """Write an entry for every change of a table's rows, without what the database reckons itself, and what is sealed."""
    left_out = (column.name for column in table.c if column.computed is not None or column.info.get("sealed"))
    names = (name for name in (*_KEPT, *left_out) if name in table.c)
    arguments = ", ".join(f"'{argument}'" for argument in (type_name, *names))
    yield (
        f"create trigger audit_inserts after insert on {table.name} referencing new table as entered "
        f"for each statement execute function audit_inserts({arguments})"
    )
    yield (
        f"create trigger audit after update or delete on {table.name} for each row execute function audit({arguments})"
    )


def written_by_functions(application_role: str) -> Iterator[str]:
    """Take from the application what the functions do for it."""
    for table in ("audit_entry", "audit_unsealed", "audit_seal"):
        yield f"revoke insert, update, delete on {table} from {application_role}"
