"""What is not there where only a server is installed."""

from pathlib import Path

import pytest

from server.errors import OperatorError
from server.installed import NODE, ZENSICAL, has_package, require_package, require_program


def test_whoever_works_on_torso_has_everything() -> None:
    assert has_package(NODE)
    assert has_package(ZENSICAL)


def test_says_which_package_is_not_there() -> None:
    with pytest.raises(OperatorError, match=r"^What cooks is not installed here: requirements-run\.lock has"):
        require_package("torso_kitchen", "What cooks")


def test_says_which_program_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"^The program cook is not installed here"):
        require_program(tmp_path / "cook")
