"""Let cursors of the feed tell nothing by being alike.

Revision 0099, after 0098.
"""

from migrations.statement import execute

revision: str = "0099"
down_revision: str | None = "0098"


def upgrade() -> None:
    """Let cursors of the feed tell nothing by being alike."""
    execute(r"""
    CREATE OR REPLACE FUNCTION public.feed_cursor_seal(key bytea, at bigint, nonce bytea)
     RETURNS text
     LANGUAGE sql
     STABLE STRICT
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select translate(encode(given || seal || int8send($2 # feed_cursor_stream($1, given || seal)), 'base64'), E'+/=\n', '-_')
      from (
        select uuid_send(epoch) || $3 as given, substr(sha256($1 || 'seal' || uuid_send(epoch) || $3 || int8send($2)), 1, 16) as seal
        from feed_state
      ) as state
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.feed_cursor_open(key bytea, cursor text)
     RETURNS bigint
     LANGUAGE plpgsql
     STABLE STRICT
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare state feed_state; whole bytea; at bigint;
    begin
      select * into strict state from feed_state;
      if cursor !~ '^[A-Za-z0-9_-]{64}$' then
        raise exception using errcode = 'TF001', message = 'no cursor of the feed';
      end if;
      whole := decode(translate(cursor, '-_', '+/'), 'base64');
      at := ('x' || encode(substr(whole, 41, 8), 'hex'))::bit(64)::bigint # feed_cursor_stream(key, substr(whole, 1, 40));
      if substr(whole, 25, 16) <> substr(sha256(key || 'seal'::bytea || substr(whole, 1, 24) || int8send(at)), 1, 16) then
        raise exception using errcode = 'TF001', message = 'no cursor of the feed';
      elsif substr(whole, 1, 16) <> uuid_send(state.epoch) or at < state.first_position - 1 or at > state.position then
        raise exception using errcode = 'TF002', message = 'the feed does not go on from there';
      end if;
      return at;
    end $function$
    """)
    execute("drop routine feed_cursor_seal(bytea,bigint)")


def downgrade() -> None:
    """Undo it."""
    execute(r"""
    CREATE OR REPLACE FUNCTION public.feed_cursor_seal(key bytea, at bigint)
     RETURNS text
     LANGUAGE sql
     STABLE STRICT
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select translate(encode(epoch || seal || int8send($2 # feed_cursor_stream($1, epoch || seal)), 'base64'), E'+/=\n', '-_')
      from (
        select uuid_send(epoch) as epoch, substr(sha256($1 || 'seal' || uuid_send(epoch) || int8send($2)), 1, 16) as seal
        from feed_state
      ) as state
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.feed_cursor_open(key bytea, cursor text)
     RETURNS bigint
     LANGUAGE plpgsql
     STABLE STRICT
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare state feed_state; whole bytea; at bigint;
    begin
      select * into strict state from feed_state;
      if cursor !~ '^[A-Za-z0-9_-]{54}$' then
        raise exception using errcode = 'TF001', message = 'no cursor of the feed';
      end if;
      whole := decode(translate(cursor, '-_', '+/') || '==', 'base64');
      at := ('x' || encode(substr(whole, 33, 8), 'hex'))::bit(64)::bigint # feed_cursor_stream(key, substr(whole, 1, 32));
      if substr(whole, 17, 16) <> substr(sha256(key || 'seal'::bytea || substr(whole, 1, 16) || int8send(at)), 1, 16) then
        raise exception using errcode = 'TF001', message = 'no cursor of the feed';
      elsif substr(whole, 1, 16) <> uuid_send(state.epoch) or at < state.first_position - 1 or at > state.position then
        raise exception using errcode = 'TF002', message = 'the feed does not go on from there';
      end if;
      return at;
    end $function$
    """)
    execute("drop routine feed_cursor_seal(bytea,bigint,bytea)")
