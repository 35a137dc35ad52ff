"""Make the first tables.

Revision 0001.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make the first tables."""
    execute("""
    CREATE OR REPLACE FUNCTION public.currency_exponent(code text)
     RETURNS integer
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE STRICT
    RETURN CASE WHEN (code = ANY (ARRAY['BIF'::text, 'CLP'::text, 'DJF'::text, 'GNF'::text, 'ISK'::text, 'JPY'::text, 'KMF'::text, 'KRW'::text, 'PYG'::text, 'RWF'::text, 'UGX'::text, 'UYI'::text, 'VND'::text, 'VUV'::text, 'XAF'::text, 'XOF'::text, 'XPF'::text])) THEN 0 WHEN (code = ANY (ARRAY['BHD'::text, 'IQD'::text, 'JOD'::text, 'KWD'::text, 'LYD'::text, 'OMR'::text, 'TND'::text])) THEN 3 WHEN (code = ANY (ARRAY['CLF'::text, 'UYW'::text])) THEN 4 ELSE 2 END
    """)
    execute(r"""
    CREATE OR REPLACE FUNCTION public.fold(value text)
     RETURNS text
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE STRICT
    RETURN (replace(regexp_replace(NORMALIZE(lower((value COLLATE pg_c_utf8)), NFKD), '[\u0300-\u036f]'::text, ''::text, 'g'::text), 'ß'::text, 'ss'::text) COLLATE "C")
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.search_words(value text)
     RETURNS text
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE STRICT
    RETURN regexp_replace((fold(value) COLLATE pg_c_utf8), '[^[:alnum:]]+'::text, ' '::text, 'g'::text)
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.touch()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    begin
      new.version := old.version + 1;
      new.changed_at := clock_timestamp();
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.append_only()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    begin
      raise exception using errcode = 'restrict_violation', table = tg_table_name, constraint = 'append_only',
        message = format('%s is append-only: %s refused', tg_table_name, lower(tg_op));
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tree_path()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    declare above uuid[];
    begin
      if new.parent_id is null then
        new.path := array[new.id];
      else
        execute format('select path from %I where id = $1 for share', tg_table_name) into above using new.parent_id;
        if new.id = any(above) then
          raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'tree_has_no_cycle',
            message = format('%s %s would be its own ancestor', tg_table_name, new.id);
        end if;
        new.path := above || new.id;
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tree_branch()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    begin
      execute format('update %I set parent_id = parent_id where parent_id = $1', tg_table_name) using new.id;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_move_applies()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare missing record;
    begin
      perform from stock_level as level
        where (level.sku_id, level.location_id) in
          (select sku_id, from_location_id from moved union all select sku_id, to_location_id from moved)
        order by level.sku_id, level.location_id, level.lot_id for update;

      with delta as (
        select moved.company_id, moved.sku_id, side.location_id, moved.lot_id, sum(side.quantity) as quantity
        from moved
        cross join lateral (values (from_location_id, -quantity), (to_location_id, quantity)) as side (location_id, quantity)
        join location on location.id = side.location_id and location.holds_stock
        group by moved.company_id, moved.sku_id, side.location_id, moved.lot_id
      ), lowered as (
        update stock_level as level set on_hand = level.on_hand + delta.quantity
        from delta where delta.quantity < 0 and level.sku_id = delta.sku_id and level.location_id = delta.location_id
          and level.lot_id is not distinct from delta.lot_id
        returning level.sku_id, level.location_id, level.lot_id
      ), raised as (
        insert into stock_level (company_id, sku_id, location_id, lot_id, on_hand)
        select company_id, sku_id, location_id, lot_id, quantity from delta where quantity > 0
        order by sku_id, location_id, lot_id
        on conflict (sku_id, location_id, lot_id) do update set on_hand = stock_level.on_hand + excluded.on_hand
      )
      select delta.sku_id, delta.location_id into missing from delta
        where delta.quantity < 0 and not exists (
          select from lowered where lowered.sku_id = delta.sku_id and lowered.location_id = delta.location_id
            and lowered.lot_id is not distinct from delta.lot_id);
      if found then
        raise exception using errcode = 'check_violation', table = 'stock_level', constraint = 'ck_stock_level_on_hand_not_negative',
          message = format('nothing of %s is at %s', missing.sku_id, missing.location_id);
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "country",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country")),
        sa.UniqueConstraint("code", name=op.f("uq_country_code")),
    )
    op.create_table(
        "currency",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("numeric_code", sa.Text(collation="C"), nullable=True),
        sa.Column("exponent", sa.Integer(), nullable=False),
        sa.Column("cash_step", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("exponent = currency_exponent(code)", name=op.f("ck_currency_exponent_is_iso_4217")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_currency")),
        sa.UniqueConstraint("code", name=op.f("uq_currency_code")),
    )
    op.create_table(
        "role",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("permissions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_standard", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("code", name=op.f("uq_role_code")),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "dimension",
            sa.Enum(
                "COUNT",
                "MASS",
                "LENGTH",
                "AREA",
                "VOLUME",
                "TIME",
                "OTHER",
                name="unit_dimension",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("common_code", sa.Text(collation="C"), nullable=True),
        sa.Column("decimals", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("decimals between 0 and 6", name=op.f("ck_unit_decimals_within_quantity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
        sa.UniqueConstraint("common_code", name=op.f("uq_unit_common_code")),
    )
    op.create_table(
        "company",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("vat_number", sa.Text(collation="C"), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("country", sa.Text(collation="C"), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column(
            "rounding_policy",
            sa.Enum(
                "HALF_UP", "HALF_EVEN", name="rounding_policy", native_enum=False, create_constraint=True, length=40
            ),
            server_default=sa.text("'HALF_UP'"),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_company_country")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_company_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("code", name=op.f("uq_company_code")),
    )
    op.create_table(
        "exchange_rate",
        sa.Column("from_currency", sa.Text(collation="C"), nullable=False),
        sa.Column("to_currency", sa.Text(collation="C"), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("from_currency <> to_currency", name=op.f("ck_exchange_rate_currencies_differ")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_exchange_rate_rate_positive")),
        sa.ForeignKeyConstraint(["from_currency"], ["currency.code"], name=op.f("fk_exchange_rate_from_currency")),
        sa.ForeignKeyConstraint(["to_currency"], ["currency.code"], name=op.f("fk_exchange_rate_to_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint(
            "from_currency", "to_currency", "valid_on", name=op.f("uq_exchange_rate_from_currency_to_currency_valid_on")
        ),
    )
    op.create_index(op.f("ix_exchange_rate_valid_on_id"), "exchange_rate", ["valid_on", "id"], unique=False)
    op.create_table(
        "unit_conversion",
        sa.Column("from_unit_id", sa.Uuid(), nullable=False),
        sa.Column("to_unit_id", sa.Uuid(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("from_unit_id <> to_unit_id", name=op.f("ck_unit_conversion_units_differ")),
        sa.CheckConstraint("numerator > 0 and denominator > 0", name=op.f("ck_unit_conversion_factor_positive")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name=op.f("fk_unit_conversion_from_unit_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_unit_conversion_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_conversion")),
        sa.UniqueConstraint("from_unit_id", "to_unit_id", name=op.f("uq_unit_conversion_from_unit_id_to_unit_id")),
    )
    op.create_index(op.f("ix_unit_conversion_to_unit_id"), "unit_conversion", ["to_unit_id"], unique=False)
    op.create_table(
        "external_reference",
        sa.Column("system", sa.Text(collation="C"), nullable=False),
        sa.Column("external_id", sa.Text(collation="C"), nullable=False),
        sa.Column("entity_type", sa.Text(collation="C"), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_external_reference_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_reference")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_external_reference_company_id_id")),
        sa.UniqueConstraint(
            "company_id",
            "system",
            "entity_type",
            "external_id",
            name=op.f("uq_external_reference_company_id_system_entity_type_external_id"),
        ),
    )
    op.create_index(
        op.f("ix_external_reference_entity_id_system"), "external_reference", ["entity_id", "system"], unique=False
    )
    op.create_table(
        "number_series",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("digits", sa.Integer(), server_default=sa.text("6"), nullable=False),
        sa.Column("next_value", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("gapless", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("digits between 1 and 12", name=op.f("ck_number_series_digits_within_bounds")),
        sa.CheckConstraint("next_value >= 1", name=op.f("ck_number_series_next_value_positive")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_number_series_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_number_series_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_number_series_company_id_id")),
    )
    op.create_table(
        "party",
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("ORGANISATION", "PERSON", name="party_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=True),
        sa.Column("vat_number", sa.Text(collation="C"), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(collation="C"), server_default=sa.text("'en'"), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_words(coalesce(number, '') || ' ' || coalesce(name, '') || ' ' || coalesce(legal_name, '') || ' ' || coalesce(vat_number, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "parent_id"], ["party.company_id", "party.id"], name=op.f("fk_party_company_id_parent_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_party_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_party_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_party_company_id_number")),
    )
    op.create_index(op.f("ix_party_changed_at_id"), "party", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_party_company_id_changed_at_id"), "party", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_index(op.f("ix_party_company_id_name_key_id"), "party", ["company_id", "name_key", "id"], unique=False)
    op.create_index(op.f("ix_party_company_id_number_id"), "party", ["company_id", "number", "id"], unique=False)
    op.create_index(op.f("ix_party_name_key_id"), "party", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_party_number_id"), "party", ["number", "id"], unique=False)
    op.create_index(op.f("ix_party_parent_id_id"), "party", ["parent_id", "id"], unique=False)
    op.create_index("ix_party_search", "party", ["search_vector"], unique=False, postgresql_using="gin")
    op.create_index(op.f("ix_party_vat_number_id"), "party", ["vat_number", "id"], unique=False)
    op.create_table(
        "product_category",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "parent_id"],
            ["product_category.company_id", "product_category.id"],
            name=op.f("fk_product_category_company_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_product_category_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_category")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_product_category_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_product_category_company_id_id")),
    )
    op.create_index(
        op.f("ix_product_category_company_id_name_key_id"),
        "product_category",
        ["company_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_product_category_name_key_id"), "product_category", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_product_category_parent_id_id"), "product_category", ["parent_id", "id"], unique=False)
    op.create_index("ix_product_category_path", "product_category", ["path"], unique=False, postgresql_using="gin")
    op.create_table(
        "address",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "MAIN",
                "BILLING",
                "SHIPPING",
                "HOME",
                "OTHER",
                name="address_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("line1", sa.Text(), nullable=False),
        sa.Column("line2", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(collation="C"), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(collation="C"), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city_key", sa.Text(collation="C"), sa.Computed("fold(city)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_address_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_address_company_id")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_address_country")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_address_company_id_id")),
    )
    op.create_index(op.f("ix_address_city_key_id"), "address", ["city_key", "id"], unique=False)
    op.create_index(
        op.f("ix_address_company_id_city_key_id"), "address", ["company_id", "city_key", "id"], unique=False
    )
    op.create_index(
        op.f("ix_address_company_id_postal_code_id"), "address", ["company_id", "postal_code", "id"], unique=False
    )
    op.create_index(op.f("ix_address_company_id_country_id"), "address", ["company_id", "country", "id"], unique=False)
    op.create_index(op.f("ix_address_country_id"), "address", ["country", "id"], unique=False)
    op.create_index(op.f("ix_address_party_id_id"), "address", ["party_id", "id"], unique=False)
    op.create_index(op.f("ix_address_postal_code_id"), "address", ["postal_code", "id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_contact_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_contact_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_contact_company_id_id")),
    )
    op.create_index(
        op.f("ix_contact_company_id_name_key_id"), "contact", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_contact_name_key_id"), "contact", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_contact_party_id_id"), "contact", ["party_id", "id"], unique=False)
    op.create_table(
        "party_role",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "CUSTOMER",
                "VENDOR",
                "CARRIER",
                "EMPLOYEE",
                name="party_role_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("preferred", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_party_role_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_party_role_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_role")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_party_role_company_id_id")),
        sa.UniqueConstraint("party_id", "role", name=op.f("uq_party_role_party_id_role")),
    )
    op.create_index(op.f("ix_party_role_company_id_role_id"), "party_role", ["company_id", "role", "id"], unique=False)
    op.create_index(op.f("ix_party_role_role_id"), "party_role", ["role", "id"], unique=False)
    op.create_table(
        "product",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("GOODS", "SERVICE", name="product_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "tracking",
            sa.Enum("NONE", "LOT", "SERIAL", name="tracking", native_enum=False, create_constraint=True, length=40),
            server_default=sa.text("'NONE'"),
            nullable=False,
        ),
        sa.Column(
            "cost_method",
            sa.Enum(
                "MOVING_AVERAGE",
                "FIFO",
                "STANDARD",
                name="cost_method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'MOVING_AVERAGE'"),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_words(coalesce(code, '') || ' ' || coalesce(name, '') || ' ' || coalesce(description, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "category_id"],
            ["product_category.company_id", "product_category.id"],
            name=op.f("fk_product_company_id_category_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_product_company_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_product_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_product_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_product_company_id_id")),
    )
    op.create_index(
        op.f("ix_product_category_id_name_key_id"), "product", ["category_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_product_changed_at_id"), "product", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_product_code_id"), "product", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_product_company_id_changed_at_id"), "product", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_index(op.f("ix_product_company_id_code_id"), "product", ["company_id", "code", "id"], unique=False)
    op.create_index(
        op.f("ix_product_company_id_name_key_id"), "product", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_product_name_key_id"), "product", ["name_key", "id"], unique=False)
    op.create_index("ix_product_search", "product", ["search_vector"], unique=False, postgresql_using="gin")
    op.create_table(
        "user_account",
        sa.Column("email", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("language", sa.Text(collation="C"), server_default=sa.text("'en'"), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_user_account_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_index(op.f("ix_user_account_name_id"), "user_account", ["name", "id"], unique=False)
    op.create_index(op.f("ix_user_account_party_id_id"), "user_account", ["party_id", "id"], unique=False)
    op.create_table(
        "sku",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("list_price", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("standard_cost", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("weight_kg", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("reorder_point", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("safety_stock", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("is_made", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_sold", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("sold_from", sa.Date(), nullable=True),
        sa.Column("sold_until", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, search_words(coalesce(code, '') || ' ' || coalesce(name, '') || ' ' || coalesce(variant, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("list_price >= 0", name=op.f("ck_sku_list_price_not_negative")),
        sa.CheckConstraint("reorder_point >= 0", name=op.f("ck_sku_reorder_point_not_negative")),
        sa.CheckConstraint("safety_stock >= 0", name=op.f("ck_sku_safety_stock_not_negative")),
        sa.CheckConstraint("standard_cost >= 0", name=op.f("ck_sku_standard_cost_not_negative")),
        sa.CheckConstraint("weight_kg >= 0", name=op.f("ck_sku_weight_kg_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "product_id"],
            ["product.company_id", "product.id"],
            name=op.f("fk_sku_company_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sku_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_sku_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sku_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sku")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_sku_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_sku_company_id_id")),
    )
    op.create_index(op.f("ix_sku_changed_at_id"), "sku", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_sku_code_id"), "sku", ["code", "id"], unique=False)
    op.create_index(op.f("ix_sku_company_id_changed_at_id"), "sku", ["company_id", "changed_at", "id"], unique=False)
    op.create_index(op.f("ix_sku_company_id_code_id"), "sku", ["company_id", "code", "id"], unique=False)
    op.create_index(op.f("ix_sku_company_id_list_price_id"), "sku", ["company_id", "list_price", "id"], unique=False)
    op.create_index(op.f("ix_sku_company_id_name_key_id"), "sku", ["company_id", "name_key", "id"], unique=False)
    op.create_index(op.f("ix_sku_list_price_id"), "sku", ["list_price", "id"], unique=False)
    op.create_index(op.f("ix_sku_name_key_id"), "sku", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_sku_product_id_id"), "sku", ["product_id", "id"], unique=False)
    op.create_index("ix_sku_search", "sku", ["search_vector"], unique=False, postgresql_using="gin")
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_user_role_company_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_role_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_role")),
        sa.UniqueConstraint(
            "user_id",
            "role_id",
            "company_id",
            name=op.f("uq_user_role_user_id_role_id_company_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_user_role_company_id_id"), "user_role", ["company_id", "id"], unique=False)
    op.create_index(op.f("ix_user_role_role_id_id"), "user_role", ["role_id", "id"], unique=False)
    op.create_table(
        "warehouse",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "address_id"],
            ["address.company_id", "address.id"],
            name=op.f("fk_warehouse_company_id_address_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_warehouse_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_warehouse_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_warehouse_company_id_id")),
    )
    op.create_index(op.f("ix_warehouse_code_id"), "warehouse", ["code", "id"], unique=False)
    op.create_index(op.f("ix_warehouse_company_id_code_id"), "warehouse", ["company_id", "code", "id"], unique=False)
    op.create_index(
        op.f("ix_warehouse_company_id_name_key_id"), "warehouse", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_warehouse_name_key_id"), "warehouse", ["name_key", "id"], unique=False)
    op.create_table(
        "barcode",
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "EAN_13",
                "EAN_8",
                "UPC_A",
                "GTIN_14",
                "CODE_128",
                name="barcode_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("1"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_barcode_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_barcode_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_barcode_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barcode")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_barcode_company_id_id")),
        sa.UniqueConstraint("company_id", "value", name=op.f("uq_barcode_company_id_value")),
    )
    op.create_index(op.f("ix_barcode_company_id_value_id"), "barcode", ["company_id", "value", "id"], unique=False)
    op.create_index(op.f("ix_barcode_sku_id_id"), "barcode", ["sku_id", "id"], unique=False)
    op.create_index(op.f("ix_barcode_value_id"), "barcode", ["value", "id"], unique=False)
    op.create_table(
        "location",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "INTERNAL",
                "TRANSIT",
                "SUPPLIER",
                "CUSTOMER",
                "PRODUCTION",
                "ADJUSTMENT",
                "SCRAP",
                name="location_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("warehouse_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "holds_stock", sa.Boolean(), sa.Computed("kind in ('INTERNAL', 'TRANSIT')", persisted=True), nullable=False
        ),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'INTERNAL') = (warehouse_id is not null)",
            name=op.f("ck_location_warehouse_has_internal_locations"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "parent_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_location_company_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "warehouse_id"],
            ["warehouse.company_id", "warehouse.id"],
            name=op.f("fk_location_company_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_location_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_location_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_location_company_id_id")),
    )
    op.create_index(op.f("ix_location_code_id"), "location", ["code", "id"], unique=False)
    op.create_index(op.f("ix_location_company_id_code_id"), "location", ["company_id", "code", "id"], unique=False)
    op.create_index(op.f("ix_location_parent_id_id"), "location", ["parent_id", "id"], unique=False)
    op.create_index("ix_location_path", "location", ["path"], unique=False, postgresql_using="gin")
    op.create_index(op.f("ix_location_warehouse_id_id"), "location", ["warehouse_id", "id"], unique=False)
    op.create_table(
        "lot",
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_lot_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_lot_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_lot_company_id_id")),
        sa.UniqueConstraint("company_id", "sku_id", "number", name=op.f("uq_lot_company_id_sku_id_number")),
    )
    op.create_index(op.f("ix_lot_company_id_expires_on_id"), "lot", ["company_id", "expires_on", "id"], unique=False)
    op.create_index(op.f("ix_lot_company_id_number_id"), "lot", ["company_id", "number", "id"], unique=False)
    op.create_index(op.f("ix_lot_expires_on_id"), "lot", ["expires_on", "id"], unique=False)
    op.create_index(op.f("ix_lot_number_id"), "lot", ["number", "id"], unique=False)
    op.create_index(op.f("ix_lot_sku_id_id"), "lot", ["sku_id", "id"], unique=False)
    op.create_table(
        "purchase_order",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "PENDING_APPROVAL",
                "APPROVED",
                "SENT",
                "ACKNOWLEDGED",
                "COMPLETED",
                "CLOSED_SHORT",
                "REJECTED",
                "CANCELLED",
                name="purchase_order_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_reference", sa.Text(collation="C"), nullable=True),
        sa.Column("warehouse_id", sa.Uuid(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("net_amount", sa.Numeric(), nullable=False),
        sa.Column("tax_amount", sa.Numeric(), nullable=False),
        sa.Column("freight_amount", sa.Numeric(), nullable=False),
        sa.Column("total_amount", sa.Numeric(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state in ('DRAFT', 'PENDING_APPROVAL') or number is not null",
            name=op.f("ck_purchase_order_number_once_approved"),
        ),
        sa.CheckConstraint(
            "scale(freight_amount) = currency_exponent(currency)",
            name=op.f("ck_purchase_order_freight_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(net_amount) = currency_exponent(currency)", name=op.f("ck_purchase_order_net_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(tax_amount) = currency_exponent(currency)", name=op.f("ck_purchase_order_tax_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(total_amount) = currency_exponent(currency)",
            name=op.f("ck_purchase_order_total_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "total_amount = net_amount + tax_amount + freight_amount", name=op.f("ck_purchase_order_total_adds_up")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "vendor_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_purchase_order_company_id_vendor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "warehouse_id"],
            ["warehouse.company_id", "warehouse.id"],
            name=op.f("fk_purchase_order_company_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_purchase_order_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_purchase_order_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_purchase_order_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_purchase_order_company_id_number")),
    )
    op.create_index(op.f("ix_purchase_order_changed_at_id"), "purchase_order", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_purchase_order_company_id_changed_at_id"),
        "purchase_order",
        ["company_id", "changed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_purchase_order_company_id_expected_on_id"),
        "purchase_order",
        ["company_id", "expected_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_purchase_order_company_id_number_id"), "purchase_order", ["company_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_purchase_order_company_id_ordered_at_id"),
        "purchase_order",
        ["company_id", "ordered_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_purchase_order_company_id_state_ordered_at_id"),
        "purchase_order",
        ["company_id", "state", "ordered_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_purchase_order_company_id_total_amount_id"),
        "purchase_order",
        ["company_id", "total_amount", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_purchase_order_expected_on_id"), "purchase_order", ["expected_on", "id"], unique=False)
    op.create_index(op.f("ix_purchase_order_number_id"), "purchase_order", ["number", "id"], unique=False)
    op.create_index(op.f("ix_purchase_order_ordered_at_id"), "purchase_order", ["ordered_at", "id"], unique=False)
    op.create_index(
        op.f("ix_purchase_order_state_ordered_at_id"), "purchase_order", ["state", "ordered_at", "id"], unique=False
    )
    op.create_index(op.f("ix_purchase_order_total_amount_id"), "purchase_order", ["total_amount", "id"], unique=False)
    op.create_index(op.f("ix_purchase_order_vendor_id_id"), "purchase_order", ["vendor_id", "id"], unique=False)
    op.create_index(
        op.f("ix_purchase_order_vendor_id_ordered_at_id"),
        "purchase_order",
        ["vendor_id", "ordered_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_purchase_order_warehouse_id_id"), "purchase_order", ["warehouse_id", "id"], unique=False)
    op.create_table(
        "sales_order",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "PENDING_APPROVAL",
                "CONFIRMED",
                "ON_HOLD",
                "CLOSED",
                "CLOSED_SHORT",
                "CANCELLED",
                name="sales_order_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("customer_reference", sa.Text(collation="C"), nullable=True),
        sa.Column("billing_address_id", sa.Uuid(), nullable=True),
        sa.Column("shipping_address_id", sa.Uuid(), nullable=True),
        sa.Column("warehouse_id", sa.Uuid(), nullable=True),
        sa.Column("sales_rep_id", sa.Uuid(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("net_amount", sa.Numeric(), nullable=False),
        sa.Column("tax_amount", sa.Numeric(), nullable=False),
        sa.Column("total_amount", sa.Numeric(), nullable=False),
        sa.Column("cost_amount", sa.Numeric(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state = 'DRAFT' or number is not null", name=op.f("ck_sales_order_number_once_confirmed")),
        sa.CheckConstraint(
            "scale(cost_amount) = currency_exponent(currency)", name=op.f("ck_sales_order_cost_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(net_amount) = currency_exponent(currency)", name=op.f("ck_sales_order_net_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(tax_amount) = currency_exponent(currency)", name=op.f("ck_sales_order_tax_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(total_amount) = currency_exponent(currency)", name=op.f("ck_sales_order_total_amount_fits_currency")
        ),
        sa.CheckConstraint("total_amount = net_amount + tax_amount", name=op.f("ck_sales_order_total_adds_up")),
        sa.ForeignKeyConstraint(
            ["company_id", "billing_address_id"],
            ["address.company_id", "address.id"],
            name=op.f("fk_sales_order_company_id_billing_address_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "customer_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_sales_order_company_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "shipping_address_id"],
            ["address.company_id", "address.id"],
            name=op.f("fk_sales_order_company_id_shipping_address_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "warehouse_id"],
            ["warehouse.company_id", "warehouse.id"],
            name=op.f("fk_sales_order_company_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sales_order_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_sales_order_currency")),
        sa.ForeignKeyConstraint(["sales_rep_id"], ["user_account.id"], name=op.f("fk_sales_order_sales_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_sales_order_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_sales_order_company_id_number")),
    )
    op.create_index(op.f("ix_sales_order_changed_at_id"), "sales_order", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_sales_order_company_id_changed_at_id"), "sales_order", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_sales_order_company_id_customer_reference"),
        "sales_order",
        ["company_id", "customer_reference"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_order_company_id_number_id"), "sales_order", ["company_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_sales_order_company_id_placed_at_id"), "sales_order", ["company_id", "placed_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_sales_order_company_id_requested_on_id"),
        "sales_order",
        ["company_id", "requested_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_order_company_id_state_placed_at_id"),
        "sales_order",
        ["company_id", "state", "placed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_order_company_id_total_amount_id"),
        "sales_order",
        ["company_id", "total_amount", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_sales_order_customer_id_id"), "sales_order", ["customer_id", "id"], unique=False)
    op.create_index(
        op.f("ix_sales_order_customer_id_placed_at_id"), "sales_order", ["customer_id", "placed_at", "id"], unique=False
    )
    op.create_index(op.f("ix_sales_order_number_id"), "sales_order", ["number", "id"], unique=False)
    op.create_index(op.f("ix_sales_order_placed_at_id"), "sales_order", ["placed_at", "id"], unique=False)
    op.create_index(op.f("ix_sales_order_requested_on_id"), "sales_order", ["requested_on", "id"], unique=False)
    op.create_index(op.f("ix_sales_order_sales_rep_id_id"), "sales_order", ["sales_rep_id", "id"], unique=False)
    op.create_index(
        op.f("ix_sales_order_state_placed_at_id"), "sales_order", ["state", "placed_at", "id"], unique=False
    )
    op.create_index(op.f("ix_sales_order_total_amount_id"), "sales_order", ["total_amount", "id"], unique=False)
    op.create_index(op.f("ix_sales_order_warehouse_id_id"), "sales_order", ["warehouse_id", "id"], unique=False)
    op.create_table(
        "vendor_product",
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_sku", sa.Text(collation="C"), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("last_unit_cost", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("last_received_on", sa.Date(), nullable=True),
        sa.Column("lead_time_days", sa.Integer(), nullable=True),
        sa.Column("minimum_quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("maximum_quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("last_unit_cost >= 0", name=op.f("ck_vendor_product_last_unit_cost_not_negative")),
        sa.CheckConstraint("lead_time_days >= 0", name=op.f("ck_vendor_product_lead_time_days_not_negative")),
        sa.CheckConstraint("maximum_quantity >= 0", name=op.f("ck_vendor_product_maximum_quantity_not_negative")),
        sa.CheckConstraint("minimum_quantity >= 0", name=op.f("ck_vendor_product_minimum_quantity_not_negative")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_vendor_product_unit_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_vendor_product_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "vendor_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_vendor_product_company_id_vendor_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_vendor_product_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_vendor_product_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_vendor_product_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_product")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_vendor_product_company_id_id")),
        sa.UniqueConstraint("vendor_id", "sku_id", name=op.f("uq_vendor_product_vendor_id_sku_id")),
    )
    op.create_index(
        op.f("ix_vendor_product_company_id_lead_time_days_id"),
        "vendor_product",
        ["company_id", "lead_time_days", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_vendor_product_company_id_unit_price_id"),
        "vendor_product",
        ["company_id", "unit_price", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_vendor_product_lead_time_days_id"), "vendor_product", ["lead_time_days", "id"], unique=False
    )
    op.create_index(op.f("ix_vendor_product_sku_id_id"), "vendor_product", ["sku_id", "id"], unique=False)
    op.create_index(op.f("ix_vendor_product_unit_price_id"), "vendor_product", ["unit_price", "id"], unique=False)
    op.create_table(
        "purchase_order_line",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("net_amount", sa.Numeric(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("received_quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("rejected_quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_order_line_quantity_positive")),
        sa.CheckConstraint(
            "received_quantity >= 0", name=op.f("ck_purchase_order_line_received_quantity_not_negative")
        ),
        sa.CheckConstraint(
            "rejected_quantity <= received_quantity", name=op.f("ck_purchase_order_line_rejected_within_received")
        ),
        sa.CheckConstraint(
            "rejected_quantity >= 0", name=op.f("ck_purchase_order_line_rejected_quantity_not_negative")
        ),
        sa.CheckConstraint(
            "scale(net_amount) = currency_exponent(currency)",
            name=op.f("ck_purchase_order_line_net_amount_fits_currency"),
        ),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_purchase_order_line_unit_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "order_id"],
            ["purchase_order.company_id", "purchase_order.id"],
            name=op.f("fk_purchase_order_line_company_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"],
            ["sku.company_id", "sku.id"],
            name=op.f("fk_purchase_order_line_company_id_sku_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_purchase_order_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_purchase_order_line_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_purchase_order_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_purchase_order_line_company_id_id")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_purchase_order_line_order_id_position")),
    )
    op.create_index(
        op.f("ix_purchase_order_line_company_id_due_on_id"),
        "purchase_order_line",
        ["company_id", "due_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_purchase_order_line_due_on_id"), "purchase_order_line", ["due_on", "id"], unique=False)
    op.create_index(op.f("ix_purchase_order_line_sku_id_id"), "purchase_order_line", ["sku_id", "id"], unique=False)
    op.create_table(
        "sales_order_line",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("discount_percent", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("net_amount", sa.Numeric(), nullable=False),
        sa.Column("tax_amount", sa.Numeric(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "discount_percent between 0 and 100", name=op.f("ck_sales_order_line_discount_is_a_percentage")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_sales_order_line_quantity_positive")),
        sa.CheckConstraint(
            "scale(net_amount) = currency_exponent(currency)", name=op.f("ck_sales_order_line_net_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(tax_amount) = currency_exponent(currency)", name=op.f("ck_sales_order_line_tax_amount_fits_currency")
        ),
        sa.CheckConstraint("unit_cost >= 0", name=op.f("ck_sales_order_line_unit_cost_not_negative")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_sales_order_line_unit_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "order_id"],
            ["sales_order.company_id", "sales_order.id"],
            name=op.f("fk_sales_order_line_company_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_sales_order_line_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sales_order_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_sales_order_line_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sales_order_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_sales_order_line_company_id_id")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_sales_order_line_order_id_position")),
    )
    op.create_index(op.f("ix_sales_order_line_sku_id_id"), "sales_order_line", ["sku_id", "id"], unique=False)
    op.create_table(
        "stock_level",
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("on_hand", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("reserved", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_level_on_hand_not_negative")),
        sa.CheckConstraint("reserved <= on_hand", name=op.f("ck_stock_level_reserved_within_on_hand")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_stock_level_reserved_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_stock_level_company_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "lot_id"], ["lot.company_id", "lot.id"], name=op.f("fk_stock_level_company_id_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_stock_level_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_level_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_level")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_stock_level_company_id_id")),
        sa.UniqueConstraint(
            "sku_id",
            "location_id",
            "lot_id",
            name=op.f("uq_stock_level_sku_id_location_id_lot_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_stock_level_changed_at_id"), "stock_level", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_stock_level_company_id_changed_at_id"), "stock_level", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_stock_level_company_id_on_hand_id"), "stock_level", ["company_id", "on_hand", "id"], unique=False
    )
    op.create_index(op.f("ix_stock_level_location_id_id"), "stock_level", ["location_id", "id"], unique=False)
    op.create_index(op.f("ix_stock_level_lot_id_id"), "stock_level", ["lot_id", "id"], unique=False)
    op.create_index(op.f("ix_stock_level_on_hand_id"), "stock_level", ["on_hand", "id"], unique=False)
    op.create_index(op.f("ix_stock_level_sku_id_id"), "stock_level", ["sku_id", "id"], unique=False)
    op.create_table(
        "stock_move",
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("from_location_id", sa.Uuid(), nullable=False),
        sa.Column("to_location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("document_type", sa.Text(collation="C"), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(document_type is null) = (document_id is null)", name=op.f("ck_stock_move_document_is_whole")
        ),
        sa.CheckConstraint("from_location_id <> to_location_id", name=op.f("ck_stock_move_locations_differ")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_move_quantity_positive")),
        sa.CheckConstraint("unit_cost >= 0", name=op.f("ck_stock_move_unit_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "from_location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_stock_move_company_id_from_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "lot_id"], ["lot.company_id", "lot.id"], name=op.f("fk_stock_move_company_id_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "reverses_id"],
            ["stock_move.company_id", "stock_move.id"],
            name=op.f("fk_stock_move_company_id_reverses_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_stock_move_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "to_location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_stock_move_company_id_to_location_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_move_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_stock_move_company_id_id")),
    )
    op.create_index(
        op.f("ix_stock_move_company_id_moved_at_id"), "stock_move", ["company_id", "moved_at", "id"], unique=False
    )
    op.create_index(op.f("ix_stock_move_document_id_id"), "stock_move", ["document_id", "id"], unique=False)
    op.create_index(op.f("ix_stock_move_from_location_id_id"), "stock_move", ["from_location_id", "id"], unique=False)
    op.create_index(op.f("ix_stock_move_lot_id_moved_at_id"), "stock_move", ["lot_id", "moved_at", "id"], unique=False)
    op.create_index(op.f("ix_stock_move_moved_at_id"), "stock_move", ["moved_at", "id"], unique=False)
    op.create_index(op.f("ix_stock_move_sku_id_moved_at_id"), "stock_move", ["sku_id", "moved_at", "id"], unique=False)
    op.create_index(op.f("ix_stock_move_to_location_id_id"), "stock_move", ["to_location_id", "id"], unique=False)
    op.create_index("uq_stock_move_reverses_id", "stock_move", ["reverses_id"], unique=True)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.address FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.barcode FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.company FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.contact FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.country FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.currency FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.exchange_rate FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.external_reference FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.location FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.lot FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.number_series FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.party FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.party_role FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.product FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.product_category FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.purchase_order FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.purchase_order_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.role FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.sales_order FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.sales_order_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.sku FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.stock_level FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.unit FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.unit_conversion FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.user_account FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.user_role FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.vendor_product FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.warehouse FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER tree_path BEFORE INSERT OR UPDATE OF parent_id ON public.product_category FOR EACH ROW EXECUTE FUNCTION tree_path()"
    )
    execute(
        "CREATE TRIGGER tree_branch AFTER UPDATE OF parent_id ON public.product_category FOR EACH ROW WHEN ((old.path IS DISTINCT FROM new.path)) EXECUTE FUNCTION tree_branch()"
    )
    execute(
        "CREATE TRIGGER tree_path BEFORE INSERT OR UPDATE OF parent_id ON public.location FOR EACH ROW EXECUTE FUNCTION tree_path()"
    )
    execute(
        "CREATE TRIGGER tree_branch AFTER UPDATE OF parent_id ON public.location FOR EACH ROW WHEN ((old.path IS DISTINCT FROM new.path)) EXECUTE FUNCTION tree_branch()"
    )
    execute(
        "CREATE TRIGGER stock_move_applies AFTER INSERT ON public.stock_move REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION stock_move_applies()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.stock_move FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.stock_move FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on stock_level from torso_app")
    execute("grant select, update (reserved) on stock_level to torso_app")
    execute("revoke all on stock_move from torso_app")
    execute("grant insert, select on stock_move to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_index("uq_stock_move_reverses_id", table_name="stock_move")
    op.drop_index(op.f("ix_stock_move_to_location_id_id"), table_name="stock_move")
    op.drop_index(op.f("ix_stock_move_sku_id_moved_at_id"), table_name="stock_move")
    op.drop_index(op.f("ix_stock_move_moved_at_id"), table_name="stock_move")
    op.drop_index(op.f("ix_stock_move_lot_id_moved_at_id"), table_name="stock_move")
    op.drop_index(op.f("ix_stock_move_from_location_id_id"), table_name="stock_move")
    op.drop_index(op.f("ix_stock_move_document_id_id"), table_name="stock_move")
    op.drop_index(op.f("ix_stock_move_company_id_moved_at_id"), table_name="stock_move")
    op.drop_table("stock_move")
    op.drop_index(op.f("ix_stock_level_sku_id_id"), table_name="stock_level")
    op.drop_index(op.f("ix_stock_level_on_hand_id"), table_name="stock_level")
    op.drop_index(op.f("ix_stock_level_lot_id_id"), table_name="stock_level")
    op.drop_index(op.f("ix_stock_level_location_id_id"), table_name="stock_level")
    op.drop_index(op.f("ix_stock_level_company_id_on_hand_id"), table_name="stock_level")
    op.drop_index(op.f("ix_stock_level_company_id_changed_at_id"), table_name="stock_level")
    op.drop_index(op.f("ix_stock_level_changed_at_id"), table_name="stock_level")
    op.drop_table("stock_level")
    op.drop_index(op.f("ix_sales_order_line_sku_id_id"), table_name="sales_order_line")
    op.drop_table("sales_order_line")
    op.drop_index(op.f("ix_purchase_order_line_sku_id_id"), table_name="purchase_order_line")
    op.drop_index(op.f("ix_purchase_order_line_due_on_id"), table_name="purchase_order_line")
    op.drop_index(op.f("ix_purchase_order_line_company_id_due_on_id"), table_name="purchase_order_line")
    op.drop_table("purchase_order_line")
    op.drop_index(op.f("ix_vendor_product_unit_price_id"), table_name="vendor_product")
    op.drop_index(op.f("ix_vendor_product_sku_id_id"), table_name="vendor_product")
    op.drop_index(op.f("ix_vendor_product_lead_time_days_id"), table_name="vendor_product")
    op.drop_index(op.f("ix_vendor_product_company_id_unit_price_id"), table_name="vendor_product")
    op.drop_index(op.f("ix_vendor_product_company_id_lead_time_days_id"), table_name="vendor_product")
    op.drop_table("vendor_product")
    op.drop_index(op.f("ix_sales_order_warehouse_id_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_total_amount_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_state_placed_at_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_sales_rep_id_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_requested_on_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_placed_at_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_number_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_customer_id_placed_at_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_customer_id_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_company_id_total_amount_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_company_id_state_placed_at_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_company_id_requested_on_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_company_id_placed_at_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_company_id_number_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_company_id_customer_reference"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_company_id_changed_at_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_changed_at_id"), table_name="sales_order")
    op.drop_table("sales_order")
    op.drop_index(op.f("ix_purchase_order_warehouse_id_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_vendor_id_ordered_at_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_vendor_id_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_total_amount_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_state_ordered_at_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_ordered_at_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_number_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_expected_on_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_company_id_total_amount_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_company_id_state_ordered_at_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_company_id_ordered_at_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_company_id_number_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_company_id_expected_on_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_company_id_changed_at_id"), table_name="purchase_order")
    op.drop_index(op.f("ix_purchase_order_changed_at_id"), table_name="purchase_order")
    op.drop_table("purchase_order")
    op.drop_index(op.f("ix_lot_sku_id_id"), table_name="lot")
    op.drop_index(op.f("ix_lot_number_id"), table_name="lot")
    op.drop_index(op.f("ix_lot_expires_on_id"), table_name="lot")
    op.drop_index(op.f("ix_lot_company_id_number_id"), table_name="lot")
    op.drop_index(op.f("ix_lot_company_id_expires_on_id"), table_name="lot")
    op.drop_table("lot")
    op.drop_index(op.f("ix_location_warehouse_id_id"), table_name="location")
    op.drop_index("ix_location_path", table_name="location", postgresql_using="gin")
    op.drop_index(op.f("ix_location_parent_id_id"), table_name="location")
    op.drop_index(op.f("ix_location_company_id_code_id"), table_name="location")
    op.drop_index(op.f("ix_location_code_id"), table_name="location")
    op.drop_table("location")
    op.drop_index(op.f("ix_barcode_value_id"), table_name="barcode")
    op.drop_index(op.f("ix_barcode_sku_id_id"), table_name="barcode")
    op.drop_index(op.f("ix_barcode_company_id_value_id"), table_name="barcode")
    op.drop_table("barcode")
    op.drop_index(op.f("ix_warehouse_name_key_id"), table_name="warehouse")
    op.drop_index(op.f("ix_warehouse_company_id_name_key_id"), table_name="warehouse")
    op.drop_index(op.f("ix_warehouse_company_id_code_id"), table_name="warehouse")
    op.drop_index(op.f("ix_warehouse_code_id"), table_name="warehouse")
    op.drop_table("warehouse")
    op.drop_index(op.f("ix_user_role_role_id_id"), table_name="user_role")
    op.drop_index(op.f("ix_user_role_company_id_id"), table_name="user_role")
    op.drop_table("user_role")
    op.drop_index("ix_sku_search", table_name="sku", postgresql_using="gin")
    op.drop_index(op.f("ix_sku_product_id_id"), table_name="sku")
    op.drop_index(op.f("ix_sku_name_key_id"), table_name="sku")
    op.drop_index(op.f("ix_sku_list_price_id"), table_name="sku")
    op.drop_index(op.f("ix_sku_company_id_name_key_id"), table_name="sku")
    op.drop_index(op.f("ix_sku_company_id_list_price_id"), table_name="sku")
    op.drop_index(op.f("ix_sku_company_id_code_id"), table_name="sku")
    op.drop_index(op.f("ix_sku_company_id_changed_at_id"), table_name="sku")
    op.drop_index(op.f("ix_sku_code_id"), table_name="sku")
    op.drop_index(op.f("ix_sku_changed_at_id"), table_name="sku")
    op.drop_table("sku")
    op.drop_index(op.f("ix_user_account_party_id_id"), table_name="user_account")
    op.drop_index(op.f("ix_user_account_name_id"), table_name="user_account")
    op.drop_table("user_account")
    op.drop_index("ix_product_search", table_name="product", postgresql_using="gin")
    op.drop_index(op.f("ix_product_name_key_id"), table_name="product")
    op.drop_index(op.f("ix_product_company_id_name_key_id"), table_name="product")
    op.drop_index(op.f("ix_product_company_id_code_id"), table_name="product")
    op.drop_index(op.f("ix_product_company_id_changed_at_id"), table_name="product")
    op.drop_index(op.f("ix_product_code_id"), table_name="product")
    op.drop_index(op.f("ix_product_changed_at_id"), table_name="product")
    op.drop_index(op.f("ix_product_category_id_name_key_id"), table_name="product")
    op.drop_table("product")
    op.drop_index(op.f("ix_party_role_role_id"), table_name="party_role")
    op.drop_index(op.f("ix_party_role_company_id_role_id"), table_name="party_role")
    op.drop_table("party_role")
    op.drop_index(op.f("ix_contact_party_id_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_name_key_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_company_id_name_key_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_address_postal_code_id"), table_name="address")
    op.drop_index(op.f("ix_address_party_id_id"), table_name="address")
    op.drop_index(op.f("ix_address_country_id"), table_name="address")
    op.drop_index(op.f("ix_address_company_id_country_id"), table_name="address")
    op.drop_index(op.f("ix_address_company_id_postal_code_id"), table_name="address")
    op.drop_index(op.f("ix_address_company_id_city_key_id"), table_name="address")
    op.drop_index(op.f("ix_address_city_key_id"), table_name="address")
    op.drop_table("address")
    op.drop_index("ix_product_category_path", table_name="product_category", postgresql_using="gin")
    op.drop_index(op.f("ix_product_category_parent_id_id"), table_name="product_category")
    op.drop_index(op.f("ix_product_category_name_key_id"), table_name="product_category")
    op.drop_index(op.f("ix_product_category_company_id_name_key_id"), table_name="product_category")
    op.drop_table("product_category")
    op.drop_index(op.f("ix_party_vat_number_id"), table_name="party")
    op.drop_index("ix_party_search", table_name="party", postgresql_using="gin")
    op.drop_index(op.f("ix_party_parent_id_id"), table_name="party")
    op.drop_index(op.f("ix_party_number_id"), table_name="party")
    op.drop_index(op.f("ix_party_name_key_id"), table_name="party")
    op.drop_index(op.f("ix_party_company_id_number_id"), table_name="party")
    op.drop_index(op.f("ix_party_company_id_name_key_id"), table_name="party")
    op.drop_index(op.f("ix_party_company_id_changed_at_id"), table_name="party")
    op.drop_index(op.f("ix_party_changed_at_id"), table_name="party")
    op.drop_table("party")
    op.drop_table("number_series")
    op.drop_index(op.f("ix_external_reference_entity_id_system"), table_name="external_reference")
    op.drop_table("external_reference")
    op.drop_index(op.f("ix_unit_conversion_to_unit_id"), table_name="unit_conversion")
    op.drop_table("unit_conversion")
    op.drop_index(op.f("ix_exchange_rate_valid_on_id"), table_name="exchange_rate")
    op.drop_table("exchange_rate")
    op.drop_table("company")
    op.drop_table("unit")
    op.drop_table("role")
    op.drop_table("currency")
    op.drop_table("country")
    execute("drop function stock_move_applies()")
    execute("drop function tree_branch()")
    execute("drop function tree_path()")
    execute("drop function append_only()")
    execute("drop function touch()")
    execute("drop function search_words(text)")
    execute("drop function fold(text)")
    execute("drop function currency_exponent(text)")
