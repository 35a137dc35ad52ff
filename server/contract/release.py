"""The last contract that was released, which every change is measured by; and releasing another."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from server.contract.comparison import changes
from server.contract.contract import COMPARED, SCHEMA, contract_of, texts_in, without_descriptions
from server.contract.gate import objections
from server.contract.use import Usage
from server.errors import OperatorError
from services.platform.contract_history import HISTORY, Change, Release, read_history, write_history


def promised(texts: Mapping[str, str]) -> dict[str, str]:
    """Give of the files of a contract what is kept of a release: what is promised, without the words of the schema."""
    return {name: without_descriptions(texts[name]) if name == SCHEMA else texts[name] for name in COMPARED}


def changes_since(released: Path, texts: Mapping[str, str]) -> list[Change]:
    """List what has changed since a release; before the first one nothing has."""
    if not (released / SCHEMA).exists():
        return []
    before, after = texts_in(released), promised(texts)
    return [] if before == after else changes(contract_of(before), contract_of(after))


def history_of(released: Path) -> Sequence[Release]:
    """Give what each release has changed, the first one first."""
    return read_history(released / HISTORY.name)


def require_kept(released: Path, texts: Mapping[str, str], usage: Usage | None, today: date) -> Sequence[Change]:
    """Check that a contract breaks nobody who builds on a release, and give what has changed.

    Raises:
        OperatorError: something is gone before its day, or while it is used.
    """
    found = changes_since(released, texts)
    if found and (told := objections(found, contract_of(texts_in(released)), usage, today)):
        raise OperatorError("The contract would break programs:\n" + "\n".join(f"- {each}" for each in told))
    return found


def release(released: Path, texts: Mapping[str, str], usage: Usage | None, today: date) -> None:
    """Make this the contract that later ones are measured by.

    Raises:
        OperatorError: it would break programs.
    """
    found = require_kept(released, texts, usage, today)
    released.mkdir(exist_ok=True)
    for name, text in promised(texts).items():
        (released / name).write_text(text, encoding="utf-8")
    history = [*history_of(released), Release(today, found)]
    write_history(released / HISTORY.name, history)
