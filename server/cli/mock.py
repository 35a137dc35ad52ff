"""`./torso mock`: a server that makes its answers up by the contract, for tests of frontends. It needs no database."""

from pathlib import Path
from typing import Annotated, cast

import orjson
import typer

from server.errors import OperatorError


def mock(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to listen.")] = 8090,
    say: Annotated[
        Path | None,
        typer.Option(help='What fields say, in a JSON file by coordinate: {"SalesOrder.state": "CONFIRMED"}.'),
    ] = None,
    every: Annotated[float, typer.Option(min=0.01, help="After how many seconds subscriptions tell something.")] = 1.0,
) -> None:
    """Answer any operation with typed data that is made up, and always the same."""
    import uvicorn
    from graphql import build_schema

    from server.cli.schema import DIRECTORY
    from server.contract.contract import SCHEMA
    from server.mock.answers import Mock
    from server.mock.app import mock_app

    schema = build_schema((DIRECTORY / SCHEMA).read_text(encoding="utf-8"), assume_valid=True)
    app = mock_app(Mock(schema, read_said(say), every))
    typer.secho(f"It answers at http://127.0.0.1:{port}/graphql. Ctrl-C ends it.", bold=True)
    uvicorn.run(app, port=port, log_level="warning")


def read_said(path: Path | None) -> dict[str, object]:
    """Read what fields say.

    Raises:
        OperatorError: the file is not there, or is no object in JSON.
    """
    if path is None:
        return {}
    try:
        said = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise OperatorError(f"{path} cannot be read as JSON: {error}") from None
    if not isinstance(said, dict):
        raise OperatorError(f"{path} has to hold an object, with a value for each coordinate.")
    return cast("dict[str, object]", said)
