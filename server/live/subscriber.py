"""Somebody who is told what happens."""


class Subscriber:
    """Somebody who is told what happens."""

    def end(self) -> None:
        """Tell them nothing more, since they do not want it."""
