"""Plans that have been made, by document, operation and rights."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import Any

from planner.arguments import Look
from planner.operation import Operation, Plan

OPERATIONS_MAX = 1000
VARIANTS_MAX = 50
SQL_MAX = 16_000_000
"""How many characters the statements of all plans may have together; a plan takes some three times its statement."""


class PlanCache:
    """Finds the plan for a request. What has not been used for longest is forgotten first."""

    def __init__(self) -> None:
        self._operations: OrderedDict[Hashable, Operation] = OrderedDict()
        self._documents: OrderedDict[Hashable, _Variants] = OrderedDict()
        self._size = 0

    def operation(self, key: Hashable) -> Operation | None:
        """Find an operation of a document."""
        operation = self._operations.get(key)
        if operation is not None:
            self._operations.move_to_end(key)
        return operation

    def add_operation(self, key: Hashable, operation: Operation) -> None:
        """Keep an operation."""
        self._operations[key] = operation
        if len(self._operations) > OPERATIONS_MAX:
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
        variants = self._documents.setdefault(key, _Variants())
        self._size += variants.add(plan)
        while self._size > SQL_MAX:
            _, oldest = self._documents.popitem(last=False)
            self._size -= oldest.size


class _Variants:
    """The plans of one document and one set of rights. Most have one set of looks, and few different sights."""

    def __init__(self) -> None:
        self.size = 0
        self._count = 0
        self._by_looks: dict[tuple[Look, ...], dict[tuple[object, ...], Plan]] = {}

    def get(self, variables: Mapping[str, Any]) -> Plan | None:
        for looks, plans in self._by_looks.items():
            plan = plans.get(tuple(look.at(variables) for look in looks))
            if plan is not None:
                return plan
        return None

    def add(self, plan: Plan) -> int:
        """Keep a plan, and tell by how much the statements have become more."""
        before = self.size
        if self._count >= VARIANTS_MAX:
            self._by_looks.clear()
            self._count = self.size = 0
        plans = self._by_looks.setdefault(tuple(plan.looks), {})
        # Two requests that came at once may both have made it.
        replaced = plans.get(tuple(plan.looks.values()))
        plans[tuple(plan.looks.values())] = plan
        self._count += replaced is None
        self.size += len(plan.sql) - (len(replaced.sql) if replaced else 0)
        return self.size - before
