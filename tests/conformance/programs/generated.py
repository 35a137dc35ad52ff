"""The client that `./torso clients python` makes: each operation by its method, with variables of the types that this says."""

import asyncio
import importlib
import inspect
import json
import re
import sys
from contextlib import aclosing
from typing import Any

from pydantic import BaseModel, ConfigDict, validate_call


def snake(name: str) -> str:
    """Give a name of the schema as Python writes it."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


async def ask(client: object, operation: dict[str, Any]) -> BaseModel:
    """Ask an operation, and give its answer, or the first where it is a subscription."""
    # What the method says of its variables is made of the JSON that they come as, as programs make it.
    method: Any = getattr(client, snake(operation["name"]))
    typed: Any = validate_call(config=ConfigDict(arbitrary_types_allowed=True))(method)
    asked = typed(**{snake(name): value for name, value in operation["variables"].items()})
    if not inspect.isasyncgen(asked):
        return await asked
    async with aclosing(asked) as answers:
        first: Any = await anext(answers)
        return first


async def main(told: dict[str, Any]) -> None:
    """Ask all, one after the other, and print the data by the names of the operations."""
    torso, answers = importlib.import_module("torso_client").Torso, dict[str, object]()
    address = f"{told['address']}/graphql"
    for operation in told["operations"]:
        headers = {"Authorization": f"Bearer {operation['token']}"}
        known = {"ws_url": address.replace("http", "ws", 1), "ws_connection_init_payload": headers}
        async with torso(address, headers, **known) as client:
            answers[operation["name"]] = {"data": (await ask(client, operation)).model_dump(mode="json")}
    print(json.dumps(answers))


asyncio.run(main(json.loads(sys.argv[1])))
