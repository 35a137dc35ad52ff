"""Entry of `./torso`: loads the one command that is called, so that the others cost nothing."""

import importlib
import sys

import typer

from server.cli import COMMANDS, Command
from server.errors import OperatorError

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def program(called: str | None) -> typer.Typer:
    """Give the program with `called` ready to run and the other commands by name and help only."""
    app = typer.Typer(
        name="torso",
        help="Torso, a headless ERP.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for command in COMMANDS:
        _add(app, command, load=command.name == called)
    return app


def _add(app: typer.Typer, command: Command, *, load: bool) -> None:
    if not load:
        app.command(command.name, help=command.help)(lambda: None)
        return
    target = getattr(importlib.import_module(command.module), command.attribute)
    if isinstance(target, typer.Typer):
        app.add_typer(target, name=command.name, help=command.help)
    else:
        app.command(command.name, help=command.help, context_settings=PASSED_ON if command.passes_on else None)(target)


def main() -> None:
    """Run the command; what the operator can act on is shown as a sentence."""
    called = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), None)
    try:
        program(called)(prog_name="./torso")
    except OperatorError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
