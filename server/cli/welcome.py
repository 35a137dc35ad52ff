"""What `./torso up` says once it is ready: where to go, and how to be somebody there."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Thread
from urllib.request import urlopen

import typer

from auth.demo import DEMO_REALM
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from server.cli.output import show_json
from server.documentation import site as documentation
from server.errors import OperatorError
from server.http.dashboard import bundle as dashboard
from server.http.graphiql import bundle as graphiql
from server.installed import NODE, has_package


@dataclass
class Welcome:
    """Says it, as text or as one JSON document, while the server runs."""

    home: Path
    address: str
    has_demo: bool
    has_docs: bool
    as_json: bool
    then: Callable[[], None]
    """What begins once the server answers."""
    _ended: Event = field(default_factory=Event)
    _has_pages: bool = field(default_factory=lambda: has_package(NODE))
    """Whether there is what makes GraphiQL and the dashboard."""

    def __enter__(self) -> None:
        """Begin to wait for the server."""
        self._thread = Thread(target=self._receive)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        """Be silent from now on."""
        self._ended.set()
        self._thread.join()

    def _receive(self) -> None:
        while not _is_ready(self.address):
            if self._ended.wait(0.05):
                return
        self._say()
        self.then()
        if self.has_docs:
            self._make(partial(documentation.make, ended=self._ended), "the documentation")
        if self._has_pages:
            # Only now, because npm would take from the start what it has of processors and disk.
            self._make(dashboard.make, "the dashboard")
            self._make(graphiql.make, "GraphiQL")

    def _make(self, make: Callable[[Path], Path], what: str) -> None:
        if self._ended.is_set():
            return
        try:
            make(self.home)
        except OperatorError as error:
            if self._ended.is_set():
                return
            typer.secho(f"{error}\nEverything but {what} works.", fg="yellow", err=True)

    def _say(self) -> None:
        places = {
            **({"dashboard": f"{self.address}/"} if self._has_pages else {}),
            "graphql": f"{self.address}/graphql",
            "schema": f"{self.address}/schema.graphql",
            "metrics": f"{self.address}/metrics",
            **({"docs": f"{self.address}/docs/"} if self.has_docs else {}),
        }
        tokens = self._tokens() if self.has_demo else {}
        person = self._administrator() if self.has_demo else {}
        if self.as_json:
            people = {"administrator": person} if person else {}
            show_json({**places, **people, "tokens": {str(role): token for role, token in tokens.items()}})
            # A script that reads from a pipe waits for it, and this process goes on.
            sys.stdout.flush()
        else:
            self._tell(tokens, person)

    def _tell(self, tokens: dict[RoleCode, str], person: dict[str, str]) -> None:
        for role, token in tokens.items():
            typer.echo(f"{role:<20} {token}")
        if tokens:
            typer.echo("\nA token per role, good for 12 hours. Send one as the header Authorization: Bearer <token>.")
        if person:
            typer.echo(f"To sign in at {self.address}/: {person['email']}, password {person['password']}")
        if self.has_docs:
            typer.echo(f"The documentation: {self.address}/docs/")
        pages = f" - open it in a browser for GraphiQL, and {self.address}/ for a dashboard" if self._has_pages else ""
        typer.secho(f"Torso is at {self.address}/graphql{pages}. Ctrl-C ends it.", bold=True)

    def _administrator(self) -> dict[str, str]:
        from server.demo_people import demo_password
        from services.demo.people import administrators_email

        return {"email": administrators_email(), "password": demo_password(signing_key(self.home))}

    def _tokens(self) -> dict[RoleCode, str]:
        from server.demo_tokens import demo_token
        from services.demo.identity import USER_IDS

        issuer = TokenIssuer(signing_key(self.home), DEMO_REALM, SystemClock())
        return {role: demo_token(issuer, role) for role in USER_IDS}


def _is_ready(address: str) -> bool:
    try:
        with urlopen(f"{address}/readyz", timeout=1) as answer:  # noqa: S310  # an address of our own
            return answer.status == 200
    except OSError:
        return False
