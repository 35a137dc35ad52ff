"""Keep price lists, pricing rules and coupons.

Revision 0044, after 0043.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0044"
down_revision: str | None = "0043"


def upgrade() -> None:
    """Keep price lists, pricing rules and coupons."""
    execute("""
    CREATE OR REPLACE FUNCTION public.coupon_is_used()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare bound record; broken text; taken_back record;
    begin
      select * into bound from coupon where id = new.coupon_id for update;
      if new.reverses_id is not null then
        select * into taken_back from coupon_redemption where id = new.reverses_id;
        broken := case
          when taken_back.reverses_id is not null then 'takes_back_a_use'
          when row(taken_back.coupon_id, taken_back.order_id, taken_back.customer_id)
            is distinct from row(new.coupon_id, new.order_id, new.customer_id) then 'takes_back_the_same'
        end;
      else
        select case
            when bool_or(use.order_id = new.order_id) then 'used_once_for_an_order'
            when count(*) >= bound.uses_max then 'uses_within_max'
            when count(*) filter (where use.customer_id = new.customer_id) >= bound.uses_per_customer_max
              then 'uses_of_customer_within_max'
          end into broken
        from coupon_redemption as use
        where use.coupon_id = new.coupon_id and use.reverses_id is null
          and not exists (select from coupon_redemption as back where back.reverses_id = use.id);
      end if;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'coupon_redemption', constraint = broken,
          message = format('coupon %s: %s', bound.code, broken);
      end if;
      return new;
    end $function$
    """)
    op.create_table(
        "customer_group",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_customer_group_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_group")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_customer_group_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_customer_group_company_id_id")),
    )
    op.create_index(op.f("ix_customer_group_code_id"), "customer_group", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_customer_group_company_id_code_id"), "customer_group", ["company_id", "code", "id"], unique=False
    )
    op.create_index(
        op.f("ix_customer_group_company_id_name_key_id"),
        "customer_group",
        ["company_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_customer_group_name_key_id"), "customer_group", ["name_key", "id"], unique=False)
    op.create_table(
        "price_list",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("num_nonnulls(customer_id, group_id) <= 1", name=op.f("ck_price_list_customer_or_group")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_price_list_valid_in_order")),
        sa.ForeignKeyConstraint(
            ["company_id", "customer_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_price_list_company_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "group_id"],
            ["customer_group.company_id", "customer_group.id"],
            name=op.f("fk_price_list_company_id_group_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_price_list_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_price_list_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_price_list_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_price_list_company_id_id")),
    )
    op.create_index(op.f("ix_price_list_changed_at_id"), "price_list", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_price_list_code_id"), "price_list", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_price_list_company_id_changed_at_id"), "price_list", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_index(op.f("ix_price_list_company_id_code_id"), "price_list", ["company_id", "code", "id"], unique=False)
    op.create_index(
        op.f("ix_price_list_company_id_name_key_id"), "price_list", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_price_list_customer_id_id"), "price_list", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_price_list_group_id_id"), "price_list", ["group_id", "id"], unique=False)
    op.create_index(op.f("ix_price_list_name_key_id"), "price_list", ["name_key", "id"], unique=False)
    op.create_table(
        "price_list_item",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("minimum_quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("price", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("minimum_quantity >= 0", name=op.f("ck_price_list_item_minimum_quantity_not_negative")),
        sa.CheckConstraint(
            "num_nonnulls(sku_id, product_id, category_id) = 1", name=op.f("ck_price_list_item_for_one_thing")
        ),
        sa.CheckConstraint("price >= 0", name=op.f("ck_price_list_item_price_not_negative")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_price_list_item_valid_in_order")),
        sa.ForeignKeyConstraint(
            ["company_id", "category_id"],
            ["product_category.company_id", "product_category.id"],
            name=op.f("fk_price_list_item_company_id_category_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "list_id"],
            ["price_list.company_id", "price_list.id"],
            name=op.f("fk_price_list_item_company_id_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "product_id"],
            ["product.company_id", "product.id"],
            name=op.f("fk_price_list_item_company_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_price_list_item_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_price_list_item_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_price_list_item_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_price_list_item_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list_item")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_price_list_item_company_id_id")),
        sa.UniqueConstraint(
            "list_id",
            "sku_id",
            "product_id",
            "category_id",
            "unit_id",
            "minimum_quantity",
            "valid_from",
            name="uq_price_list_item_said_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_price_list_item_category_id_id"), "price_list_item", ["category_id", "id"], unique=False)
    op.create_index(op.f("ix_price_list_item_changed_at_id"), "price_list_item", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_price_list_item_company_id_changed_at_id"),
        "price_list_item",
        ["company_id", "changed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_price_list_item_list_id_category_id"), "price_list_item", ["list_id", "category_id"], unique=False
    )
    op.create_index(op.f("ix_price_list_item_list_id_id"), "price_list_item", ["list_id", "id"], unique=False)
    op.create_index(
        op.f("ix_price_list_item_list_id_product_id"), "price_list_item", ["list_id", "product_id"], unique=False
    )
    op.create_index(op.f("ix_price_list_item_product_id_id"), "price_list_item", ["product_id", "id"], unique=False)
    op.create_index(op.f("ix_price_list_item_sku_id_id"), "price_list_item", ["sku_id", "id"], unique=False)
    op.create_table(
        "pricing_rule",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "stacking",
            sa.Enum(
                "EXCLUSIVE",
                "ON_DISCOUNTED",
                "ON_LIST",
                name="pricing_stacking",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'ON_DISCOUNTED'"),
            nullable=False,
        ),
        sa.Column(
            "benefit",
            sa.Enum(
                "PERCENT",
                "AMOUNT",
                "PRICE",
                "FREE_ITEM",
                name="pricing_benefit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("figure", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=True),
        sa.Column("free_sku_id", sa.Uuid(), nullable=True),
        sa.Column("free_quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("minimum_quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("minimum_amount", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("repeats", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("needs_coupon", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(benefit = 'PERCENT') = (percent is not null)", name=op.f("ck_pricing_rule_percent_where_needed")
        ),
        sa.CheckConstraint(
            "(benefit in ('AMOUNT', 'PRICE')) = (figure is not null)", name=op.f("ck_pricing_rule_figure_where_needed")
        ),
        sa.CheckConstraint(
            "(minimum_quantity is null and benefit <> 'PRICE') or unit_id is not null",
            name=op.f("ck_pricing_rule_unit_where_needed"),
        ),
        sa.CheckConstraint(
            "figure >= 0 and (figure > 0 or benefit = 'PRICE')", name=op.f("ck_pricing_rule_figure_in_range")
        ),
        sa.CheckConstraint(
            "not repeats or (num_nonnulls(minimum_quantity, minimum_amount) > 0 and benefit in ('AMOUNT', 'FREE_ITEM'))",
            name=op.f("ck_pricing_rule_repeats_what_adds_up"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(free_sku_id, free_quantity) = case benefit when 'FREE_ITEM' then 2 else 0 end",
            name=op.f("ck_pricing_rule_free_item_where_needed"),
        ),
        sa.CheckConstraint("free_quantity > 0", name=op.f("ck_pricing_rule_free_quantity_positive")),
        sa.CheckConstraint("minimum_amount > 0", name=op.f("ck_pricing_rule_minimum_amount_positive")),
        sa.CheckConstraint("minimum_quantity > 0", name=op.f("ck_pricing_rule_minimum_quantity_positive")),
        sa.CheckConstraint("num_nonnulls(customer_id, group_id) <= 1", name=op.f("ck_pricing_rule_customer_or_group")),
        sa.CheckConstraint(
            "num_nonnulls(figure, minimum_amount) = 0 or currency is not null",
            name=op.f("ck_pricing_rule_currency_where_needed"),
        ),
        sa.CheckConstraint("percent > 0 and percent <= 100", name=op.f("ck_pricing_rule_percent_in_range")),
        sa.CheckConstraint("priority between -1000 and 1000", name=op.f("ck_pricing_rule_priority_in_range")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_pricing_rule_valid_in_order")),
        sa.ForeignKeyConstraint(
            ["company_id", "category_id"],
            ["product_category.company_id", "product_category.id"],
            name=op.f("fk_pricing_rule_company_id_category_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "customer_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_pricing_rule_company_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "free_sku_id"],
            ["sku.company_id", "sku.id"],
            name=op.f("fk_pricing_rule_company_id_free_sku_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "group_id"],
            ["customer_group.company_id", "customer_group.id"],
            name=op.f("fk_pricing_rule_company_id_group_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_pricing_rule_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_pricing_rule_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pricing_rule_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pricing_rule")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_pricing_rule_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_pricing_rule_company_id_id")),
    )
    op.create_index(op.f("ix_pricing_rule_category_id_id"), "pricing_rule", ["category_id", "id"], unique=False)
    op.create_index(op.f("ix_pricing_rule_changed_at_id"), "pricing_rule", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_pricing_rule_code_id"), "pricing_rule", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_pricing_rule_company_id_changed_at_id"),
        "pricing_rule",
        ["company_id", "changed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_pricing_rule_company_id_code_id"), "pricing_rule", ["company_id", "code", "id"], unique=False
    )
    op.create_index(
        op.f("ix_pricing_rule_company_id_name_key_id"), "pricing_rule", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(
        op.f("ix_pricing_rule_company_id_priority_id"), "pricing_rule", ["company_id", "priority", "id"], unique=False
    )
    op.create_index(op.f("ix_pricing_rule_customer_id_id"), "pricing_rule", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_pricing_rule_free_sku_id_id"), "pricing_rule", ["free_sku_id", "id"], unique=False)
    op.create_index(op.f("ix_pricing_rule_group_id_id"), "pricing_rule", ["group_id", "id"], unique=False)
    op.create_index(op.f("ix_pricing_rule_name_key_id"), "pricing_rule", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_pricing_rule_priority_id"), "pricing_rule", ["priority", "id"], unique=False)
    op.create_table(
        "coupon",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("uses_max", sa.Integer(), nullable=True),
        sa.Column("uses_per_customer_max", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("uses_max > 0", name=op.f("ck_coupon_uses_max_positive")),
        sa.CheckConstraint("uses_per_customer_max > 0", name=op.f("ck_coupon_uses_per_customer_max_positive")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_coupon_valid_in_order")),
        sa.ForeignKeyConstraint(
            ["company_id", "customer_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_coupon_company_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "rule_id"],
            ["pricing_rule.company_id", "pricing_rule.id"],
            name=op.f("fk_coupon_company_id_rule_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_coupon_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_coupon_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_coupon_company_id_id")),
    )
    op.create_index(op.f("ix_coupon_changed_at_id"), "coupon", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_coupon_code_id"), "coupon", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_coupon_company_id_changed_at_id"), "coupon", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_index(op.f("ix_coupon_company_id_code_id"), "coupon", ["company_id", "code", "id"], unique=False)
    op.create_index(op.f("ix_coupon_customer_id_id"), "coupon", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_coupon_rule_id_id"), "coupon", ["rule_id", "id"], unique=False)
    op.create_table(
        "pricing_rule_target",
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("num_nonnulls(sku_id, product_id) = 1", name=op.f("ck_pricing_rule_target_for_one_thing")),
        sa.ForeignKeyConstraint(
            ["company_id", "product_id"],
            ["product.company_id", "product.id"],
            name=op.f("fk_pricing_rule_target_company_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "rule_id"],
            ["pricing_rule.company_id", "pricing_rule.id"],
            name=op.f("fk_pricing_rule_target_company_id_rule_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"],
            ["sku.company_id", "sku.id"],
            name=op.f("fk_pricing_rule_target_company_id_sku_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_pricing_rule_target_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pricing_rule_target")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_pricing_rule_target_company_id_id")),
        sa.UniqueConstraint(
            "rule_id",
            "sku_id",
            "product_id",
            name=op.f("uq_pricing_rule_target_rule_id_sku_id_product_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_pricing_rule_target_product_id_id"), "pricing_rule_target", ["product_id", "id"], unique=False
    )
    op.create_index(op.f("ix_pricing_rule_target_sku_id_id"), "pricing_rule_target", ["sku_id", "id"], unique=False)
    op.create_table(
        "coupon_redemption",
        sa.Column("coupon_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "coupon_id"],
            ["coupon.company_id", "coupon.id"],
            name=op.f("fk_coupon_redemption_company_id_coupon_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "customer_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_coupon_redemption_company_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "order_id"],
            ["sales_order.company_id", "sales_order.id"],
            name=op.f("fk_coupon_redemption_company_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "reverses_id"],
            ["coupon_redemption.company_id", "coupon_redemption.id"],
            name=op.f("fk_coupon_redemption_company_id_reverses_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_coupon_redemption_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon_redemption")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_coupon_redemption_company_id_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_coupon_redemption_reverses_id")),
    )
    op.create_index(
        op.f("ix_coupon_redemption_company_id_recorded_at_id"),
        "coupon_redemption",
        ["company_id", "recorded_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_coupon_redemption_coupon_id_customer_id_id"),
        "coupon_redemption",
        ["coupon_id", "customer_id", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_coupon_redemption_coupon_id_id"), "coupon_redemption", ["coupon_id", "id"], unique=False)
    op.create_index(
        op.f("ix_coupon_redemption_customer_id_id"), "coupon_redemption", ["customer_id", "id"], unique=False
    )
    op.create_index(op.f("ix_coupon_redemption_order_id_id"), "coupon_redemption", ["order_id", "id"], unique=False)
    op.create_index(
        op.f("ix_coupon_redemption_recorded_at_id"), "coupon_redemption", ["recorded_at", "id"], unique=False
    )
    op.add_column("party", sa.Column("customer_group_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_party_customer_group_id_id"), "party", ["customer_group_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_party_company_id_customer_group_id"),
        "party",
        "customer_group",
        ["company_id", "customer_group_id"],
        ["company_id", "id"],
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.coupon FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.customer_group FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.price_list FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.price_list_item FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.pricing_rule FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.pricing_rule_target FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER coupon_is_used BEFORE INSERT ON public.coupon_redemption FOR EACH ROW EXECUTE FUNCTION coupon_is_used()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.coupon REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Coupon', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.coupon FOR EACH ROW EXECUTE FUNCTION audit('Coupon', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.coupon_redemption REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('CouponRedemption', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.coupon_redemption FOR EACH ROW EXECUTE FUNCTION audit('CouponRedemption', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.customer_group REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('CustomerGroup', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.customer_group FOR EACH ROW EXECUTE FUNCTION audit('CustomerGroup', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.price_list REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PriceList', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.price_list FOR EACH ROW EXECUTE FUNCTION audit('PriceList', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.price_list_item REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PriceListItem', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.price_list_item FOR EACH ROW EXECUTE FUNCTION audit('PriceListItem', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.pricing_rule REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PricingRule', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.pricing_rule FOR EACH ROW EXECUTE FUNCTION audit('PricingRule', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.pricing_rule_target REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PricingRuleTarget', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.pricing_rule_target FOR EACH ROW EXECUTE FUNCTION audit('PricingRuleTarget', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.coupon_redemption FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.coupon_redemption FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on coupon_redemption from torso_app")
    execute("grant insert, select on coupon_redemption to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_constraint(op.f("fk_party_company_id_customer_group_id"), "party", type_="foreignkey")
    op.drop_index(op.f("ix_party_customer_group_id_id"), table_name="party")
    op.drop_column("party", "customer_group_id")
    op.drop_index(op.f("ix_coupon_redemption_recorded_at_id"), table_name="coupon_redemption")
    op.drop_index(op.f("ix_coupon_redemption_order_id_id"), table_name="coupon_redemption")
    op.drop_index(op.f("ix_coupon_redemption_customer_id_id"), table_name="coupon_redemption")
    op.drop_index(op.f("ix_coupon_redemption_coupon_id_id"), table_name="coupon_redemption")
    op.drop_index(op.f("ix_coupon_redemption_coupon_id_customer_id_id"), table_name="coupon_redemption")
    op.drop_index(op.f("ix_coupon_redemption_company_id_recorded_at_id"), table_name="coupon_redemption")
    op.drop_table("coupon_redemption")
    op.drop_index(op.f("ix_pricing_rule_target_sku_id_id"), table_name="pricing_rule_target")
    op.drop_index(op.f("ix_pricing_rule_target_product_id_id"), table_name="pricing_rule_target")
    op.drop_table("pricing_rule_target")
    op.drop_index(op.f("ix_coupon_rule_id_id"), table_name="coupon")
    op.drop_index(op.f("ix_coupon_customer_id_id"), table_name="coupon")
    op.drop_index(op.f("ix_coupon_company_id_code_id"), table_name="coupon")
    op.drop_index(op.f("ix_coupon_company_id_changed_at_id"), table_name="coupon")
    op.drop_index(op.f("ix_coupon_code_id"), table_name="coupon")
    op.drop_index(op.f("ix_coupon_changed_at_id"), table_name="coupon")
    op.drop_table("coupon")
    op.drop_index(op.f("ix_pricing_rule_priority_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_name_key_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_group_id_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_free_sku_id_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_customer_id_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_company_id_priority_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_company_id_name_key_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_company_id_code_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_company_id_changed_at_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_code_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_changed_at_id"), table_name="pricing_rule")
    op.drop_index(op.f("ix_pricing_rule_category_id_id"), table_name="pricing_rule")
    op.drop_table("pricing_rule")
    op.drop_index(op.f("ix_price_list_item_sku_id_id"), table_name="price_list_item")
    op.drop_index(op.f("ix_price_list_item_product_id_id"), table_name="price_list_item")
    op.drop_index(op.f("ix_price_list_item_list_id_product_id"), table_name="price_list_item")
    op.drop_index(op.f("ix_price_list_item_list_id_id"), table_name="price_list_item")
    op.drop_index(op.f("ix_price_list_item_list_id_category_id"), table_name="price_list_item")
    op.drop_index(op.f("ix_price_list_item_company_id_changed_at_id"), table_name="price_list_item")
    op.drop_index(op.f("ix_price_list_item_changed_at_id"), table_name="price_list_item")
    op.drop_index(op.f("ix_price_list_item_category_id_id"), table_name="price_list_item")
    op.drop_table("price_list_item")
    op.drop_index(op.f("ix_price_list_name_key_id"), table_name="price_list")
    op.drop_index(op.f("ix_price_list_group_id_id"), table_name="price_list")
    op.drop_index(op.f("ix_price_list_customer_id_id"), table_name="price_list")
    op.drop_index(op.f("ix_price_list_company_id_name_key_id"), table_name="price_list")
    op.drop_index(op.f("ix_price_list_company_id_code_id"), table_name="price_list")
    op.drop_index(op.f("ix_price_list_company_id_changed_at_id"), table_name="price_list")
    op.drop_index(op.f("ix_price_list_code_id"), table_name="price_list")
    op.drop_index(op.f("ix_price_list_changed_at_id"), table_name="price_list")
    op.drop_table("price_list")
    op.drop_index(op.f("ix_customer_group_name_key_id"), table_name="customer_group")
    op.drop_index(op.f("ix_customer_group_company_id_name_key_id"), table_name="customer_group")
    op.drop_index(op.f("ix_customer_group_company_id_code_id"), table_name="customer_group")
    op.drop_index(op.f("ix_customer_group_code_id"), table_name="customer_group")
    op.drop_table("customer_group")
    execute("drop function coupon_is_used()")
