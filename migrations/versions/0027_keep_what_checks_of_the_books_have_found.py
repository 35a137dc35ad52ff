"""Keep what checks of the books have found.

Revision 0027, after 0026.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0027"
down_revision: str | None = "0026"


def upgrade() -> None:
    """Keep what checks of the books have found."""
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_seal(at_most integer)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare
      entry record;
      chain uuid;
      place bigint;
      link bytea;
      sealed integer := 0;
    begin
      if not pg_try_advisory_xact_lock(hashtext('journal_seal')) then
        return 0;
      end if;
      for entry in
        with taken as (
          delete from journal_unsealed where entry_id in (select entry_id from journal_unsealed order by entry_id limit at_most)
          returning entry_id
        )
        select e.journal_id as whose, e.id, jsonb_strip_nulls(to_jsonb(e) || jsonb_build_object('lines', (select jsonb_agg(to_jsonb(line) || jsonb_build_object('dimensions', (select jsonb_agg(to_jsonb(named) order by named.dimension_id) from journal_line_dimension as named where named.line_id = line.id)) order by line.position) from journal_line as line where line.entry_id = e.id))) as content from journal_entry as e join taken on taken.entry_id = e.id order by e.journal_id, e.id
      loop
        if chain is distinct from entry.whose then
          chain := entry.whose;
      select position, hash into place, link from journal_seal where journal_id = chain order by position desc limit 1;
      place := coalesce(place, 0);
      link := coalesce(link, ''::bytea);
        end if;
        place := place + 1;
        link := audit_digest(link, entry.content);
        insert into journal_seal (journal_id, position, entry_id, hash) values (chain, place, entry.id, link);
        sealed := sealed + 1;
      end loop;
      return sealed;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_first_break(chain uuid)
     RETURNS text
     LANGUAGE plpgsql
     STABLE
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare broken record;
    begin
      select into broken * from (
        select s.position, s.entry_id, s.hash, e.id as entry, jsonb_strip_nulls(to_jsonb(e) || jsonb_build_object('lines', (select jsonb_agg(to_jsonb(line) || jsonb_build_object('dimensions', (select jsonb_agg(to_jsonb(named) order by named.dimension_id) from journal_line_dimension as named where named.line_id = line.id)) order by line.position) from journal_line as line where line.entry_id = e.id))) as content,
          lag(s.position, 1, 0::bigint) over chain as place_before, lag(s.hash, 1, ''::bytea) over chain as link_before
        from journal_seal as s left join journal_entry as e on e.id = s.entry_id where s.journal_id = chain
        window chain as (order by s.position)
      ) as link
      where position <> place_before + 1 or entry is null or hash <> audit_digest(link_before, content)
      order by position limit 1;
      if found then
        return format('%s: %s JournalEntry:%s', broken.position, case
          when broken.position <> broken.place_before + 1 then 'SEAL_MISSING before'
          when broken.entry is null then 'ENTRY_MISSING' else 'ENTRY_CHANGED' end, broken.entry_id);
      end if;
      select into broken h.position from journal_head as h left join journal_seal as s using (journal_id, position)
        where h.journal_id = chain and s.hash is distinct from h.hash order by h.position limit 1;
      if found then
        return format('%s: HEAD_LOST', broken.position);
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "integrity_report",
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("checks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("requested_by", sa.Text(collation="C"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_integrity_report_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrity_report")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_integrity_report_company_id_id")),
    )
    op.create_index(op.f("ix_integrity_report_checked_at_id"), "integrity_report", ["checked_at", "id"], unique=False)
    op.create_index(
        op.f("ix_integrity_report_company_id_checked_at_id"),
        "integrity_report",
        ["company_id", "checked_at", "id"],
        unique=False,
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.integrity_report REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('IntegrityReport', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.integrity_report FOR EACH ROW EXECUTE FUNCTION audit('IntegrityReport', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.integrity_report FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.integrity_report FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on integrity_report from torso_app")
    execute("grant insert, select on integrity_report to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_seal(at_most integer)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare
      entry record;
      chain uuid;
      place bigint;
      link bytea;
      sealed integer := 0;
    begin
      if not pg_try_advisory_xact_lock(hashtext('journal_seal')) then
        return 0;
      end if;
      for entry in
        with taken as (
          delete from journal_unsealed where entry_id in (select entry_id from journal_unsealed order by entry_id limit at_most)
          returning entry_id
        )
        select e.journal_id as whose, e.id, to_jsonb(e) || jsonb_build_object('lines', (select jsonb_agg(to_jsonb(line) order by line.position) from journal_line as line where line.entry_id = e.id)) as content from journal_entry as e join taken on taken.entry_id = e.id order by e.journal_id, e.id
      loop
        if chain is distinct from entry.whose then
          chain := entry.whose;
      select position, hash into place, link from journal_seal where journal_id = chain order by position desc limit 1;
      place := coalesce(place, 0);
      link := coalesce(link, ''::bytea);
        end if;
        place := place + 1;
        link := audit_digest(link, entry.content);
        insert into journal_seal (journal_id, position, entry_id, hash) values (chain, place, entry.id, link);
        sealed := sealed + 1;
      end loop;
      return sealed;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_first_break(chain uuid)
     RETURNS text
     LANGUAGE plpgsql
     STABLE
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare broken record;
    begin
      select into broken * from (
        select s.position, s.entry_id, s.hash, e.id as entry, to_jsonb(e) || jsonb_build_object('lines', (select jsonb_agg(to_jsonb(line) order by line.position) from journal_line as line where line.entry_id = e.id)) as content,
          lag(s.position, 1, 0::bigint) over chain as place_before, lag(s.hash, 1, ''::bytea) over chain as link_before
        from journal_seal as s left join journal_entry as e on e.id = s.entry_id where s.journal_id = chain
        window chain as (order by s.position)
      ) as link
      where position <> place_before + 1 or entry is null or hash <> audit_digest(link_before, content)
      order by position limit 1;
      if found then
        return format('%s: %s JournalEntry:%s', broken.position, case
          when broken.position <> broken.place_before + 1 then 'SEAL_MISSING before'
          when broken.entry is null then 'ENTRY_MISSING' else 'ENTRY_CHANGED' end, broken.entry_id);
      end if;
      select into broken h.position from journal_head as h left join journal_seal as s using (journal_id, position)
        where h.journal_id = chain and s.hash is distinct from h.hash order by h.position limit 1;
      if found then
        return format('%s: HEAD_LOST', broken.position);
      end if;
      return null;
    end $function$
    """)
    op.drop_index(op.f("ix_integrity_report_company_id_checked_at_id"), table_name="integrity_report")
    op.drop_index(op.f("ix_integrity_report_checked_at_id"), table_name="integrity_report")
    op.drop_table("integrity_report")
