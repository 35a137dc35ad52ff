"""`./torso check` and `./torso test`: what has to hold before a change is handed over."""

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from server.cli.output import show_json, working
from server.cli.schema import RELEASED
from server.installed import require_program
from server.settings import REPOSITORY

TOOLS = Path(sys.executable).parent


class Check(NamedTuple):
    """A tool that ends with an error when something does not hold."""

    name: str
    command: tuple[str | Path, ...]


CHECKS = (
    Check("types", (TOOLS / "pyright",)),
    Check("style", (TOOLS / "ruff", "check", "--quiet", ".")),
    Check("format", (TOOLS / "ruff", "format", "--check", "--quiet", ".")),
    Check("architecture", (TOOLS / "lint-imports",)),
    Check("dependencies", (TOOLS / "deptry", ".")),
    Check("contract", (REPOSITORY / "torso", "schema", "--check", "--against", RELEASED)),
)


def checks(usage: Path | None) -> Sequence[Check]:
    """Give the checks; what is used in a running system tells which parts of the contract may go."""
    if usage is None:
        return CHECKS
    said = ("--usage", usage.resolve())
    return [each._replace(command=(*each.command, *said)) if each.name == "contract" else each for each in CHECKS]


class Outcome(NamedTuple):
    """How a check ended, and what it said."""

    name: str
    passed: bool
    seconds: float
    said: str


def check(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    usage: Annotated[Path | None, typer.Option(help="What is used; from `./torso usage`.")] = None,
) -> None:
    """Run all checks, two at a time, and report all of them."""
    require_program(TOOLS / "pyright")
    with working("Checking"), ThreadPoolExecutor(max_workers=2) as both:
        outcomes = list(both.map(_run, checks(usage)))
    if as_json:
        show_json([outcome._asdict() for outcome in outcomes])
    else:
        for outcome in outcomes:
            _tell(outcome)
    raise typer.Exit(0 if all(outcome.passed for outcome in outcomes) else 1)


def test(context: typer.Context) -> None:
    """Run the tests on two workers, each read in both ways; arguments go to pytest."""
    require_program(TOOLS / "pytest")
    # pytest finds its configuration by itself only from inside the repository.
    here = ("--rootdir", REPOSITORY, "-c", REPOSITORY / "pyproject.toml")
    # Each worker begins with a half of its own, so that not both wait while one makes what a directory needs.
    workers = ("-n", "2", "--dist", "worksteal")
    raise typer.Exit(subprocess.run([TOOLS / "pytest", *here, *workers, *context.args], check=False).returncode)


def _run(check: Check) -> Outcome:
    started = time.monotonic()
    done = subprocess.run(check.command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return Outcome(check.name, done.returncode == 0, round(time.monotonic() - started, 1), done.stdout + done.stderr)


def _tell(outcome: Outcome) -> None:
    typer.secho(
        f"{'✓' if outcome.passed else '✗'} {outcome.name} ({outcome.seconds} s)",
        fg="green" if outcome.passed else "red",
    )
    if not outcome.passed:
        typer.echo(outcome.said)
