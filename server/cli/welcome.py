"""What `./torso up` says once it is ready: where to go, and how to be somebody there."""

import time
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import typer

from auth.demo import DEMO_REALM
from auth.keys import signing_key
from auth.roles import STANDARD_ROLES, RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from server.cli.output import show_json
from server.errors import OperatorError


@dataclass(frozen=True)
class Welcome:
    """Says it, as text or as one JSON document."""

    home: Path
    address: str
    has_demo: bool
    as_json: bool

    def say(self, graphiql: Future[Path]) -> None:
        """Wait until the server answers, and say it; about GraphiQL when that is made."""
        while not _is_ready(self.address):
            time.sleep(0.05)
        places = {
            "graphql": f"{self.address}/graphql",
            "schema": f"{self.address}/schema.graphql",
            "metrics": f"{self.address}/metrics",
        }
        tokens = self._tokens() if self.has_demo else {}
        if self.as_json:
            show_json({**places, "tokens": {str(role): token for role, token in tokens.items()}})
        else:
            self._tell(places["graphql"], tokens)
        try:
            graphiql.result()
        except OperatorError as error:
            typer.secho(f"{error}\nEverything but GraphiQL works.", fg="yellow", err=True)

    def _tell(self, graphql: str, tokens: dict[RoleCode, str]) -> None:
        for role, token in tokens.items():
            typer.echo(f"{role:<20} {token}")
        if tokens:
            typer.echo("\nA token per role, good for 12 hours. Send one as the header Authorization: Bearer <token>.")
        typer.secho(f"Torso is at {graphql} - open it in a browser for GraphiQL. Ctrl-C ends it.", bold=True)

    def _tokens(self) -> dict[RoleCode, str]:
        from server.demo_tokens import demo_token

        issuer = TokenIssuer(signing_key(self.home), DEMO_REALM, SystemClock())
        return {role: demo_token(issuer, role) for role in STANDARD_ROLES}


def _is_ready(address: str) -> bool:
    try:
        with urlopen(f"{address}/readyz", timeout=30) as answer:  # noqa: S310  # an address of our own
            return answer.status == 200
    except OSError:
        return False
