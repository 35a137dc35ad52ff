"""Bundles: what is sold as one thing, and kept in stock as several."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, CompanyOwned, Instant, QuantityValue, company_key, found_by, ordered_by, same_company


class Bundle(CompanyOwned, Base):
    """That a SKU is sold as a bundle: its stock is that of its components."""

    __tablename__ = "bundle"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("sku_id"),
        same_company("sku_id", "sku"),
        *ordered_by("changed_at"),
    )

    sku_id: Mapped[UUID]
    archived_at: Mapped[Instant | None]


class BundleComponent(CompanyOwned, Base):
    """How much of a SKU is in one of a bundle."""

    __tablename__ = "bundle_component"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("bundle_id", "sku_id"),
        same_company("bundle_id", "bundle"),
        same_company("sku_id", "sku"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        *found_by("sku_id"),
    )

    bundle_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(server_default=sa.text("1"))
    sku_id: Mapped[UUID]
    # In the unit of the SKU.
    quantity: Mapped[QuantityValue]


# Both sides lock the SKU that they are about, so that of two at once the second sees what the first has done.
BUNDLE_IS_FLAT: Final = """
create function bundle_is_flat() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare broken text; kept text;
begin
  perform from sku where id = new.sku_id for no key update;
  select product.kind into kept from sku join product on product.id = sku.product_id where sku.id = new.sku_id;
  broken := case
    when tg_table_name = 'bundle' and exists (select from bundle_component where sku_id = new.sku_id) then 'bundle_is_flat'
    when tg_table_name = 'bundle_component' and exists (select from bundle where sku_id = new.sku_id) then 'bundle_is_flat'
    when kept <> 'GOODS' then 'bundle_is_of_goods'
  end;
  if broken is not null then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = broken,
      message = format('%s: %s', new.sku_id, broken);
  end if;
  return new;
end $$
"""

FUNCTION_NAMES: Final = ("bundle_is_flat()",)


def statements() -> Iterator[str]:
    """The function, and the triggers that call it."""
    yield BUNDLE_IS_FLAT
    for table in ("bundle", "bundle_component"):
        yield (
            f"create trigger bundle_is_flat before insert or update of sku_id on {table} "
            "for each row execute function bundle_is_flat()"
        )
