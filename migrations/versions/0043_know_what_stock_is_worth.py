"""Know what stock is worth.

Revision 0043, after 0042.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0043"
down_revision: str | None = "0042"


def upgrade() -> None:
    """Know what stock is worth."""
    op.create_table(
        "stock_value",
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "MOVING_AVERAGE",
                "FIFO",
                "STANDARD",
                name="cost_method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("standard_cost", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0 or value = 0", name=op.f("ck_stock_value_nothing_is_worth_nothing")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_stock_value_quantity_not_negative")),
        sa.CheckConstraint(
            "scale(value) = currency_exponent(currency)", name=op.f("ck_stock_value_value_fits_currency")
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_stock_value_value_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_stock_value_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_value_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_stock_value_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_value")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_stock_value_company_id_id")),
        sa.UniqueConstraint("sku_id", name=op.f("uq_stock_value_sku_id")),
    )
    op.create_index(
        op.f("ix_stock_value_company_id_value_id"), "stock_value", ["company_id", "value", "id"], unique=False
    )
    op.create_index(op.f("ix_stock_value_value_id"), "stock_value", ["value", "id"], unique=False)
    op.create_table(
        "stock_value_entry",
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("move_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "RECEIPT",
                "ISSUE",
                "REVALUATION",
                name="stock_value_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "MOVING_AVERAGE",
                "FIFO",
                "STANDARD",
                name="cost_method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("document_type", sa.Text(collation="C"), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "case kind when 'RECEIPT' then quantity > 0 and value >= 0 when 'ISSUE' then quantity < 0 and value <= 0 else quantity = 0 end",
            name=op.f("ck_stock_value_entry_signs_of_its_kind"),
        ),
        sa.CheckConstraint(
            "(document_type is null) = (document_id is null)", name=op.f("ck_stock_value_entry_document_is_whole")
        ),
        sa.CheckConstraint(
            "scale(value) = currency_exponent(currency)", name=op.f("ck_stock_value_entry_value_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "move_id"],
            ["stock_move.company_id", "stock_move.id"],
            name=op.f("fk_stock_value_entry_company_id_move_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_stock_value_entry_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_value_entry_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_stock_value_entry_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_value_entry")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_stock_value_entry_company_id_id")),
    )
    op.create_index(
        op.f("ix_stock_value_entry_company_id_posted_on_id"),
        "stock_value_entry",
        ["company_id", "posted_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_stock_value_entry_document_id_id"), "stock_value_entry", ["document_id", "id"], unique=False
    )
    op.create_index(op.f("ix_stock_value_entry_posted_on_id"), "stock_value_entry", ["posted_on", "id"], unique=False)
    op.create_index(
        op.f("ix_stock_value_entry_sku_id_posted_on_id"),
        "stock_value_entry",
        ["sku_id", "posted_on", "id"],
        unique=False,
    )
    op.create_index("uq_stock_value_entry_move_id", "stock_value_entry", ["move_id"], unique=True)
    op.create_table(
        "cost_layer",
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("remaining_quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("remaining_value", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("remaining_quantity <= quantity", name=op.f("ck_cost_layer_remains_of_what_came")),
        sa.CheckConstraint(
            "remaining_quantity > 0 or remaining_value = 0", name=op.f("ck_cost_layer_nothing_is_worth_nothing")
        ),
        sa.CheckConstraint("remaining_quantity >= 0", name=op.f("ck_cost_layer_remaining_quantity_not_negative")),
        sa.CheckConstraint("remaining_value >= 0", name=op.f("ck_cost_layer_remaining_value_not_negative")),
        sa.CheckConstraint(
            "scale(remaining_value) = currency_exponent(currency)",
            name=op.f("ck_cost_layer_remaining_value_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(value) = currency_exponent(currency)", name=op.f("ck_cost_layer_value_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["stock_value_entry.company_id", "stock_value_entry.id"],
            name=op.f("fk_cost_layer_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_cost_layer_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_cost_layer_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_cost_layer_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_layer")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_cost_layer_company_id_id")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_cost_layer_entry_id")),
    )
    op.create_index(op.f("ix_cost_layer_sku_id_id"), "cost_layer", ["sku_id", "id"], unique=False)
    op.create_index(
        op.f("ix_cost_layer_sku_id_received_on_id"),
        "cost_layer",
        ["sku_id", "received_on", "id"],
        unique=False,
        postgresql_where=sa.text("remaining_quantity > 0"),
    )
    op.create_table(
        "cost_layer_consumption",
        sa.Column("layer_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cost_layer_consumption_quantity_positive")),
        sa.CheckConstraint(
            "scale(value) = currency_exponent(currency)", name=op.f("ck_cost_layer_consumption_value_fits_currency")
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_cost_layer_consumption_value_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["stock_value_entry.company_id", "stock_value_entry.id"],
            name=op.f("fk_cost_layer_consumption_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "layer_id"],
            ["cost_layer.company_id", "cost_layer.id"],
            name=op.f("fk_cost_layer_consumption_company_id_layer_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_cost_layer_consumption_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_cost_layer_consumption_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_layer_consumption")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_cost_layer_consumption_company_id_id")),
        sa.UniqueConstraint("entry_id", "layer_id", name=op.f("uq_cost_layer_consumption_entry_id_layer_id")),
    )
    op.create_index(
        op.f("ix_cost_layer_consumption_layer_id_id"), "cost_layer_consumption", ["layer_id", "id"], unique=False
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.rounded(amount numeric, digits integer, policy text)
     RETURNS numeric
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE STRICT
    RETURN CASE WHEN ((policy = 'HALF_EVEN'::text) AND (abs(((amount * power((10)::numeric, (digits)::numeric)) % (1)::numeric)) = 0.5)) THEN round((((2)::numeric * round(((amount * power((10)::numeric, (digits)::numeric)) / (2)::numeric))) / power((10)::numeric, (digits)::numeric)), digits) ELSE round(amount, digits) END
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_value_entry_applies()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      update stock_value as held set quantity = held.quantity + delta.quantity, value = held.value + delta.value,
        unit_cost = case when held.quantity + delta.quantity > 0
          then round((held.value + delta.value) / (held.quantity + delta.quantity), 6) else held.unit_cost end
      from (select sku_id, sum(quantity) as quantity, sum(value) as value from valued group by sku_id) as delta
      where held.sku_id = delta.sku_id;
      insert into cost_layer (company_id, sku_id, entry_id, received_on, quantity, currency, value, remaining_quantity, remaining_value)
        select company_id, sku_id, id, posted_on, quantity, currency, value, quantity, value from valued
        where kind = 'RECEIPT' and method = 'FIFO' order by posted_on, id;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_moves_valued(moves uuid[])
     RETURNS TABLE(id uuid, company_id uuid, sku_id uuid, incoming boolean, quantity numeric, unit_cost numeric, reverses_id uuid, posted_on date, currency text, digits integer, policy text, document_type text, document_id uuid)
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select move.id, move.company_id, move.sku_id, target.holds_stock, move.quantity, move.unit_cost, move.reverses_id,
        (move.moved_at at time zone company.time_zone)::date, company.currency, currency_exponent(company.currency),
        company.rounding_policy, move.document_type, move.document_id
      from stock_move as move
      join location as source on source.id = move.from_location_id join location as target on target.id = move.to_location_id
      join company on company.id = move.company_id
      where move.id = any(moves) and source.holds_stock <> target.holds_stock
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_value_begins(skus uuid[])
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      update stock_value as held set method = product.cost_method,
        standard_cost = case when product.cost_method = 'STANDARD' then coalesce(sku.standard_cost, held.unit_cost, 0) end
      from sku join product on product.id = sku.product_id
      where held.sku_id = any(skus) and held.quantity = 0 and sku.id = held.sku_id
        and row(held.method, held.standard_cost) is distinct from row(product.cost_method,
          case when product.cost_method = 'STANDARD' then coalesce(sku.standard_cost, held.unit_cost, 0) end)
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_receipts(moves uuid[])
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      insert into stock_value_entry (company_id, sku_id, move_id, kind, posted_on, quantity, currency, value, method, document_type,
        document_id)
      select move.company_id, move.sku_id, move.id, 'RECEIPT', move.posted_on, move.quantity, move.currency,
        case when held.method = 'STANDARD' then rounded(held.standard_cost * (held.quantity + move.until), move.digits, move.policy)
          - rounded(held.standard_cost * (held.quantity + move.until - move.quantity), move.digits, move.policy)
        else rounded(coalesce(gone.value / gone.quantity, move.unit_cost, held.unit_cost, sku.standard_cost, 0) * move.quantity,
          move.digits, move.policy) end,
        held.method, move.document_type, move.document_id
      from (
        select *, sum(quantity) over (partition by sku_id order by posted_on, id) as until from stock_moves_valued(moves)
        where incoming
      ) as move
      join stock_value as held on held.sku_id = move.sku_id join sku on sku.id = move.sku_id
      left join stock_value_entry as gone on gone.move_id = move.reverses_id and gone.kind = 'ISSUE'
      order by move.posted_on, move.id
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_issues(moves uuid[])
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      insert into stock_value_entry (company_id, sku_id, move_id, kind, posted_on, quantity, currency, value, method, document_type,
        document_id)
      select move.company_id, move.sku_id, move.id, 'ISSUE', move.posted_on, -move.quantity, move.currency,
        case when held.method = 'STANDARD' then rounded(held.standard_cost * (held.quantity - move.until), move.digits, move.policy)
          - rounded(held.standard_cost * (held.quantity - move.until + move.quantity), move.digits, move.policy)
        when held.quantity = 0 then round(0, move.digits)
        else rounded(held.value * (move.until - move.quantity) / held.quantity, move.digits, move.policy)
          - rounded(held.value * move.until / held.quantity, move.digits, move.policy) end,
        held.method, move.document_type, move.document_id
      from (
        select *, sum(quantity) over (partition by sku_id order by posted_on, id) as until from stock_moves_valued(moves)
        where not incoming
      ) as move
      join stock_value as held on held.sku_id = move.sku_id
      where held.method <> 'FIFO' order by move.posted_on, move.id
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_issues_first_in_first_out(moves uuid[])
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      with issue as materialized (
        select move.*, uuidv7() as entry_id, sum(move.quantity) over (partition by move.sku_id order by move.posted_on, move.id) as until
        from stock_moves_valued(moves) as move join stock_value as held on held.sku_id = move.sku_id
        where not move.incoming and held.method = 'FIFO'
      ), layer as (
        select *, sum(remaining_quantity) over (partition by sku_id order by received_on, id) as until from cost_layer
        where remaining_quantity > 0 and sku_id in (select sku_id from issue)
      ), taken as materialized (
        select issue.entry_id, layer.id as layer_id, until.last - since.first as quantity,
          rounded(layer.remaining_value * (until.last - layer.until + layer.remaining_quantity) / layer.remaining_quantity,
            issue.digits, issue.policy)
          - rounded(layer.remaining_value * (since.first - layer.until + layer.remaining_quantity) / layer.remaining_quantity,
            issue.digits, issue.policy) as value
        from issue join layer on layer.sku_id = issue.sku_id
        cross join lateral (select greatest(issue.until - issue.quantity, layer.until - layer.remaining_quantity) as first) as since
        cross join lateral (select least(issue.until, layer.until) as last) as until
        where since.first < until.last
      ), entered as (
        insert into stock_value_entry (id, company_id, sku_id, move_id, kind, posted_on, quantity, currency, value, method,
          document_type, document_id)
        select issue.entry_id, issue.company_id, issue.sku_id, issue.id, 'ISSUE', issue.posted_on, -issue.quantity, issue.currency,
          -coalesce(whole.value, round(0, issue.digits)), 'FIFO', issue.document_type, issue.document_id
        from issue left join (select entry_id, sum(value) as value from taken group by 1) as whole using (entry_id)
        order by issue.posted_on, issue.id
      ), consumed as (
        insert into cost_layer_consumption (company_id, layer_id, entry_id, quantity, currency, value)
        select issue.company_id, taken.layer_id, taken.entry_id, taken.quantity, issue.currency, taken.value
        from taken join issue using (entry_id)
      )
      update cost_layer as layer set remaining_quantity = layer.remaining_quantity - gone.quantity,
        remaining_value = layer.remaining_value - gone.value
      from (select layer_id, sum(quantity) as quantity, sum(value) as value from taken group by 1) as gone
      where layer.id = gone.layer_id
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_move_values()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare skus uuid[]; turn record;
    begin
      select array_agg(distinct moved.sku_id) into skus from moved
        join location as source on source.id = moved.from_location_id join location as target on target.id = moved.to_location_id
        where source.holds_stock <> target.holds_stock;
      if skus is null then
        return null;
      end if;
      insert into stock_value (company_id, sku_id, currency, value, method)
        select sku.company_id, sku.id, company.currency, round(0, currency_exponent(company.currency)), product.cost_method
        from sku join product on product.id = sku.product_id join company on company.id = sku.company_id
        where sku.id = any(skus) and not exists (select from stock_value where sku_id = sku.id)
        order by sku.id on conflict (sku_id) do nothing;
      perform from stock_value where sku_id = any(skus) order by sku_id for update;
      for turn in
        select array_agg(id) as moves, array_agg(distinct sku_id) as skus, bool_or(incoming) as comes, bool_or(not incoming) as goes
        from (
          select id, sku_id, incoming, count(*) filter (where turns) over (partition by sku_id order by posted_on, incoming desc, id) as number
          from (
            select *, incoming and not lag(incoming, 1, true) over (partition by sku_id order by posted_on, incoming desc, id) as turns
            from stock_moves_valued((select array_agg(id) from moved))
          ) as each
        ) as numbered group by number order by number
      loop
        perform stock_value_begins(turn.skus);
        if turn.comes then
          perform stock_receipts(turn.moves);
        end if;
        if turn.goes then
          perform stock_issues(turn.moves);
          if exists (select from stock_value where sku_id = any(turn.skus) and method = 'FIFO') then
            perform stock_issues_first_in_first_out(turn.moves);
          end if;
        end if;
      end loop;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_revalue(skus uuid[], costs numeric[], on_day date, of_type text, of_document uuid)
     RETURNS void
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      perform from stock_value where sku_id = any(skus) order by sku_id for update;
      insert into stock_value_entry (company_id, sku_id, kind, posted_on, quantity, currency, value, method, document_type, document_id)
        select held.company_id, held.sku_id, 'REVALUATION', on_day, 0, held.currency,
          rounded(said.cost * held.quantity, currency_exponent(held.currency), company.rounding_policy) - held.value, held.method,
          of_type, of_document
        from unnest(skus, costs) as said (sku_id, cost) join stock_value as held on held.sku_id = said.sku_id
        join company on company.id = held.company_id
        where rounded(said.cost * held.quantity, currency_exponent(held.currency), company.rounding_policy) <> held.value
        order by held.sku_id;
      update stock_value as held set standard_cost = said.cost
        from unnest(skus, costs) as said (sku_id, cost) where held.sku_id = said.sku_id and held.method = 'STANDARD';
      update cost_layer as layer set remaining_value = worth.value
        from (
          select layer.id, rounded(said.cost * layer.until, digits, company.rounding_policy)
            - rounded(said.cost * (layer.until - layer.remaining_quantity), digits, company.rounding_policy) as value
          from (
            select *, sum(remaining_quantity) over (partition by sku_id order by received_on, id) as until,
              currency_exponent(currency) as digits
            from cost_layer where remaining_quantity > 0 and sku_id = any(skus)
          ) as layer
          join company on company.id = layer.company_id join unnest(skus, costs) as said (sku_id, cost) on said.sku_id = layer.sku_id
        ) as worth where layer.id = worth.id;
    end $function$
    """)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.cost_layer FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.stock_value FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER stock_value_entry_applies AFTER INSERT ON public.stock_value_entry REFERENCING NEW TABLE AS valued FOR EACH STATEMENT EXECUTE FUNCTION stock_value_entry_applies()"
    )
    # What is there already is worth nothing until somebody says what it cost.
    execute("""
    insert into stock_value (company_id, sku_id, currency, value, method, standard_cost)
    select sku.company_id, sku.id, company.currency, round(0, currency_exponent(company.currency)), product.cost_method,
      case when product.cost_method = 'STANDARD' then 0 end
    from sku join product on product.id = sku.product_id join company on company.id = sku.company_id
    where exists (select from stock_level where sku_id = sku.id and on_hand > 0)
    """)
    execute("""
    insert into stock_value_entry (company_id, sku_id, kind, posted_on, quantity, currency, value, method)
    select held.company_id, held.sku_id, 'RECEIPT', current_date, sum(level.on_hand), held.currency, held.value, held.method
    from stock_value as held join stock_level as level on level.sku_id = held.sku_id group by held.id
    """)
    execute(
        "CREATE TRIGGER stock_move_values AFTER INSERT ON public.stock_move REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION stock_move_values()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.stock_value_entry FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.stock_value_entry FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.cost_layer_consumption FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.cost_layer_consumption FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on cost_layer from torso_app")
    execute("grant select on cost_layer to torso_app")
    execute("revoke all on cost_layer_consumption from torso_app")
    execute("grant select on cost_layer_consumption to torso_app")
    execute("revoke all on stock_value from torso_app")
    execute("grant select on stock_value to torso_app")
    execute("revoke all on stock_value_entry from torso_app")
    execute("grant select on stock_value_entry to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger stock_move_values on stock_move")
    op.drop_index(op.f("ix_cost_layer_consumption_layer_id_id"), table_name="cost_layer_consumption")
    op.drop_table("cost_layer_consumption")
    op.drop_index(
        op.f("ix_cost_layer_sku_id_received_on_id"),
        table_name="cost_layer",
        postgresql_where=sa.text("remaining_quantity > 0"),
    )
    op.drop_index(op.f("ix_cost_layer_sku_id_id"), table_name="cost_layer")
    op.drop_table("cost_layer")
    op.drop_index("uq_stock_value_entry_move_id", table_name="stock_value_entry")
    op.drop_index(op.f("ix_stock_value_entry_sku_id_posted_on_id"), table_name="stock_value_entry")
    op.drop_index(op.f("ix_stock_value_entry_posted_on_id"), table_name="stock_value_entry")
    op.drop_index(op.f("ix_stock_value_entry_document_id_id"), table_name="stock_value_entry")
    op.drop_index(op.f("ix_stock_value_entry_company_id_posted_on_id"), table_name="stock_value_entry")
    op.drop_table("stock_value_entry")
    op.drop_index(op.f("ix_stock_value_value_id"), table_name="stock_value")
    op.drop_index(op.f("ix_stock_value_company_id_value_id"), table_name="stock_value")
    op.drop_table("stock_value")
    execute("drop function stock_revalue(uuid[],numeric[],date,text,uuid)")
    execute("drop function stock_move_values()")
    execute("drop function stock_issues_first_in_first_out(uuid[])")
    execute("drop function stock_issues(uuid[])")
    execute("drop function stock_receipts(uuid[])")
    execute("drop function stock_value_begins(uuid[])")
    execute("drop function stock_moves_valued(uuid[])")
    execute("drop function stock_value_entry_applies()")
    execute("drop function rounded(numeric,integer,text)")
