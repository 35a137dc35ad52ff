"""What comes from npm, where nothing can be written."""

from pathlib import Path

import pytest

from server.errors import OperatorError
from server.http import npm


def test_says_that_the_code_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be written"), npm.one_at_a_time(tmp_path / "nowhere" / ".lock"):
        pass
