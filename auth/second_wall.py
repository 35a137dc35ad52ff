"""The row policies once more, as PostgreSQL's own row-level security: the second wall.

What the planner writes into a statement, PostgreSQL adds here by itself to whatever a statement reads. Both come from the
one table of policies. Here the viewer is no value of a statement: the values of whoever asks are announced to the
transaction, and who is not announced sees nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

import models
from auth.client_rows import READS_CLIENTS
from auth.platform_rows import READS_AUDIT
from auth.policies import BEHIND_THE_SCHEMA, POLICIES
from auth.policy import Condition, Policy, narrowed
from auth.principal import CompanyReach, Narrowing, Principal, RightsKey
from auth.visible import narrowings, viewer_values, visible

SCHEMA: Final = "wall"
"""Where the functions of the wall lie; whoever lowers it drops them with the schema."""

READER: Final = "torso_reader"
"""The role that the wall is for: it reads, owns nothing, and is entered for what clients are told."""

POLICY: Final = "wall"
"""What the policy of each table is called."""

PAST: Final = frozenset(
    {
        "carrier",
        "carrier_service",
        "goods_receipt",
        "invoice",
        "invoice_line",
        "location",
        "open_item",
        "reservation",
        "return_authorization",
        "return_authorization_line",
        "return_inspection",
        "sales_order_line",
        "sales_order_resolution",
        "shipment",
        "shipment_line",
    }
)
"""The tables from which facts of a row are reckoned whoever sees it, such as how much of an order is delivered, and by whom."""

NAMED: Final = frozenset({"oauth_client", "user_account"})
"""The tables of which other rows tell the names: whoever granted something knows to which program, and whoever sees what
salespeople earn who they are. Of these, no more is read, and of those that such rows name alone."""

SEALED: Final[Mapping[str, Sequence[str]]] = {"audit_entry": ("id", "recorded_at"), "audit_seal": ("entry_id",)}
"""The tables of which whoever reads the log is told these columns of all rows: their chain is one for all companies."""

GRANTING: Final = frozenset({"role", "role_parent"})
"""The tables of what roles grant: whoever asks may be told what their own come to, also who sees no roles."""

VIEWS: Final = ("period_balance_now", "tax_line_now")
"""Views that read with the rights of whoever reads them, so that the wall holds for what is behind them."""

FUNCTIONS: Final = ("audit_first_break", "document_trace", "feed_cursor_open", "feed_cursor_seal", "feed_head")
"""What looks through the chain of the audit, or follows documents, over rows that the viewer does not see, and gives nothing but
ids; and what seals places in the feed."""

TABLES_MAX: Final = 3
"""To so many tables a condition may lead as a part of the statement; with more of them, planning takes longer than reading."""

_DIALECT = PGDialect_asyncpg()
_NOTHING: Final = "false"


class Kind(StrEnum):
    """In which of five ways somebody sees rows; who is of none sees nothing."""

    COLLEAGUE = "COLLEAGUE"
    """Somebody of some companies."""
    COLLEAGUE_EVERYWHERE = "COLLEAGUE_EVERYWHERE"
    """Somebody of all companies."""
    PARTNER = "PARTNER"
    """Who acts for a partner of some companies."""
    PARTNER_EVERYWHERE = "PARTNER_EVERYWHERE"
    """Who acts for a partner of all companies."""
    NOWHERE = "NOWHERE"
    """Who is of no company, and sees what they have asked for."""

    @property
    def reach(self) -> CompanyReach:
        """One company is announced as several are: as a list."""
        if self is Kind.NOWHERE:
            return CompanyReach.NONE
        return CompanyReach.ALL if self in (Kind.COLLEAGUE_EVERYWHERE, Kind.PARTNER_EVERYWHERE) else CompanyReach.MANY

    @property
    def acts_for_party(self) -> bool:
        """Whether a partner is behind it."""
        return self in (Kind.PARTNER, Kind.PARTNER_EVERYWHERE)


class _Value(NamedTuple):
    """A value of the viewer: the setting in which it is announced, and what it is to PostgreSQL."""

    setting: str
    type: str


_VALUES: Final[Mapping[str, _Value]] = {
    "kind": _Value("torso.kind", "text"),
    "partitions": _Value("torso.companies", "uuid[]"),
    "party": _Value("torso.party", "uuid"),
    "user": _Value("torso.user", "uuid"),
    "subject": _Value("torso.subject", "text"),
    "document_types": _Value("torso.document_types", "text[]"),
    "event_types": _Value("torso.event_types", "text[]"),
    "permissions": _Value("torso.permissions", "text[]"),
    "sales_reps": _Value("torso.sales_reps", "uuid[]"),
    "warehouses": _Value("torso.warehouses", "uuid[]"),
}
"""What is announced of a viewer, by the names that policies call it."""

SETTINGS: Final = tuple(value.setting for value in _VALUES.values())
"""The settings in which a viewer is announced, in the order of `announced`."""


@lru_cache(maxsize=2_000)
def announced(principal: Principal) -> tuple[str, ...]:
    """Give what is announced of somebody, a text for each of the settings; nothing is the empty text."""
    values = viewer_values(principal)
    return (
        _kind(principal),
        _array(str(company) for company in principal.companies or ()),
        str(principal.party_id or ""),
        str(values["user"] or ""),
        str(values["subject"]),
        _array(cast("list[str]", values["document_types"])),
        _array(cast("list[str]", values["event_types"])),
        # What narrows their rows stands among the permissions, since policies ask for it as for these.
        _array(sorted((principal.permissions | principal.rights_key.narrowed) & _wall().permissions)),
        _array(str(person) for person in principal.sales_reps or ()),
        _array(str(warehouse) for warehouse in principal.warehouses or ()),
    )


def statements() -> list[str]:
    """Give what raises the wall where there is none, in its order."""
    wall = _wall()
    return [
        f"create schema {SCHEMA}",
        f"grant usage on schema {SCHEMA} to {READER}",
        # A schema that was made anew for a backup is open to nobody by itself.
        f"grant usage on schema public to {READER}",
        *(_read(name, value) for name, value in _VALUES.items()),
        *wall.functions,
        *(statement for table, condition in wall.conditions.items() for statement in _guarded(table, condition)),
        *(statement for table in sorted(PAST) for statement in _passed(table)),
        *(statement for table in sorted(NAMED) for statement in _named(table)),
        *(statement for table in sorted(SEALED) for statement in _sealed(table)),
        *(statement for table in sorted(GRANTING) for statement in _granting(table)),
        *(f"grant select on {view} to {READER}" for view in (*VIEWS, "alembic_version")),
        *(f"alter function {function} security definer" for function in FUNCTIONS),
    ]


def _read(name: str, value: _Value) -> str:
    # What a transaction has set is empty after it, and not gone.
    return (
        f"create function {SCHEMA}.{name}() returns {value.type} stable parallel safe "
        f"return nullif(current_setting('{value.setting}', true), '')::{value.type}"
    )


def _guarded(table: str, condition: str) -> Iterator[str]:
    yield f'alter table "{table}" enable row level security'
    yield f'create policy {POLICY} on "{table}" for select to {READER} using ({condition})'
    yield f'grant select on "{table}" to {READER}'


def _passed(table: str) -> Iterator[str]:
    yield f'create view {SCHEMA}.{table} as select * from public."{table}" where {_in_companies()}'  # noqa: S608
    yield f"grant select on {SCHEMA}.{table} to {READER}"


def _named(table: str) -> Iterator[str]:
    sold = " or ".join(
        f"exists (select from public.{sales} where sales_rep_id = named.id and {_in_companies()})"
        for sales in ("sales_order", "commission_posting_line")
    )
    own_grant = f"exists (select from public.oauth_grant where client_id = named.id and user_id = {_value('user')})"
    told = {
        # Who sees programs sees what others granted to them.
        "oauth_client": f"'{READS_CLIENTS}' = any({_value('permissions')}) or {own_grant}",
        "user_account": sold,
    }
    read = f'select id, name from public."{table}" as named where {told[table]}'  # noqa: S608
    yield f"create view {SCHEMA}.{table} as {read}"
    yield f"grant select on {SCHEMA}.{table} to {READER}"


def _sealed(table: str) -> Iterator[str]:
    read = f"'{READS_AUDIT}' = any({_value('permissions')})"
    yield f'create view {SCHEMA}.{table} as select {", ".join(SEALED[table])} from public."{table}" where {read}'  # noqa: S608
    yield f"grant select on {SCHEMA}.{table} to {READER}"


def _granting(table: str) -> Iterator[str]:
    yield f'create view {SCHEMA}.{table} as select * from public."{table}" where {_value("kind")} is not null'  # noqa: S608
    yield f"grant select on {SCHEMA}.{table} to {READER}"


def _in_companies() -> str:
    """Say that a row is of a company that the viewer reaches."""
    kind, companies = _value("kind"), _value("partitions")
    return (
        f"case when {kind} in ('{Kind.COLLEAGUE_EVERYWHERE}', '{Kind.PARTNER_EVERYWHERE}') then true "
        f"when {kind} in ('{Kind.COLLEAGUE}', '{Kind.PARTNER}') then company_id = any({companies}) else false end"
    )


def _kind(principal: Principal) -> Kind:
    key = principal.rights_key
    if key.companies is CompanyReach.NONE:
        return Kind.NOWHERE
    everywhere = key.companies is CompanyReach.ALL
    if key.acts_for_party:
        return Kind.PARTNER_EVERYWHERE if everywhere else Kind.PARTNER
    return Kind.COLLEAGUE_EVERYWHERE if everywhere else Kind.COLLEAGUE


def _array(texts: Iterable[str]) -> str:
    # Ids, types and permissions are letters, digits and the likes of them: nothing that an array would have to quote.
    return "{" + ",".join(texts) + "}"


@dataclass(frozen=True)
class _Wall:
    """What the policies come to."""

    # The condition of each table, and the functions that some of them ask.
    conditions: Mapping[str, str]
    functions: Sequence[str]
    # The permissions that a policy asks for.
    permissions: frozenset[str]


class _Noted(frozenset[str]):
    """Permissions that note which of them are asked for."""

    asked: set[str]

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)


def _noted(granted: frozenset[str]) -> _Noted:
    noted = _Noted(granted)
    noted.asked = set()
    return noted


@cache
def _wall() -> _Wall:
    """Give the wall, which is worked out once."""
    return _Making().wall()


class _Making:
    """Works the wall out, table by table."""

    def __init__(self) -> None:
        self.functions: dict[str, list[str]] = {}
        self.permissions: set[str] = set()

    def wall(self) -> _Wall:
        tables = [*POLICIES, *BEHIND_THE_SCHEMA]
        conditions = {name: self._condition(models.Base.metadata.tables[name]) for name in tables}
        made = [_made(name, *each) for name, texts in self.functions.items() for each in enumerate(texts)]
        return _Wall(conditions, made, frozenset(self.permissions))

    def _condition(self, table: sa.Table) -> str:
        """Give the condition of a table: for each kind of viewer what the policies say, and what narrows it further."""
        cases = {kind: self._decided(table, kind, frozenset(), frozenset()) for kind in Kind}
        said = " ".join(f"when '{kind}' then {condition}" for kind, condition in cases.items() if condition != _NOTHING)
        if not said:
            return _NOTHING
        further = (self._narrowed(table, by) for by in sorted(narrowings(table.name)))
        return " and ".join([f"case {_value('kind')} {said} else false end", *further])

    def _narrowed(self, table: sa.Table, by: Narrowing) -> str:
        """Give what is seen by who sees some salespeople's or warehouses' alone; whether they do is announced as permissions are.

        It says all that it asks of other tables, so it is asked of all their rows: with their policies in its midst, and those of
        the tables below, a statement would be beyond planning.
        """
        self.permissions.add(by)
        condition = _narrowing(table.name, table, by)
        if _tables(condition):
            row = table.alias("this")
            said = f'{self._function(table.name, _written(row, _narrowing(table.name, row, by)))}("{table.name}")'
        else:
            said = _written(table, condition)
        return f"case when '{by}' = any({_value('permissions')}) then {said} else true end"

    def _decided(self, table: sa.Table, kind: Kind, granted: frozenset[str], denied: frozenset[str]) -> str:
        """Give the condition for a kind; where it depends on a permission, both that are possible."""
        noted = _noted(granted)
        rights = RightsKey(noted, kind.reach, kind.acts_for_party)
        condition = _seen(table.name, table, rights)
        if not (undecided := noted.asked - granted - denied):
            return self._text(table, rights, condition)
        name = min(undecided)
        self.permissions.add(name)
        with_it = self._decided(table, kind, granted | {name}, denied)
        without = self._decided(table, kind, granted, denied | {name})
        if with_it == without:
            return with_it
        return f"case when '{name}' = any({_value('permissions')}) then {with_it} else {without} end"

    def _text(self, table: sa.Table, rights: RightsKey, condition: Condition) -> str:
        """Write a condition; where its tables would ask for this very policy again, or are many, as a function that sees all of them.

        PostgreSQL plans the policies of all tables that a condition leads to anew for each place where it names one.
        """
        reached = _reached(condition)
        if table.name not in reached and len(reached) <= TABLES_MAX:
            return _written(table, condition)
        row = table.alias("this")
        text = _written(row, _seen(table.name, row, rights))
        return f'{self._function(table.name, text)}("{table.name}")'

    def _function(self, table: str, condition: str) -> str:
        """Name the function of a condition on a row of a table, made now if there is none."""
        known = self.functions.setdefault(table, [])
        if condition not in known:
            known.append(condition)
        return f"{SCHEMA}.sees_{table}_{known.index(condition)}"


def _made(table: str, number: int, condition: str) -> str:
    return (
        f'create function {SCHEMA}.sees_{table}_{number}(this "{table}") returns boolean stable parallel safe '
        f"security definer begin atomic\nselect {condition};\nend"
    )


def _seen(name: str, row: FromClause, rights: RightsKey) -> Condition:
    """Put what is visible of a table into one condition."""
    rows = visible(name, row, rights, _announced)
    conditions = [] if rows.condition is None else [rows.condition]
    if rows.partition is not None:
        conditions.append(row.c[rows.partition] == sa.any_(_announced("partitions", sa.ARRAY(sa.Uuid()))))
    seen = sa.and_(sa.true(), *conditions)
    return seen if rows.beside is None else sa.or_(seen, rows.beside)


def _narrowing(name: str, row: FromClause, by: Narrowing) -> Condition:
    """Give what narrows a table."""
    rights = RightsKey(frozenset(), CompanyReach.ALL, acts_for_party=False, narrowed=frozenset({by}))
    return sa.and_(sa.true(), *(each.condition for each in narrowed(_policy(name), row, _announced, rights)))


def _policy(table: str) -> Policy:
    return POLICIES[table] if table in POLICIES else BEHIND_THE_SCHEMA[table]


def _announced(name: str, type_: sa.types.TypeEngine[Any]) -> ColumnElement[Any]:
    """Refer to what is announced."""
    return sa.literal_column(_value(name), type_)


def _value(name: str) -> str:
    """Refer to what is announced: a sub-select, so that it is read once for a statement and not for each row."""
    return f"(select {SCHEMA}.{name}())::{_VALUES[name].type}"


def _written(row: FromClause, condition: Condition) -> str:
    """Write a condition on a row as text."""
    query = sa.select(sa.literal_column("1", sa.Integer())).select_from(row).where(condition)
    text = str(query.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))
    return " ".join(text.partition("WHERE ")[2].split()) or "true"


def _reached(condition: Condition) -> set[str]:
    """Name the tables that a condition comes to, and those to which their policies lead."""
    met: set[str] = set()
    new = _tables(condition)
    while new:
        met |= new
        new = {table for each in new for table in _tables_of_policy(each)} - met
    return met


def _tables(condition: Condition) -> set[str]:
    """Name the tables of sub-selects; the policies call them by other names than that of the row itself."""
    met = (cast("sa.Alias", each).element for each in visitors.iterate(condition) if isinstance(each, sa.Alias))
    return {str(cast("Any", each).name) for each in met} & models.Base.metadata.tables.keys()


@cache
def _tables_of_policy(name: str) -> set[str]:
    table = models.Base.metadata.tables[name]
    # Without any permission a policy is at its narrowest, and comes to all that it can come to.
    rights = [RightsKey(frozenset(), kind.reach, kind.acts_for_party) for kind in Kind]
    return {found for each in rights for found in _tables(_seen(name, table, each))}
