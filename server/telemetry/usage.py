"""Which fields of the schema each client uses, from the plans of its requests.

On the way of a request this is one step of a counter for its plan; the plan knows its fields, so they are spelled out
later, when somebody looks.
"""

from dataclasses import dataclass

from planner.operation import Plan
from server.telemetry.metrics import Metrics


@dataclass(slots=True)
class _Uses:
    plan: Plan
    requests: int = 0


class FieldUsage:
    """Counts the use of fields until it is written down."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._uses: dict[tuple[str, int], _Uses] = {}

    def count(self, client: str, plan: Plan) -> None:
        """Count one request."""
        # The identity of a plan cannot be taken by another one while the plan is kept here.
        key = (client, id(plan))
        uses = self._uses.get(key)
        if uses is None:
            uses = self._uses[key] = _Uses(plan)
        uses.requests += 1

    def write_down(self, metrics: Metrics) -> None:
        """Add what was counted to the metrics, and start again."""
        counted, self._uses = self._uses, {}
        for (client, _), uses in counted.items():
            for coordinate in uses.plan.usage:
                metrics.field_uses.labels(client, coordinate).inc(uses.requests)
