"""`./torso writing`: letting nothing be written for a while, as where a database is moved or its disk is full."""

from enum import StrEnum
from typing import Annotated

import typer

from server.cli.output import show_json
from server.read_only import ReadOnly
from server.settings import Settings


class State(StrEnum):
    """Whether things can be written."""

    ON = "on"
    OFF = "off"


def writing(
    state: Annotated[State, typer.Argument(help="Whether things can be written.")],
    *,
    because: Annotated[str, typer.Option(help="What programs are told, such as when it will be over.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Let nothing be written through the servers of this home, or let things be written again; reading goes on."""
    switch = ReadOnly.of(Settings())
    if state is State.OFF:
        switch.begin(because)
    else:
        switch.end()
    if as_json:
        show_json({"writing": State.OFF if switch.holds else State.ON, "because": switch.reason})
    else:
        typer.echo("Nothing can be written, only read." if switch.holds else "Things can be written.")
