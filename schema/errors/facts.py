"""What refusals tell: the type that clients see for each kind of fact that the services name."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import strawberry

from kernel.ids import NodeId
from schema import names
from schema.base import Node
from schema.finance.account import AccountRole
from schema.finance.journal import JournalKind
from schema.finance.period import LockArea
from schema.sales.order import SalesOrderState
from schema.sales.pricing_words import AgreementFlaw, CouponVerdict
from services.finance import rules
from services.inventory import adjustment_lines, allocate
from services.migration.sources import reading


@strawberry.type(description="What is not there in the quantity that was asked for.")
class Shortage:
    """What is not there."""

    sku: names.Sku | None = strawberry.field(description="What is short; null where it may not be seen.")
    location: names.Location | None = strawberry.field(description="Where; null where it may not be seen.")
    requested: Decimal = strawberry.field(description="How much was to be taken, in the unit of the SKU.")
    available: Decimal = strawberry.field(description="How much is there and promised to nobody, in that unit.")


@strawberry.type(description="What a line wants and cannot have.")
class StockShortage:
    """What a line wants and cannot have."""

    line: Node | None = strawberry.field(description="Who wants it; null where it may not be seen.")
    sku: names.Sku | None = strawberry.field(description="What is short; null where it may not be seen.")
    wanted: Decimal = strawberry.field(description="How much was to be reserved, in the unit of the SKU.")
    available: Decimal = strawberry.field(
        description="How much of that can be reserved, after the lines before it, in that unit."
    )


@strawberry.type(description="How the letters of a file may be written.")
class EncodingCandidate:
    """How the letters of a file may be written."""

    encoding: str = strawberry.field(description="The name to state, such as cp1252.")
    sample: str = strawberry.field(description="How the first place that differs reads in it: choose what makes sense.")


FACT_TYPES: Mapping[Any, Any] = {
    int: int,
    str: str,
    bool: bool,
    Decimal: Decimal,
    dt.date: dt.date,
    dt.datetime: dt.datetime,
    Sequence[str]: list[str],
    tuple[str, ...]: list[str],
    AccountRole: AccountRole,
    JournalKind: JournalKind,
    LockArea: LockArea,
    AgreementFlaw: AgreementFlaw,
    CouponVerdict: CouponVerdict,
    SalesOrderState: SalesOrderState,
    rules.SourceKind: str,
    rules.LegKind: str,
    NodeId: Node | None,
    NodeId | None: Node | None,
    Sequence[adjustment_lines.Shortage]: list[Shortage],
    Sequence[allocate.StockShortage]: list[StockShortage],
    Sequence[reading.EncodingCandidate]: list[EncodingCandidate],
}
