"""Carry parcels and follow them.

Revision 0041, after 0040.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0041"
down_revision: str | None = "0040"


def upgrade() -> None:
    """Carry parcels and follow them."""
    op.create_table(
        "carrier",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column(
            "gateway",
            sa.Enum("LOCAL", name="carrier_gateway", native_enum=False, create_constraint=True, length=40),
            server_default=sa.text("'LOCAL'"),
            nullable=False,
        ),
        sa.Column("tracking_url", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("strpos(tracking_url, '{number}') > 0", name=op.f("ck_carrier_tracking_url_has_the_number")),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_carrier_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_carrier_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_carrier_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_carrier_company_id_id")),
    )
    op.create_index(op.f("ix_carrier_code_id"), "carrier", ["code", "id"], unique=False)
    op.create_index(op.f("ix_carrier_company_id_code_id"), "carrier", ["company_id", "code", "id"], unique=False)
    op.create_index(
        op.f("ix_carrier_company_id_name_key_id"), "carrier", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_carrier_name_key_id"), "carrier", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_carrier_party_id_id"), "carrier", ["party_id", "id"], unique=False)
    op.create_table(
        "carrier_service",
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("transit_days_min", sa.Integer(), nullable=True),
        sa.Column("transit_days_max", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "transit_days_min between 0 and transit_days_max", name=op.f("ck_carrier_service_transit_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "carrier_id"],
            ["carrier.company_id", "carrier.id"],
            name=op.f("fk_carrier_service_company_id_carrier_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_carrier_service_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_carrier_service_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_service")),
        sa.UniqueConstraint("carrier_id", "code", name=op.f("uq_carrier_service_carrier_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_carrier_service_company_id_id")),
    )
    op.create_index(op.f("ix_carrier_service_carrier_id_id"), "carrier_service", ["carrier_id", "id"], unique=False)
    op.create_index(op.f("ix_carrier_service_code_id"), "carrier_service", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_carrier_service_company_id_code_id"), "carrier_service", ["company_id", "code", "id"], unique=False
    )
    op.create_index(
        op.f("ix_carrier_service_company_id_name_key_id"),
        "carrier_service",
        ["company_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_carrier_service_name_key_id"), "carrier_service", ["name_key", "id"], unique=False)
    op.create_table(
        "carrier_rate",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.Text(collation="C"), nullable=True),
        sa.Column("postal_code_prefix", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("weight_kg_max", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("price", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "postal_code_prefix is null or country is not null", name=op.f("ck_carrier_rate_prefix_is_of_a_country")
        ),
        sa.CheckConstraint("price >= 0", name=op.f("ck_carrier_rate_price_not_negative")),
        sa.CheckConstraint(
            "scale(price) = currency_exponent(currency)", name=op.f("ck_carrier_rate_price_fits_currency")
        ),
        sa.CheckConstraint("weight_kg_max > 0", name=op.f("ck_carrier_rate_weight_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "service_id"],
            ["carrier_service.company_id", "carrier_service.id"],
            name=op.f("fk_carrier_rate_company_id_service_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_carrier_rate_company_id")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_carrier_rate_country")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_carrier_rate_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_rate")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_carrier_rate_company_id_id")),
        sa.UniqueConstraint(
            "service_id",
            "country",
            "postal_code_prefix",
            "valid_from",
            "weight_kg_max",
            name=op.f("uq_carrier_rate_service_id_country_postal_code_prefix_valid_from_weight_kg_max"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "tracking_event",
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("tracking_number", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "ANNOUNCED",
                "COLLECTED",
                "IN_TRANSIT",
                "OUT_FOR_DELIVERY",
                "DELIVERED",
                "NOT_DELIVERED",
                "RETURNED",
                "DAMAGED",
                "LOST",
                name="tracking_event_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(collation="C"), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("document_type", sa.Text(collation="C"), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(document_type is null) = (document_id is null)", name=op.f("ck_tracking_event_document_is_whole")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "carrier_id"],
            ["carrier.company_id", "carrier.id"],
            name=op.f("fk_tracking_event_company_id_carrier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "service_id"],
            ["carrier_service.company_id", "carrier_service.id"],
            name=op.f("fk_tracking_event_company_id_service_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tracking_event_company_id")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_tracking_event_country")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracking_event")),
        sa.UniqueConstraint(
            "carrier_id",
            "tracking_number",
            "kind",
            "happened_at",
            name=op.f("uq_tracking_event_carrier_id_tracking_number_kind_happened_at"),
        ),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tracking_event_company_id_id")),
    )
    op.create_index(
        op.f("ix_tracking_event_company_id_happened_at_id"),
        "tracking_event",
        ["company_id", "happened_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tracking_event_company_id_tracking_number_id"),
        "tracking_event",
        ["company_id", "tracking_number", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_tracking_event_document_id_id"), "tracking_event", ["document_id", "id"], unique=False)
    op.create_index(op.f("ix_tracking_event_happened_at_id"), "tracking_event", ["happened_at", "id"], unique=False)
    op.create_index(op.f("ix_tracking_event_service_id_id"), "tracking_event", ["service_id", "id"], unique=False)
    op.create_index(
        op.f("ix_tracking_event_tracking_number_id"), "tracking_event", ["tracking_number", "id"], unique=False
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.carrier FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.carrier_rate FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.carrier_service FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.carrier REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Carrier', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.carrier FOR EACH ROW EXECUTE FUNCTION audit('Carrier', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.carrier_rate REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('CarrierRate', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.carrier_rate FOR EACH ROW EXECUTE FUNCTION audit('CarrierRate', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.carrier_service REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('CarrierService', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.carrier_service FOR EACH ROW EXECUTE FUNCTION audit('CarrierService', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tracking_event REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TrackingEvent', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tracking_event FOR EACH ROW EXECUTE FUNCTION audit('TrackingEvent', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.tracking_event FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.tracking_event FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on tracking_event from torso_app")
    execute("grant insert, select on tracking_event to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_tracking_event_tracking_number_id"), table_name="tracking_event")
    op.drop_index(op.f("ix_tracking_event_service_id_id"), table_name="tracking_event")
    op.drop_index(op.f("ix_tracking_event_happened_at_id"), table_name="tracking_event")
    op.drop_index(op.f("ix_tracking_event_document_id_id"), table_name="tracking_event")
    op.drop_index(op.f("ix_tracking_event_company_id_tracking_number_id"), table_name="tracking_event")
    op.drop_index(op.f("ix_tracking_event_company_id_happened_at_id"), table_name="tracking_event")
    op.drop_table("tracking_event")
    op.drop_table("carrier_rate")
    op.drop_index(op.f("ix_carrier_service_name_key_id"), table_name="carrier_service")
    op.drop_index(op.f("ix_carrier_service_company_id_name_key_id"), table_name="carrier_service")
    op.drop_index(op.f("ix_carrier_service_company_id_code_id"), table_name="carrier_service")
    op.drop_index(op.f("ix_carrier_service_code_id"), table_name="carrier_service")
    op.drop_index(op.f("ix_carrier_service_carrier_id_id"), table_name="carrier_service")
    op.drop_table("carrier_service")
    op.drop_index(op.f("ix_carrier_party_id_id"), table_name="carrier")
    op.drop_index(op.f("ix_carrier_name_key_id"), table_name="carrier")
    op.drop_index(op.f("ix_carrier_company_id_name_key_id"), table_name="carrier")
    op.drop_index(op.f("ix_carrier_company_id_code_id"), table_name="carrier")
    op.drop_index(op.f("ix_carrier_code_id"), table_name="carrier")
    op.drop_table("carrier")
