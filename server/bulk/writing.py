"""Doing a mutation for each line of a file: with a key of its own, so that nothing is done twice however often it is begun.

What came of a line is written down after its commit. Whoever is killed in between leaves a line that is done and not
written down; the next one does it again with the same key, and is answered as the first time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

import orjson
from graphql import GraphQLError

from auth.principal import Principal
from server.bulk.lined import LinedMutation
from server.bulk.using import Using
from server.graphql.caller import Caller, StillMay
from server.graphql.deprecated import Deprecated
from server.graphql.errors import BAD_USER_INPUT, Refused
from server.graphql.limits import COST, COST_LIMIT_EXCEEDED, too_costly
from server.graphql.naming import Names
from server.graphql.request import GraphQLRequest
from server.writing.edge import Done, Writing
from server.writing.steps import AnyStep, Step

LINE_BYTES_MAX: Final = 1_000_000
# Nothing is wrong with the line: it can be done as soon as the database, or another request, lets it.
_LATER: Final = frozenset({"UNAVAILABLE", "TIMEOUT", "BUSY", "IDEMPOTENCY_IN_PROGRESS", "READ_ONLY"})

_NOTHING: Final[Names] = frozenset()


class Later(Exception):
    """A line cannot be done now; it is tried again with the job."""


class Line(NamedTuple):
    """A line of the file: its number, from 1 on, and its text."""

    number: int
    text: bytes


class Told(NamedTuple):
    """What came of a line, as it stands in the answer."""

    number: int
    answer: str
    is_refused: bool


@dataclass(frozen=True)
class Doing:
    """One mutation that is done for each line, for somebody."""

    writing: Writing
    mutation: LinedMutation
    operation_name: str | None
    principal: Principal
    operation_id: UUID
    using: Using
    # What of the schema is to go, which each line is told of what it names itself.
    deprecated: Deprecated

    async def each(self, line: Line) -> Told:
        """Do a line by itself.

        Raises:
            Later: it cannot be done now.
        """
        try:
            request = self._request(line)
            answer = await self.writing.execute(self.mutation.document, request, self._caller(line))
        except Refused as refused:
            return self._told(line, None, refused.errors)
        named = _NOTHING if answer.plan is None else await self._used(request.variables)
        return self._told(line, orjson.loads(orjson.dumps(answer.result.data)), answer.result.errors or (), named)

    async def together(self, lines: Sequence[Line], still_may: StillMay) -> list[Told]:
        """Do all lines in one transaction: all of them, or none; `still_may` is asked before the commit.

        Raises:
            Later: they cannot be done now.
            TakenBack: `still_may` has refused the commit.
        """
        steps: list[AnyStep] = []
        unfit: list[Told] = []
        for line in lines:
            try:
                steps += self._steps(line)
            except Refused as refused:
                unfit.append(self._told(line, None, refused.errors))
        if unfit:
            known = {each.number: each for each in unfit}
            return [known.get(line.number) or self._left_out(line) for line in lines]
        caller = replace(self._caller(lines[0]), still_may=still_may)
        done = await self.writing.together(steps, caller) if steps else []
        named = [await self._used(self._request(line).variables) for line in lines]
        return [self._told_of(line, each, of_it) for line, each, of_it in zip(lines, done, named, strict=True)]

    async def _used(self, variables: Mapping[str, Any]) -> Names:
        """Count what a line has used, as of whatever else could be answered, and give what it names beside its document."""
        named = self.mutation.named.with_variables(variables)
        await self.using.count(named)
        return named - self.mutation.named.names

    def _steps(self, line: Line) -> Sequence[AnyStep]:
        caller = self._caller(line)
        document, request = self.mutation.document, self._request(line)
        steps = self.writing.steps.read(document, request, caller.access, caller.idempotency_key).all
        cost = sum(step.payload.cost for step in steps if isinstance(step, Step))
        if cost > COST:
            raise Refused.because(too_costly(cost), COST_LIMIT_EXCEEDED)
        return steps

    def _request(self, line: Line) -> GraphQLRequest:
        variables = _variables(line)
        if self.mutation.key_variable is not None:
            variables = {**variables, self.mutation.key_variable: self._key(line)}
        return GraphQLRequest(self.mutation.document.text, self.operation_name, variables)

    def _caller(self, line: Line) -> Caller:
        return Caller.of(self.principal, self.principal.languages, f"bulk:{self.operation_id}", self._key(line))

    def _key(self, line: Line) -> str:
        return f"bulk:{self.operation_id}:{line.number}"

    def _told_of(self, line: Line, done: Done, named: Names) -> Told:
        return self._told(line, {self.mutation.root: orjson.loads(done.text)}, done.errors, named)

    def _left_out(self, line: Line) -> Told:
        answer = {"line": line.number, "data": None, "errors": [_error("Another line was refused.", "ROLLED_BACK")]}
        return Told(line.number, orjson.dumps(answer).decode(), is_refused=True)

    def _told(
        self, line: Line, data: Mapping[str, Any] | None, errors: Sequence[GraphQLError], named: Names = _NOTHING
    ) -> Told:
        payload = cast("dict[str, Any] | None", (data or {}).get(self.mutation.root))
        refusals = cast("list[dict[str, str]]", (payload or {}).get(self.mutation.errors) or [])
        codes = {str((error.extensions or {}).get("code")) for error in errors}
        later = (codes | {each.get("code", "") for each in refusals}) & _LATER
        if later:
            raise Later(", ".join(sorted(later)))
        answer: dict[str, Any] = {"line": line.number, "data": data}
        if errors:
            answer["errors"] = [error.formatted for error in errors]
        if deprecations := self.deprecated.among(named):
            answer["extensions"] = {"deprecations": deprecations}
        return Told(line.number, orjson.dumps(answer).decode(), is_refused=payload is None or bool(refusals))


def _variables(line: Line) -> dict[str, Any]:
    """Read the variables of a line.

    Raises:
        Refused: it is no object, or too large.
    """
    if len(line.text) > LINE_BYTES_MAX:
        raise Refused.because(f"The line has more than {LINE_BYTES_MAX:,} bytes.", BAD_USER_INPUT)
    try:
        said = orjson.loads(line.text)
    except orjson.JSONDecodeError:
        raise Refused.because("The line is no JSON.", BAD_USER_INPUT) from None
    if not isinstance(said, dict):
        raise Refused.because("The line is no object with variables.", BAD_USER_INPUT)
    return cast("dict[str, Any]", said)


def _error(message: str, code: str) -> dict[str, Any]:
    return GraphQLError(message, extensions={"code": code}).formatted  # pyright: ignore[reportReturnType] - a typed dict
