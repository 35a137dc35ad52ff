"""Warning people of an endpoint: whoever may change it, and whoever has asked for its program, is told when something goes wrong."""

from typing import Final
from uuid import UUID

from kernel.ids import NodeId
from kernel.sandbox import is_sandbox
from models import NotificationKind
from services.platform.held_roles import HOLDS_TODAY, PERMISSIONS_OF_ROLES
from services.platform.notification import notify
from services.platform.webhook.endpoint import WRITE
from services.work import Work

_ENDPOINT: Final = """
select endpoint.name, program.name as program, program.company_id
from webhook_endpoint as endpoint join oauth_client as program on program.id = endpoint.client_id where endpoint.id = $1
"""
# Programs of ours ask in every company, so who may change their endpoints reaches every one; those of a partner are for the
# people of its company, and its own.
_CONCERNED: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}, able as (
  select holding.user_id, holding.company_id from holding join granted on granted.role_id = holding.role_id
  where $2 = any(granted.permissions) and {HOLDS_TODAY}
)
select account.id
from webhook_endpoint as endpoint
join oauth_client as program on program.id = endpoint.client_id
join user_account as account on account.id = program.requested_by or (
  (account.party_id is null or account.party_id = program.party_id) and exists (
    select from able where able.user_id = account.id and (able.company_id is null or able.company_id = program.company_id)))
where endpoint.id = $1
"""  # noqa: S608 - both parts are ours


async def warn(work: Work, key: UUID, kind: NotificationKind, why: str) -> None:
    """Tell those whom an endpoint concerns what goes wrong with it; why is a code, and no text of a receiver.

    Of a sandbox nobody is told: there programs are tried out, and whoever does so looks at the deliveries.
    """
    endpoint = await work.raw.fetchrow(_ENDPOINT, key)
    assert endpoint is not None
    if endpoint["company_id"] is not None and is_sandbox(endpoint["company_id"]):
        return
    concerned = [row["id"] for row in await work.raw.fetch(_CONCERNED, key, WRITE)]
    await notify(
        work,
        concerned,
        kind,
        {"name": endpoint["name"], "program": endpoint["program"], "why": why},
        NodeId("WebhookEndpoint", key),
    )
