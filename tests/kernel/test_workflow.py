from enum import StrEnum

import pytest

from kernel.workflow import Transition, TransitionUnavailable, Workflow


class State(StrEnum):
    DRAFT = "DRAFT"
    CONFIRMED = "CONFIRMED"
    ON_HOLD = "ON_HOLD"
    CANCELLED = "CANCELLED"


ROWS = (
    Transition("confirm", (State.DRAFT,), State.CONFIRMED, "sales.order:confirm"),
    Transition("hold", (State.CONFIRMED,), State.ON_HOLD, "sales.order:hold"),
    Transition("release", (State.ON_HOLD,), State.CONFIRMED, "sales.order:hold"),
    Transition("cancel", (State.DRAFT, State.CONFIRMED), State.CANCELLED, "sales.order:cancel"),
)
ORDER = Workflow("SalesOrder", State.DRAFT, ROWS)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", ["confirm", "hold", "release", "cancel", "explode"])
def test_takes_what_is_in_the_table_and_refuses_the_rest(state: State, name: str) -> None:
    row = next((row for row in ROWS if row.name == name and state in row.sources), None)
    if row is not None:
        assert ORDER.transition(state, name) is row
        return
    with pytest.raises(TransitionUnavailable) as refusal:
        ORDER.transition(state, name)
    assert refusal.value.available == tuple(row.name for row in ORDER.available(state))


def test_offers_only_what_the_permissions_allow() -> None:
    assert [row.name for row in ORDER.available(State.CONFIRMED)] == ["hold", "cancel"]
    assert [row.name for row in ORDER.available(State.CONFIRMED, {"sales.order:cancel"})] == ["cancel"]
    assert ORDER.available(State.CANCELLED) == ()


def test_knows_its_ends_and_its_permissions() -> None:
    assert ORDER.final_states == (State.CANCELLED,)
    assert ORDER.permissions == {"sales.order:confirm", "sales.order:hold", "sales.order:cancel"}


def test_says_what_is_not_possible() -> None:
    with pytest.raises(TransitionUnavailable, match=r"confirm is not possible in state CANCELLED\."):
        ORDER.transition(State.CANCELLED, "confirm")


def test_draws_itself() -> None:
    assert ORDER.diagram().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> DRAFT",
        "    DRAFT --> CONFIRMED: confirm",
        "    CONFIRMED --> ON_HOLD: hold",
        "    ON_HOLD --> CONFIRMED: release",
        "    DRAFT --> CANCELLED: cancel",
        "    CONFIRMED --> CANCELLED: cancel",
        "    CANCELLED --> [*]",
    ]


def test_a_table_that_contradicts_itself_is_no_life_cycle() -> None:
    twice = Transition("cancel", (State.DRAFT,), State.ON_HOLD, "sales.order:cancel")
    torn = Transition("cancel", (State.ON_HOLD,), State.CANCELLED, "sales.order:write")
    for rows, fault in (((*ROWS, twice), "more than one row"), ((*ROWS, torn), "permission"), (ROWS[:1], "no way")):
        with pytest.raises(ValueError, match=fault):
            Workflow("SalesOrder", State.DRAFT, rows)


def test_has_states_that_documents_are_brought_in_with() -> None:
    without_cancel = ROWS[:3]
    with pytest.raises(ValueError, match="no way leads to CANCELLED"):
        Workflow("SalesOrder", State.DRAFT, without_cancel)
    assert Workflow("SalesOrder", State.DRAFT, without_cancel, brought_in=(State.CANCELLED,)).final_states == (
        State.CANCELLED,
    )
