"""`./torso bench`: how fast Torso is on this machine."""

from typing import Annotated

import typer

from server.cli.output import show_json
from server.errors import OperatorError
from server.settings import Settings

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON: an array with an object a line.")]
Clients = Annotated[str, typer.Option(metavar="N,N,…", help="How many clients ask at once; each number by itself.")]
Seconds = Annotated[float, typer.Option(min=0.1, help="How long each case is measured by each way.")]
Lines = Annotated[str, typer.Option(metavar="N,N,…", help="How many lines the ledger has; each number by itself.")]
Cases = Annotated[str, typer.Option(metavar="NAME,…", help="Only cases whose names begin so.")]
Workers = Annotated[int, typer.Option(min=1, help="How many processes the server has.")]
Subscribers = Annotated[str, typer.Option(metavar="N,N,…", help="How many subscribe; each number by itself.")]
Documents = Annotated[int, typer.Option(min=1, help="How many different documents they subscribe with.")]
Changes = Annotated[float, typer.Option(min=0.1, help="How many stock levels change in a second.")]
Scale = Annotated[int, typer.Option(min=1, help="How many times the demo company; 10 has 20,000 orders.")]


@app.callback()
def bench() -> None:
    """Measure how fast Torso is here, on a database of its own beside yours."""


@app.command()
def read(*, clients: Clients = "1,16,64", seconds: Seconds = 3.0, scale: Scale = 10, as_json: AsJson = False) -> None:
    """Read over HTTP, through the schema and by SQL; the ratio is to the SQL of the same case and clients."""
    import uvloop
    from rich.console import Console

    from benchmarks.read import run_read
    from benchmarks.report import show_figures

    settings, numbers = _embedded(Settings()), _numbers(clients)
    with Console(stderr=True).status("Starting") as status:
        found = uvloop.run(run_read(settings, scale, numbers, seconds, status.update))
    if as_json:
        show_json(found.as_json())
        return
    show_figures(found.figures)
    memory = ", ".join(f"{megabytes} MB" for megabytes in found.memory_mb)
    typer.echo(f"\nMemory of each worker: {memory or 'this system does not tell'}.")


@app.command()
def write(
    *,
    cases: Cases = "",
    clients: Clients = "1,16,64",
    seconds: Seconds = 3.0,
    workers: Workers = 2,
    as_json: AsJson = False,
) -> None:
    """Write over HTTP and by SQL, audit and all constraints included; the ratio is to the SQL of the same case."""
    import uvloop
    from rich.console import Console

    from benchmarks.report import show_figures
    from benchmarks.write import run_write

    settings, numbers = _embedded(Settings()), _numbers(clients)
    with Console(stderr=True).status("Starting") as status:
        found = uvloop.run(run_write(settings, cases.split(","), numbers, seconds, status.update, workers))
    if as_json:
        show_json([figures.as_json() for figures in found])
        return
    show_figures(found)


@app.command()
def books(*, lines: Lines = "150000,1500000", seconds: Seconds = 3.0, as_json: AsJson = False) -> None:
    """Report balances of a growing ledger; the ratio is to the bare SELECT of the same balances."""
    import uvloop
    from rich.console import Console

    from benchmarks.books import run_books
    from benchmarks.report import show_figures

    settings, numbers = _embedded(Settings()), _numbers(lines)
    with Console(stderr=True).status("Starting") as status:
        found = uvloop.run(run_books(settings, numbers, seconds, status.update))
    if as_json:
        show_json([figures.as_json() for figures in found])
        return
    show_figures(found)


@app.command()
def stock(*, clients: Clients = "1,16", seconds: Seconds = 3.0, as_json: AsJson = False) -> None:
    """Ask what can be promised of 100 of 10,000 products at 20 locations; the ratio is to the SQL of the same page."""
    import uvloop
    from rich.console import Console

    from benchmarks.report import show_figures
    from benchmarks.stock import run_stock

    settings, numbers = _embedded(Settings()), _numbers(clients)
    with Console(stderr=True).status("Starting") as status:
        found = uvloop.run(run_stock(settings, numbers, seconds, status.update))
    if as_json:
        show_json([figures.as_json() for figures in found])
        return
    show_figures(found)


@app.command()
def live(
    *,
    subscribers: Subscribers = "1000",
    documents: Documents = 5,
    changes: Changes = 50,
    seconds: Seconds = 20.0,
    workers: Workers = 1,
    as_json: AsJson = False,
) -> None:
    """Tell many subscribers over sockets of stock that changes; the ratio is to the CPU that 10 of them take.

    It fails where somebody is not told of something, or twice.
    """
    import uvloop
    from rich.console import Console

    from benchmarks.live import Audience, run_live
    from benchmarks.report import show_figures, show_live

    settings, numbers = _embedded(Settings()), _numbers(subscribers, "--subscribers")
    audience = Audience(documents, changes, seconds, workers)
    with Console(stderr=True).status("Starting") as status:
        found = uvloop.run(run_live(settings, numbers, audience, status.update))
    if as_json:
        show_json(found.as_json())
    else:
        show_live(found.figures)
        typer.echo("\nWriting a change of which events tell, and one of which they do not:\n")
        show_figures(found.price)
    if not found.is_whole:
        raise OperatorError("Somebody was not told of something, was told twice or in another order: see above.")


@app.command()
def abuse(*, seconds: Seconds = 2.0, as_json: AsJson = False) -> None:
    """Send what is small to write and dear to answer; the ratio is to how long a neighbour waits without it.

    It fails where a request takes more than 50 ms of CPU, or a neighbour waits more than twice as long.
    """
    from dataclasses import asdict

    import uvloop
    from rich.console import Console

    from benchmarks.abuse import run_abuse
    from benchmarks.report import show_abuse

    settings = _embedded(Settings())
    with Console(stderr=True).status("Starting") as status:
        found = uvloop.run(run_abuse(settings, seconds, status.update))
    if as_json:
        show_json([asdict(figures) for figures in found])
    else:
        show_abuse(found)
    if worse := [figures.name for figures in found if not figures.is_borne]:
        raise OperatorError(f"More than 50 ms of CPU, or twice the time of a neighbour: {', '.join(worse)}.")


def _embedded(settings: Settings) -> Settings:
    if settings.database_url is not None:
        raise OperatorError("Benches run on the embedded server, in a database of their own: unset DATABASE_URL.")
    return settings


def _numbers(text: str, option: str = "--clients") -> list[int]:
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or min(numbers) < 1:
        raise typer.BadParameter("give numbers such as 1,16,64", param_hint=option)
    return numbers
