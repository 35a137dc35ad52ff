"""Who is told of what: an event is seen by those who see what it happened to, and may read what is of its type.

What names one user or program alone is told to that one; of jobs also to those who may see the jobs of others.
"""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.policy import Condition, Policy, Value, Visible, in_reach, narrowed, only_company, outside_sandboxes
from auth.principal import CompanyReach, RightsKey
from models.platform.event_topics import TOLD

PUBLIC: Final = ""

NEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ApprovalRequest": "platform.approval:read",
        "ApprovalTask": "platform.approval:read",
        "GoodsReceipt": "inventory.move:read",
        "IntegrityReport": "finance.report:read",
        "Invoice": "finance.invoice:read",
        "Job": PUBLIC,
        "Payment": "finance.payment:read",
        "PurchaseOrder": "purchasing.order:read",
        "ReturnAuthorization": "sales.return:read",
        "SalesOrder": "sales.order:read",
        "Shipment": "logistics.shipment:read",
        "StockLevel": "inventory.stock:read",
        "StockTransfer": "inventory.transfer:read",
        "VendorReturn": "purchasing.return:read",
    }
)
"""What reading each type of what is told of needs; a test holds it against the schema."""

# States in which partners do not see documents that they see later: of these they are not told afterwards either.
_UNSEEN_BY_PARTNERS: Final = {"Invoice": ("DRAFT", "VALIDATED"), "Payment": ("DRAFT",)}
_TABLES: Final = {told.type_name: models.Base.metadata.tables[told.table] for told in TOLD}
# Which of these name somebody whom alone they concern.
_PERSONAL: Final = ("ApprovalTask", "Job")
# With which one sees the jobs of others.
_OTHERS: Final = "platform.job:read"

Policies = Mapping[str, Policy]


def readable_events(permissions: frozenset[str]) -> list[str]:
    """Name the types of whose events somebody with these permissions is told."""
    return [name for name, needs in NEEDS.items() if needs in (PUBLIC, *permissions)]


def events(
    policies: Callable[[], Policies], names: Collection[str] | None = None
) -> Callable[[FromClause, Value, RightsKey], Visible]:
    """Tell which events somebody sees, by the policies of what these happened to; of some types, if they are named.

    Where they are named the condition says no more of the viewer than these types take, so that more viewers share it.
    """
    about = tuple(_TABLES) if names is None else tuple(names)
    personal = [name for name in about if name in _PERSONAL]

    def seen(row: FromClause, value: Value, rights: RightsKey) -> Visible:
        readable = _is_readable(row, value) if names is None else _is_among(row, about, rights)
        condition = sa.and_(readable, _of_all(row, value, rights, about))
        own = _own(row, value, rights, readable) if personal else None
        if rights.acts_for_party:
            condition = sa.and_(condition, _of_partner(row, value("party", sa.Uuid()), policies(), about))
        else:
            condition = sa.and_(condition, *_of_viewer(row, value, rights, policies(), about))
        if rights.companies is CompanyReach.ALL:
            condition = sa.and_(condition, outside_sandboxes(row.c.company_id))
            return Visible(condition if own is None else sa.or_(condition, own))
        only = only_company(rights.companies, value)
        return Visible(condition, "company_id", only, narrows=rights.acts_for_party, beside=own)

    return seen


def concerns_one(name: str, permissions: frozenset[str]) -> bool:
    """Tell whether somebody with these permissions is told of a type only what concerns them alone."""
    return name in _PERSONAL and not (name == "Job" and _OTHERS in permissions)


def _is_readable(row: FromClause, value: Value) -> Condition:
    return row.c.entity_type == sa.any_(value("event_types", sa.ARRAY(sa.Text())))


def _is_among(row: FromClause, names: Collection[str], rights: RightsKey) -> Condition:
    readable = set(readable_events(rights.permissions))
    return sa.or_(sa.false(), *(_is(row, name) for name in names if name in readable))


def _of_all(row: FromClause, value: Value, rights: RightsKey, names: Collection[str]) -> Condition:
    """What concerns more than one; and the jobs of others, for who may see them."""
    shared = row.c.subject.is_(None)
    if _OTHERS not in rights.permissions or rights.acts_for_party or "Job" not in names:
        return shared
    others = sa.and_(_is(row, "Job"), row.c.subject != value("subject", sa.Text()))
    return sa.or_(shared, others)


def _own(row: FromClause, value: Value, rights: RightsKey, readable: Condition) -> Condition:
    """What concerns the viewer alone: their jobs, and of their companies what waits for them."""
    own = sa.and_(row.c.subject == value("subject", sa.Text()), readable)
    if rights.acts_for_party:
        return sa.and_(own, _is(row, "Job"))
    reached = in_reach(row, value, rights)
    return own if reached is None else sa.and_(own, sa.or_(_is(row, "Job"), reached))


def _of_viewer(
    row: FromClause, value: Value, rights: RightsKey, policies: Policies, names: Collection[str]
) -> list[Condition]:
    """Where not everybody sees all rows of a table, its events are of those that the viewer sees."""
    conditions: list[Condition] = []
    for name in names:
        table = _TABLES[name]
        document = table.alias()
        seen = [] if name in _PERSONAL else _seen(policies[table.name], document, value, rights)
        if seen:
            conditions.append(sa.or_(sa.not_(_is(row, name)), _exists(row, document, sa.and_(*seen))))
    return conditions


def _seen(policy: Policy, document: FromClause, value: Value, rights: RightsKey) -> list[Condition]:
    """What of a table is seen for reasons of the viewer: what concerns them, and what their rows are narrowed to."""
    condition = None if policy.viewer is None else policy.viewer(document, value, rights)
    return [
        *([] if condition is None else [condition]),
        *(each.condition for each in narrowed(policy, document, value, rights)),
    ]


def _of_partner(row: FromClause, party: ColumnElement[Any], policies: Policies, names: Collection[str]) -> Condition:
    """What happened to documents of a partner that it sees, after it began to see them."""
    own: list[Condition] = []
    for name in names:
        table = _TABLES[name]
        document, partner = table.alias(), policies[table.name].partner
        if partner is not None and name not in _PERSONAL:
            unseen = [row.c.to_state != state for state in _UNSEEN_BY_PARTNERS.get(name, ())]
            own.append(sa.and_(_is(row, name), *unseen, _exists(row, document, partner(document, party))))
    return sa.and_(row.c.party_id == party, sa.or_(sa.false(), *own))


def _is(row: FromClause, type_name: str) -> Condition:
    return row.c.entity_type == sa.literal_column(f"'{type_name}'", sa.Text())


def _exists(row: FromClause, document: FromClause, condition: Condition) -> Condition:
    query = sa.select(sa.literal_column("1", sa.Integer())).where(document.c.id == row.c.entity_id, condition)
    return query.correlate_except(document).exists()
