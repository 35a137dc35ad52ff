"""Whether anything may be written: a switch that an operator turns without a restart, and a setting for servers that never write.

The switch is a file of the home directory, so that all processes of the home know at once. Reading goes on, and so do
subscriptions, signing in, and what is done in the background.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.graphql.errors import Refused
from server.settings import Settings

FILE_NAME: Final = "writing-is-off"
CODE: Final = "READ_ONLY"
_NOW: Final = "Nothing can be written at the moment, only read."


@dataclass(frozen=True)
class ReadOnly:
    """Says so for one home."""

    path: Path
    always: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "ReadOnly":
        """Give the switch of an installation."""
        return cls(settings.home / FILE_NAME, settings.read_only)

    @property
    def holds(self) -> bool:
        """Whether nothing may be written."""
        return self.always or self.path.exists()

    def require_writing(self) -> None:
        """Check that something may be written.

        Raises:
            Refused: it may not; what the operator said of it is told.
        """
        if self.holds:
            raise Refused.because(f"{_NOW} {self.reason}".strip(), CODE, status=503)

    @property
    def reason(self) -> str:
        """What the operator said why."""
        try:
            return self.path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""

    def begin(self, reason: str) -> None:
        """Let nothing be written from now on."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".draft")
        draft.write_text(reason, encoding="utf-8")
        draft.replace(self.path)

    def end(self) -> None:
        """Let things be written again."""
        self.path.unlink(missing_ok=True)
