"""A life cycle, as a table: which transition leads from which states to which, and who may make it.

The table is the only statement of the life cycle. What may happen next, the refusal, the permissions and the diagram in
the documentation are all read from it; what is not in the table is refused.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar

from kernel.errors import DomainError, InputPath

S = TypeVar("S", bound=StrEnum)


@dataclass(eq=False)
class TransitionUnavailable(DomainError):
    """A document takes only the transitions that its life cycle has for the state it is in."""

    message = "{transition} is not possible in state {state}."
    document: str
    transition: str
    state: str
    available: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transition(Generic[S]):
    """A row of the table: a verb that takes a document from any of some states to one."""

    name: str
    sources: tuple[S, ...]
    target: S
    permission: str


@dataclass(frozen=True)
class Workflow(Generic[S]):
    """The life cycle of a kind of document.

    Raises:
        ValueError: the table contradicts itself (a verb twice from one state, a verb with two permissions, a state
            that cannot be reached).
    """

    document: str
    initial: S
    transitions: tuple[Transition[S], ...]
    brought_in: tuple[S, ...] = ()
    """States in which documents come from elsewhere, such as from another system; the others begin as `initial`."""

    def __post_init__(self) -> None:
        self._require_one_target_each()
        self._require_one_permission_each()
        unreachable = [state.value for state in self.states if state not in set(self._reachable())]
        if unreachable:
            raise ValueError(f"{self.document}: no way leads to {', '.join(unreachable)}")

    @property
    def states(self) -> tuple[S, ...]:
        """All states, in the order in which the trade names them."""
        return tuple(type(self.initial))

    @property
    def final_states(self) -> tuple[S, ...]:
        """States that nothing leads out of."""
        return tuple(state for state in self.states if not self.available(state))

    @property
    def permissions(self) -> frozenset[str]:
        """Every permission that the life cycle asks for."""
        return frozenset(transition.permission for transition in self.transitions)

    def transition(self, state: S, name: str, path: InputPath = ()) -> Transition[S]:
        """Find the row for a verb in a state; `path` is where the document is named.

        Raises:
            TransitionUnavailable: the table has none.
        """
        found = self._by_state_and_name.get((state, name))
        if found is None:
            names = tuple(transition.name for transition in self.available(state))
            raise TransitionUnavailable(self.document, name, state.value, names, path=path)
        return found

    def available(self, state: S, permissions: Collection[str] | None = None) -> tuple[Transition[S], ...]:
        """List what may happen next, in the order of the table; with permissions, only what they allow."""
        return tuple(
            transition
            for transition in self.transitions
            if state in transition.sources and (permissions is None or transition.permission in permissions)
        )

    def diagram(self) -> str:
        """Draw the life cycle as a Mermaid state diagram."""
        edges = [
            f"    {source} --> {transition.target}: {transition.name}"
            for transition in self.transitions
            for source in transition.sources
        ]
        ends = [f"    {state} --> [*]" for state in self.final_states]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.initial}", *edges, *ends]) + "\n"

    @cached_property
    def _by_state_and_name(self) -> dict[tuple[S, str], Transition[S]]:
        return {(source, row.name): row for row in self.transitions for source in row.sources}

    def _require_one_target_each(self) -> None:
        rows = [(source, row.name) for row in self.transitions for source in row.sources]
        twice = sorted({f"{name} from {source}" for source, name in rows if rows.count((source, name)) > 1})
        if twice:
            raise ValueError(f"{self.document}: more than one row for {', '.join(twice)}")

    def _require_one_permission_each(self) -> None:
        pairs = {(row.name, row.permission) for row in self.transitions}
        names = [name for name, _ in pairs]
        torn = sorted({name for name in names if names.count(name) > 1})
        if torn:
            raise ValueError(f"{self.document}: more than one permission for {', '.join(torn)}")

    def _reachable(self) -> Iterator[S]:
        seen: list[S] = [self.initial, *self.brought_in]
        for state in seen:  # the list grows while it is walked: each new state is visited once
            yield state
            seen += [row.target for row in self.available(state) if row.target not in seen]
