"""A span for each plan that has to be made. One that is found takes no time worth a span."""

import time
from collections.abc import Hashable, Mapping
from typing import Any

from opentelemetry.trace import Tracer

from planner.operation import Plan
from server.graphql.plans import Plans


class TracedPlans(Plans):
    """Keeps plans, and tells how long those took that were not there."""

    def __init__(self, plans: Plans, tracer: Tracer) -> None:
        """Keep plans as others do, starting with none."""
        super().__init__(plans.metrics)
        self._tracer = tracer
        self._missed_at = 0

    def get(self, key: Hashable, variables: Mapping[str, Any]) -> Plan | None:
        """Find a plan."""
        plan = super().get(key, variables)
        # Who finds none makes one at once, and nobody else's turn comes before that.
        self._missed_at = time.time_ns()
        return plan

    def add(self, key: Hashable, plan: Plan) -> None:
        """Keep a plan that has just been made."""
        facts = {"torso.cost": plan.cost, "torso.statement.characters": len(plan.sql)}
        self._tracer.start_span("plan", attributes=facts, start_time=self._missed_at).end()
        super().add(key, plan)
