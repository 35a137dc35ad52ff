"""Erase what the law wants forgotten.

Revision 0092, after 0091.
"""

from migrations.statement import execute

revision: str = "0092"
down_revision: str | None = "0091"


def upgrade() -> None:
    """Erase what the law wants forgotten."""
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_first_break()
     RETURNS text
     LANGUAGE plpgsql
     STABLE
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare broken record;
    begin
      select into broken * from (
        select s.position, s.entry_id, s.hash, e.id as entry, to_jsonb(e) as content,
          lag(s.position, 1, 0::bigint) over chain as place_before, lag(s.hash, 1, ''::bytea) over chain as link_before
        from audit_seal as s left join audit_entry as e on e.id = s.entry_id
        window chain as (order by s.position)
      ) as link
      where position <> place_before + 1 or entry is null or hash <> audit_digest(link_before, content) and not exists (
        select from audit_entry as erased where erased.operation = 'ERASED' and erased.entity_type = 'AuditEntry'
          and erased.entity_id = link.entry and erased.facts ->> 'digest' = encode(audit_digest(link_before, content), 'hex'))
      order by position limit 1;
      if found then
        return format('%s: %s AuditEntry:%s', broken.position, case
          when broken.position <> broken.place_before + 1 then 'SEAL_MISSING before'
          when broken.entry is null then 'ENTRY_MISSING' else 'ENTRY_CHANGED' end, broken.entry_id);
      end if;
      select into broken h.position from audit_head as h left join audit_seal as s using (position)
        where s.hash is distinct from h.hash order by h.position limit 1;
      if found then
        return format('%s: HEAD_LOST', broken.position);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_erased(value jsonb, columns text[], words text[])
     RETURNS jsonb
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE
    RETURN (SELECT COALESCE(jsonb_object_agg(each.key, CASE WHEN ((each.field = 'null'::jsonb) OR (NOT ((each.key = ANY (audit_erased.columns)) OR (EXISTS (SELECT FROM unnest(audit_erased.words) word(word) WHERE (POSITION((lower(word.word)) IN (lower((each.field #>> '{}'::text[])))) > 0)))))) THEN each.field ELSE '"[erased]"'::jsonb END), audit_erased.value) AS "coalesce" FROM jsonb_each(audit_erased.value) each(key, field))
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_erase(ids uuid[], subjects text[], columns text[], words text[])
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
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
          facts = audit_erased(e.facts, '{}', words),
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
    end $function$
    """)
    execute("drop trigger append_only on audit_entry")
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW WHEN ((COALESCE(current_setting('app.erasing'::text, true), ''::text) <> 'on'::text)) EXECUTE FUNCTION append_only()"
    )


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_first_break()
     RETURNS text
     LANGUAGE plpgsql
     STABLE
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare broken record;
    begin
      select into broken * from (
        select s.position, s.entry_id, s.hash, e.id as entry, to_jsonb(e) as content,
          lag(s.position, 1, 0::bigint) over chain as place_before, lag(s.hash, 1, ''::bytea) over chain as link_before
        from audit_seal as s left join audit_entry as e on e.id = s.entry_id
        window chain as (order by s.position)
      ) as link
      where position <> place_before + 1 or entry is null or hash <> audit_digest(link_before, content)
      order by position limit 1;
      if found then
        return format('%s: %s AuditEntry:%s', broken.position, case
          when broken.position <> broken.place_before + 1 then 'SEAL_MISSING before'
          when broken.entry is null then 'ENTRY_MISSING' else 'ENTRY_CHANGED' end, broken.entry_id);
      end if;
      select into broken h.position from audit_head as h left join audit_seal as s using (position)
        where s.hash is distinct from h.hash order by h.position limit 1;
      if found then
        return format('%s: HEAD_LOST', broken.position);
      end if;
      return null;
    end $function$
    """)
    execute("drop trigger append_only on audit_entry")
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute("drop routine audit_erase(uuid[],text[],text[],text[])")
    execute("drop routine audit_erased(jsonb,text[],text[])")
