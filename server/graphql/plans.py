"""The plan cache, with what the server has to say about plans: how often one is found, and how much one may cost."""

from collections.abc import Hashable, Mapping
from typing import Any

from planner.cache import PlanCache
from planner.errors import PlanError
from planner.operation import Plan
from server.graphql.limits import COST, COST_LIMIT_EXCEEDED, too_costly
from server.telemetry.metrics import Metrics


class Plans(PlanCache):
    """Keeps plans, and refuses one that costs too much before it has run."""

    def __init__(self, metrics: Metrics) -> None:
        """Start with none."""
        super().__init__()
        self.metrics = metrics

    def get(self, key: Hashable, variables: Mapping[str, Any]) -> Plan | None:
        """Find a plan, and count whether there is one."""
        plan = super().get(key, variables)
        (self.metrics.plan_misses if plan is None else self.metrics.plan_hits).inc()
        return plan

    def add(self, key: Hashable, plan: Plan) -> None:
        """Keep a plan.

        Raises:
            PlanError: it costs more than a request may.
        """
        if plan.cost > COST:
            raise PlanError(too_costly(plan.cost), COST_LIMIT_EXCEEDED)
        super().add(key, plan)
