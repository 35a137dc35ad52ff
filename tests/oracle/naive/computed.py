"""Fields that are reckoned from a row, each by a function of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from tests.oracle.naive import books, selling, shipping
from tests.oracle.naive.dynamic import Row, Value
from tests.oracle.naive.facts import PLACES, columns, snake
from tests.oracle.naive.sdl import Sdl
from tests.oracle.naive.store import MODELS, Store
from tests.oracle.naive.values import written
from tests.oracle.naive.viewer import Viewer

READ_LOG = "audit.log:read"

# The transitions that can be asked for: from which states they lead on, and what they need.
CLIENT_TRANSITIONS: Mapping[str, tuple[set[str], str]] = {
    "APPROVE": ({"REQUESTED"}, "platform.client:approve"),
    "REFUSE": ({"REQUESTED"}, "platform.client:approve"),
    "SUSPEND": ({"APPROVED"}, "platform.client:approve"),
    "RESUME": ({"SUSPENDED"}, "platform.client:approve"),
}
WEBHOOK_TRANSITIONS: Mapping[str, tuple[set[str], str]] = {
    "PAUSE": ({"ACTIVE"}, "platform.webhook:write"),
    "RESUME": ({"PAUSED", "BROKEN"}, "platform.webhook:write"),
}
IMPORT_TRANSITIONS: Mapping[str, tuple[set[str], str]] = {
    "MAP": ({"DRAFT", "MAPPED", "VALIDATED"}, "platform.import:write"),
    "VALIDATE": ({"MAPPED", "VALIDATED"}, "platform.import:run"),
    "RUN": ({"MAPPED", "VALIDATED", "RUNNING", "FAILED"}, "platform.import:run"),
    "REVERT": ({"COMPLETED", "PARTIAL", "FAILED"}, "platform.import:revert"),
}


@dataclass(frozen=True)
class Around:
    """What is around a row: the schema, all rows, and who asks."""

    sdl: Sdl
    store: Store
    viewer: Viewer


@dataclass(frozen=True)
class Verification:
    """Whether the audit is what was written; in the world it always is."""

    store: Store

    def part(self, name: str) -> Value:
        """Give a field of it."""
        sealed = {seal.entry_id for seal in self.store.all("AuditSeal")}
        waiting = [entry.recorded_at for entry in self.store.all("AuditEntry") if entry.id not in sealed]
        return {
            "sealed": len(sealed),
            "unsealed": len(waiting),
            "oldestUnsealedAt": written(min(waiting, default=None), "DateTime"),
            "firstBreak": None,
        }[name]


Object: TypeAlias = Mapping[str, object]


def shown(values: Object | None) -> Object | None:
    """Show columns by the names of the schema, numbers as text, in the order that PostgreSQL keeps."""
    if values is None:
        return None
    named = {_camel(name): _number_as_text(value) for name, value in values.items()}
    return dict(sorted(named.items(), key=lambda item: (len(item[0].encode()), item[0].encode())))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _not_hidden(row: Row, values: Object | None, around: Around) -> Object | None:
    """Leave out the columns that no field shows to the viewer."""
    if values is None or row.entity_type not in MODELS or row.entity_type not in around.sdl.entities():
        return shown(values)
    return shown({name: value for name, value in values.items() if _may_read(row.entity_type, name, around)})


def _may_read(type_name: str, column: str, around: Around) -> bool:
    """A column is read through any field that shows it; one that none shows is for those who may read all fields."""
    attributes, fields = set(MODELS[type_name].__mapper__.columns.keys()), around.sdl.fields(type_name)
    ways = [name for name in fields if column in columns(type_name, name, attributes)]
    allowed = [
        around.viewer.allows(around.sdl.need_of_type(type_name))
        and around.viewer.allows(around.sdl.need_of_field(type_name, name))
        for name in ways or fields
    ]
    return any(allowed) if ways else all(allowed)


def _changed_fields(entry: Row) -> list[str] | None:
    values = shown(entry.after if entry.after is not None else entry.before)
    return list(values) if values else None


def _sealed_at(entry: Row, around: Around) -> object:
    return next((seal.recorded_at for seal in around.store.by("AuditSeal", "entry_id", entry.id)), None)


def _client_of(row: Row, around: Around) -> Row:
    client = around.store.one("OAuthClient", row.client_id)
    assert client is not None
    return client


def _faring(attribute: str) -> Callable[[Row, Around], object]:
    """Read how an endpoint fares, which is stored beside it."""

    def read(endpoint: Row, around: Around) -> object:
        (progress,) = around.store.by("WebhookProgress", "endpoint_id", endpoint.id)
        return getattr(progress, attribute)

    return read


def _above(role: Row, around: Around) -> list[Row]:
    """Give a role and those that it inherits from, as far as they are in use."""
    if role.archived_at is not None:
        return []
    parents = [around.store.one("Role", link.parent_id) for link in around.store.by("RoleParent", "role_id", role.id)]
    return [role, *(above for parent in parents if parent is not None for above in _above(parent, around))]


def _role_permissions(role: Row, around: Around) -> object:
    return sorted({word for each in _above(role, around) for word in each.permissions})


def _parent_codes(role: Row, around: Around) -> object:
    parents = [around.store.one("Role", link.parent_id) for link in around.store.by("RoleParent", "role_id", role.id)]
    return sorted(parent.code for parent in parents if parent is not None)


def _transitions(table: Mapping[str, tuple[set[str], str]]) -> Callable[[Row, Around], object]:
    def give(row: Row, around: Around) -> list[str]:
        return [
            name for name, (states, needs) in table.items() if row.state.value in states and around.viewer.allows(needs)
        ]

    return give


_COMPUTED: Mapping[tuple[str, str], Callable[[Row, Around], object]] = {
    ("AuditEntry", "after"): lambda entry, around: _not_hidden(entry, entry.after, around),
    ("AuditEntry", "before"): lambda entry, around: _not_hidden(entry, entry.before, around),
    ("AuditEntry", "changedFields"): lambda entry, _: _changed_fields(entry),
    ("AuditEntry", "entityKey"): lambda entry, _: entry.entity_id and f"{entry.entity_type}:{entry.entity_id}",
    ("Event", "from"): lambda event, _: event.from_state,
    ("Event", "to"): lambda event, _: event.to_state,
    ("Event", "version"): lambda event, _: event.entity_version,
    ("Event", "nodeKey"): lambda event, _: f"{event.entity_type}:{event.entity_id}",
    ("AuditEntry", "facts"): lambda entry, _: shown(entry.facts),
    ("AuditEntry", "sealedAt"): _sealed_at,
    ("Role", "effectivePermissions"): _role_permissions,
    ("Role", "parentCodes"): _parent_codes,
    ("ImportJob", "availableTransitions"): _transitions(IMPORT_TRANSITIONS),
    ("ImportJob", "columns"): lambda job, _: job.options.get("columns"),
    ("ImportJob", "format"): lambda job, _: job.options.get("format"),
    ("ImportJob", "letsLikelyDuplicatesIn"): lambda job, _: job.options.get("let_in", False),
    ("OAuthClient", "availableTransitions"): _transitions(CLIENT_TRANSITIONS),
    ("OAuthGrant", "clientName"): lambda grant, around: _client_of(grant, around).name,
    ("Job", "result"): lambda job, _: shown(job.result),
    ("BlanketAgreement", "availableTransitions"): _transitions(selling.AGREEMENT_TRANSITIONS),
    ("Quotation", "availableTransitions"): _transitions(selling.QUOTATION_TRANSITIONS),
    ("ReturnAuthorization", "availableTransitions"): _transitions(selling.RETURN_TRANSITIONS),
    ("StockTransfer", "availableTransitions"): _transitions(selling.TRANSFER_TRANSITIONS),
    ("VendorReturn", "availableTransitions"): _transitions(selling.VENDOR_RETURN_TRANSITIONS),
    ("Shipment", "availableTransitions"): _transitions(selling.SHIPMENT_TRANSITIONS),
    ("SalesOrder", "availableTransitions"): _transitions(selling.ORDER_TRANSITIONS),
    ("PersistedOperation", "documentId"): lambda row, _: f"sha256:{row.sha256}",
    ("Sandbox", "innerCompanyId"): lambda row, _: f"Company:{row.sandbox_company_id}",
    ("WebhookDelivery", "messageId"): lambda row, _: f"msg_{row.id.hex}",
    ("WebhookDelivery", "nodeKey"): lambda row, _: row.entity_type and f"{row.entity_type}:{row.key}",
    ("WebhookEndpoint", "availableTransitions"): _transitions(WEBHOOK_TRANSITIONS),
    ("WebhookEndpoint", "deliveredAt"): _faring("delivered_at"),
    ("WebhookEndpoint", "failedAt"): _faring("failed_at"),
    ("WebhookEndpoint", "failures"): _faring("failures"),
    ("WebhookEndpoint", "secretBeforeEndsAt"): lambda endpoint, _: endpoint.secret_before_until,
    ("WebhookEndpoint", "triedAgainAt"): _faring("held_until"),
    ("NumberSeries", "nextNumber"): lambda row, _: row.prefix + str(row.next_value).zfill(row.digits),
}


def _around_row(reckon: Callable[[Row, Store], object]) -> Callable[[Row, Around], object]:
    return lambda row, around: reckon(row, around.store)


COMPUTED: Mapping[tuple[str, str], Callable[[Row, Around], object]] = {
    **_COMPUTED,
    **{coordinate: _around_row(reckon) for coordinate, reckon in books.COMPUTED.items()},
    **{coordinate: _around_row(reckon) for coordinate, reckon in selling.COMPUTED.items()},
    **{coordinate: _around_row(reckon) for coordinate, reckon in shipping.COMPUTED.items()},
}


def held(source: Value, owner: str, name: str) -> Value:
    """Give a value of an object that a row holds."""
    return source[PLACES[owner].index(name)] if owner in PLACES else source.get(snake(name))
