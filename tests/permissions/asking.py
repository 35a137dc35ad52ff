"""Asking as somebody, many things in few requests, and telling what was denied where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import orjson

from auth.principal import Principal
from planner.answer import Planner
from server.graphql.access import access_of
from tests.oracle.naive.dynamic import Value
from tests.oracle.sides import Reader, Sides, valid

BATCH = 40


class Denial(NamedTuple):
    """A field that was denied."""

    coordinate: str
    permission: str


@dataclass(frozen=True)
class Told:
    """An answer: its data, and what was denied by the path of the field."""

    data: Any
    denied: Mapping[tuple[str, ...], Denial]


@dataclass(frozen=True)
class Asker:
    """Somebody who asks the planner."""

    sides: Sides
    principal: Principal

    async def ask(self, selection: str) -> Told:
        """Ask for what is selected at the root. What is neither given nor denied nor not found fails the test."""
        text = f"{{ {selection} }}"
        document = valid(self.sides.schema, text)
        # Nothing is asked twice, so a cache would only fill up.
        planner = Planner(self.sides.schema, cursor_secret=b"permissions")
        reader, access = Reader(self.sides.pool, wall=self.sides.wall), access_of(self.principal)
        answer = await planner.answer(document, None, {}, access, reader, self.sides.loaders, key=text)
        assert answer.plan is not None, (answer.result.errors, text)
        denied: dict[tuple[str, ...], Denial] = {}
        for error in answer.result.errors or ():
            facts = error.extensions or {}
            if facts["code"] == "FORBIDDEN":
                denied[tuple(map(str, error.path or ()))] = Denial(facts["coordinate"], facts["permission"])
            else:
                assert facts["code"] == "NOT_FOUND"
        return Told(orjson.loads(orjson.dumps(answer.result.data)), denied)

    async def ask_each(self, fields: Sequence[str]) -> list[tuple[Any, Denial | None]]:
        """Ask for root fields, each under a key of its own; give the value of each, or its denial."""
        found: list[tuple[Any, Denial | None]] = []
        for start in range(0, len(fields), BATCH):
            batch = {f"r{index}": field for index, field in enumerate(fields[start : start + BATCH])}
            told = await self.ask(" ".join(f"{key}: {field}" for key, field in batch.items()))
            found += [(told.data[key], told.denied.get((key,))) for key in batch]
        return found


def holders(data: Value, path: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Give the objects at a path, through lists."""
    if isinstance(data, list):
        for item in cast("list[Any]", data):
            yield from holders(item, path)
    elif isinstance(data, dict):
        inner = cast("dict[str, Any]", data)
        if path:
            yield from holders(inner.get(path[0]), path[1:])
        else:
            yield inner
