"""Root fields for webhooks."""

import strawberry

from planner.lists import by_id, pages
from schema import names
from schema.base import Connection


@strawberry.type
class WebhookQueries:
    """Root fields for webhooks."""

    webhook_endpoints: Connection[names.WebhookEndpoint] | None = pages(
        "Where programs are told what happens.", names.WebhookEndpoint
    )
    webhook_endpoint: names.WebhookEndpoint | None = by_id("An endpoint by its id.")
    webhook_deliveries: Connection[names.WebhookDelivery] | None = pages(
        "What was delivered to endpoints and what waits to be, the newest first.", names.WebhookDelivery
    )
    webhook_delivery: names.WebhookDelivery | None = by_id("A delivery by its id.")
