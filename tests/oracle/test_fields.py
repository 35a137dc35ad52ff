"""Every field of every entity, for those who see all of it and for those from whom a part is hidden."""

from collections.abc import Mapping

import pytest

from auth.principal import Principal
from tests.oracle.naive.sdl import Sdl
from tests.oracle.sides import Sides
from tests.permissions.expected import lists, selected


@pytest.mark.parametrize("who", ["admin of all", "admin of two", "auditor without costs", "sales rep of two"])
async def test_both_sides_agree_on_every_field(who: str, sides: Sides, viewers: Mapping[str, Principal]) -> None:
    sdl = sides.naive.sdl
    for type_name, root in lists(sdl).items():
        answers = await sides.ask(f"{{ {root}(first: 100) {{ nodes {_fields(sdl, type_name)} }} }}", viewers[who])
        assert not answers.differences(), type_name


@pytest.mark.parametrize("who", ["auditor", "admin of one", "admin of none"])
async def test_both_sides_agree_on_the_audit_as_a_whole(
    who: str, sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    """Its chain is one for all companies: whoever sees some of them is not told that it is broken by the others."""
    answers = await sides.ask(f"{{ auditVerification {_fields(sides.naive.sdl, 'AuditVerification')} }}", viewers[who])
    assert not answers.differences()
    verification = answers.planned.data["auditVerification"]
    assert (verification["sealed"] > 0, verification["firstBreak"]) == (True, None)


def _fields(sdl: Sdl, type_name: str) -> str:
    """Select all fields; of other entities the id, of values and of objects that a row holds all of theirs."""
    return (
        "{ "
        + " ".join(selected(sdl, type_name, name, _below(sdl, type_name, name)) for name in sdl.fields(type_name))
        + " }"
    )


def _below(sdl: Sdl, type_name: str, name: str) -> str:
    of = sdl.bare_type_of(type_name, name)
    if of.endswith("Connection"):
        return "{ nodes { id } totalCount }"
    if of == "Node" or of in sdl.entities():
        return "{ id }"
    return "" if sdl.is_leaf(type_name, name) else _fields(sdl, of)
