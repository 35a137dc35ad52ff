"""Plans that have been made, by document, operation and rights."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import Any

from planner.arguments import Look
from planner.operation import Operation, Plan

DOCUMENTS_MAX = 1000
VARIANTS_MAX = 200


class PlanCache:
    """Finds the plan for a request: the least recently used documents are forgotten."""

    def __init__(self) -> None:
        self._operations: OrderedDict[Hashable, Operation] = OrderedDict()
        self._documents: OrderedDict[Hashable, _Variants] = OrderedDict()

    def operation(self, key: Hashable) -> Operation | None:
        """Find an operation of a document."""
        return self._operations.get(key)

    def add_operation(self, key: Hashable, operation: Operation) -> None:
        """Keep an operation; the oldest is forgotten."""
        self._operations[key] = operation
        if len(self._operations) > DOCUMENTS_MAX:
            self._operations.popitem(last=False)

    def get(self, key: Hashable, variables: Mapping[str, Any]) -> Plan | None:
        """Find a plan made for an equal document and rights, whose looks see in these variables what they saw then."""
        variants = self._documents.get(key)
        if variants is None:
            return None
        self._documents.move_to_end(key)
        return variants.get(variables)

    def add(self, key: Hashable, plan: Plan) -> None:
        """Keep a plan."""
        self._documents.setdefault(key, _Variants()).add(plan)
        if len(self._documents) > DOCUMENTS_MAX:
            self._documents.popitem(last=False)


class _Variants:
    """The plans of one document and one set of rights. Most have one set of looks, and few different sights."""

    def __init__(self) -> None:
        self._by_looks: dict[tuple[Look, ...], OrderedDict[tuple[object, ...], Plan]] = {}

    def get(self, variables: Mapping[str, Any]) -> Plan | None:
        for looks, plans in self._by_looks.items():
            plan = plans.get(tuple(look.at(variables) for look in looks))
            if plan is not None:
                return plan
        return None

    def add(self, plan: Plan) -> None:
        if len(self._by_looks) >= VARIANTS_MAX:
            self._by_looks.clear()
        plans = self._by_looks.setdefault(tuple(plan.looks), OrderedDict())
        plans[tuple(plan.looks.values())] = plan
        if len(plans) > VARIANTS_MAX:
            plans.popitem(last=False)
