"""The history of the contract, for people and for programs."""

from datetime import date
from pathlib import Path

import pytest

from server.contract.changelog import changelog
from server.contract.contract import DEPRECATIONS, ERRORS, EVENTS, PERMISSIONS, SCHEMA
from server.contract.release import changes_since, history_of, promised, release
from server.errors import OperatorError
from services.platform.contract_history import Change, ChangeWeight, Release, read_history, write_history

ADDED = Change(ChangeWeight.SAFE, "FIELD_ADDED", "Order.amount", "Field Order.amount was added.")
GONE = Change(ChangeWeight.BREAKING, "FIELD_REMOVED", "Order.total", "Field Order.total was removed.")
SAID = Change(ChangeWeight.SAFE, "DEPRECATED", "Order.total", "Order.total is deprecated.")
FIRST, SECOND = Release(date(2026, 1, 1), []), Release(date(2026, 3, 1), [ADDED, SAID])
TEXTS = {
    SCHEMA: 'type Query {\n  """What it is."""\n  total: Int\n}\n',
    PERMISSIONS: '{"needs": {}}',
    ERRORS: '{"topLevel": {}, "refusals": {}}',
    EVENTS: '{"types": {}}',
    DEPRECATIONS: "{}",
}


def test_writes_what_is_new_first_and_each_kind_under_its_title() -> None:
    told = changelog([GONE], [FIRST, SECOND]).partition("## ")[2]
    assert told == (
        "Not released yet\n\n### Gone, after its day\n\n- Field Order.total was removed.\n\n"
        "## 2026-03-01\n\n### Deprecated\n\n- Order.total is deprecated.\n\n### New\n\n- Field Order.amount was added.\n\n"
        "## 2026-01-01\n\nThe first that was released.\n"
    )


def test_reads_the_history_that_it_writes(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    assert read_history(path) == []
    write_history(path, [FIRST, SECOND])
    assert read_history(path) == [FIRST, SECOND]


def test_a_release_is_what_later_contracts_are_compared_with(tmp_path: Path) -> None:
    release(tmp_path, TEXTS, None, FIRST.on)
    grown = {**TEXTS, SCHEMA: TEXTS[SCHEMA].replace("total: Int", "total: Int amount: Int")}
    (added,) = changes_since(tmp_path, grown)
    assert added.coordinate == "Query.amount"
    release(tmp_path, grown, None, SECOND.on)
    assert history_of(tmp_path) == [FIRST, Release(SECOND.on, [added])]
    assert changes_since(tmp_path, grown) == []


def test_words_alone_change_nothing(tmp_path: Path) -> None:
    release(tmp_path, TEXTS, None, FIRST.on)
    assert changes_since(tmp_path, {**TEXTS, SCHEMA: TEXTS[SCHEMA].replace("What it is", "What it comes to")}) == []
    assert '"""' not in promised(TEXTS)[SCHEMA]


def test_what_breaks_programs_is_not_released(tmp_path: Path) -> None:
    release(tmp_path, TEXTS, None, FIRST.on)
    with pytest.raises(OperatorError, match=r"(?s)would break programs.*Query\.total was removed"):
        release(tmp_path, {**TEXTS, SCHEMA: "type Query { amount: Int }"}, None, SECOND.on)
    assert history_of(tmp_path) == [FIRST]
