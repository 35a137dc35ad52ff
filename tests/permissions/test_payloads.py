"""What a mutation gives back is denied like what a query reads: the payload is no way around."""

from dataclasses import replace

import pytest

from auth.permissions import CATALOGUE, READ
from auth.roles import STANDARD_ROLES, RoleCode
from planner.operation import Plan
from resolvers.schema import build_schema, core_of
from server.writing.steps import Step
from tests.oracle.naive.store import MODELS
from tests.oracle.printed import printed
from tests.oracle.viewers import somebody
from tests.permissions.conftest import OWN_PEOPLE
from tests.permissions.expected import Rights, relations, selected
from tests.permissions.reading_steps import Steps
from tests.writing.test_rights import literal, needed, written

SDL = printed()
STEPS = Steps(core_of(build_schema()))
DOING = frozenset(name for name, each in CATALOGUE.items() if each.right != READ)


def payloads() -> dict[str, str]:
    """Give a mutation for each type of payload that has rows in it."""
    found: dict[str, str] = {}
    for name in SDL.fields("Mutation"):
        payload = SDL.bare_type_of("Mutation", name)
        if any(SDL.type_of(payload, part) in MODELS for part in SDL.fields(payload)):
            found.setdefault(payload, name)
    return found


PAYLOADS = payloads()


@pytest.mark.parametrize("role", OWN_PEOPLE)
def test_a_payload_shows_what_the_role_may_read(role: RoleCode) -> None:
    # Whoever may do everything, and read what the role reads.
    permissions = STANDARD_ROLES[role].permissions | DOING
    principal = replace(somebody(role), permissions=permissions)
    rights = Rights(SDL, permissions)
    for payload, name in PAYLOADS.items():
        for part, target in relations(SDL, payload):
            (step,) = STEPS.read(principal, f"mutation {{ {_asked(name, part, target)} }}")
            assert isinstance(step, Step), name
            assert _denied(step.payload.plan) == _expected(rights, (name, part), target), name


def _asked(name: str, part: str, target: str) -> str:
    """Write a mutation with all fields of something that it gives back."""
    arguments = SDL.fields("Mutation")[name].args
    given = {key: literal(argument.type) for key, argument in arguments.items() if needed(argument)}
    fields = " ".join(selected(SDL, target, field) for field in SDL.fields(target))
    return written(name, given).replace("{ __typename }", f"{{ {part} {{ {fields} }} }}")


def _denied(plan: Plan) -> dict[tuple[str, ...], str]:
    return {denial.path: denial.coordinate for denial in plan.denials}


def _expected(rights: Rights, path: tuple[str, str], target: str) -> dict[tuple[str, ...], str]:
    if rights.missing_for_type(target):
        payload = rights.sdl.bare_type_of("Mutation", path[0])
        return {path: f"{payload}.{path[1]}"}
    missing = [name for name in rights.sdl.fields(target) if rights.missing_for_field(target, name)]
    return {(*path, name): f"{target}.{name}" for name in missing}
