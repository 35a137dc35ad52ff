"""Permissions that go together, of which the standard roles are put together."""

from auth.permissions import CATALOGUE, Module

EVERYBODY = frozenset(
    {
        "platform.attachment:read",
        "platform.bulk:query",
        "platform.bulk:read",
        "platform.company:read",
        "platform.grant:read",
        "platform.grant:revoke",
        "platform.notification:read",
        "platform.notification:write",
        "platform.reference:read",
        "platform.session:read",
        "platform.session:write",
    }
)

COLLEAGUE = EVERYBODY | {
    "platform.approval:decide",
    "platform.approval:read",
    "platform.attachment:write",
    "platform.bulk:mutate",
    "platform.delegation:read",
    "platform.delegation:write",
    "platform.file:read",
    "platform.history:read",
    "platform.file:write",
}

SEE_GOODS = frozenset(
    {
        "inventory.product:read",
        "inventory.warehouse:read",
        "inventory.stock:read",
        "inventory.lot:read",
        "platform.external_reference:read",
    }
)

SELL = (
    COLLEAGUE
    | SEE_GOODS
    | {
        "finance.invoice:read",
        "finance.payment_term:read",
        "finance.remark:read",
        "finance.tax:read",
        "logistics.carrier:read",
        "logistics.shipment:read",
        "logistics.tracking:read",
        "platform.party:read",
        "platform.party:write",
        "platform.party_contact:read",
        "platform.party_contact:write",
        "sales.order:read",
        "sales.order:write",
        "sales.order:confirm",
        "sales.order:cancel",
        "sales.agreement:read",
        "sales.agreement:write",
        "sales.quotation:read",
        "sales.quotation:write",
        "sales.quotation:send",
        "sales.quotation:decide",
        "sales.return:cancel",
        "sales.return:read",
        "sales.return:write",
        "sales.price:read",
        "sales.promotion:read",
        "sales.promotion:redeem",
        "sales.commission:read",
        "sales.commission_rule:read",
        "sales.credit:read",
        "sales.team:read",
    }
)

HANDLE_GOODS = (
    COLLEAGUE
    | SEE_GOODS
    | {
        "inventory.stock:withhold",
        "inventory.stock:write",
        "inventory.move:read",
        "inventory.move:write",
        "inventory.lot:write",
        "inventory.transfer:dispatch",
        "inventory.transfer:read",
        "inventory.transfer:receive",
        "inventory.transfer:write",
        "logistics.carrier:read",
        "logistics.shipment:cancel",
        "logistics.shipment:deliver",
        "logistics.shipment:drop",
        "logistics.shipment:read",
        "logistics.shipment:ship",
        "logistics.shipment:write",
        "logistics.tracking:read",
        "logistics.tracking:write",
        "platform.party:read",
        "purchasing.order:read",
        "purchasing.return:read",
        "purchasing.return:ship",
        "purchasing.return:write",
        "sales.order:read",
        "sales.return:inspect",
        "sales.return:read",
        "sales.return:receive",
    }
)

KEEP_BOOKS = (
    COLLEAGUE
    | SEE_GOODS
    | {
        "finance.account:read",
        "finance.bank:import",
        "finance.bank:read",
        "finance.bank:reconcile",
        "finance.dimension:read",
        "finance.entry:read",
        "finance.entry:write",
        "finance.entry:post",
        "finance.entry:reverse",
        "finance.bill:read",
        "finance.customer_invoice:read",
        "finance.invoice:post",
        "finance.invoice:read",
        "finance.invoice:write",
        "finance.journal:read",
        "finance.dunning:read",
        "finance.dunning:run",
        "finance.open_item:read",
        "finance.open_item:settle",
        "finance.open_item:write_off",
        "finance.payment:read",
        "finance.payment:write",
        "finance.payment:post",
        "finance.payment:void",
        "finance.payment_policy:read",
        "finance.payment_term:read",
        "finance.remark:read",
        "finance.report:read",
        "finance.revaluation:read",
        "finance.revaluation:run",
        "finance.period:read",
        "finance.tax:read",
        "finance.tax_return:read",
        "finance.tax_return:write",
        "inventory.cost:read",
        "inventory.move:read",
        "inventory.transfer:read",
        "platform.number_series:read",
        "platform.party:read",
        "platform.party_contact:read",
        "platform.reference:write",
        "purchasing.order:read",
        "purchasing.price:read",
        "purchasing.return:read",
        "purchasing.vendor_product:read",
        "sales.agreement:read",
        "sales.commission:post",
        "sales.commission:read",
        "sales.commission_rule:read",
        "sales.credit:read",
        "sales.margin:read",
        "sales.order:read",
        "sales.price:read",
        "sales.quotation:read",
        "sales.promotion:read",
        "sales.return:close",
        "sales.return:read",
        "sales.team_commission:read",
    }
)

TRY_OUT = (
    COLLEAGUE
    | {permission.name for permission in CATALOGUE.values() if permission.module not in (Module.PLATFORM, Module.AUDIT)}
    | {
        "platform.client:read",
        "platform.external_reference:read",
        "platform.number_series:read",
        "platform.number_series:write",
        "platform.party:read",
        "platform.party:write",
        "platform.party_contact:read",
        "platform.party_contact:write",
        "platform.persisted_operation:read",
        "platform.persisted_operation:write",
        "platform.sandbox:play",
        "platform.sandbox:read",
        "platform.webhook:read",
        "platform.webhook:write",
    }
)
