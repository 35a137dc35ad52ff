"""The world, and both sides over it: expectations about rows come from the naive side. Somebody in each role."""

import pytest

from auth.roles import STANDARD_ROLES
from tests.oracle.sides import Sides
from tests.oracle.viewers import somebody
from tests.permissions.asking import Asker
from tests.permissions.expected import Rights

OWN_PEOPLE = [role for role in STANDARD_ROLES if not STANDARD_ROLES[role].for_partners]


@pytest.fixture(params=OWN_PEOPLE)
def asker(request: pytest.FixtureRequest, sides: Sides) -> Asker:
    """Somebody in each of the standard roles that see all rows."""
    return Asker(sides, somebody(request.param))


@pytest.fixture
def rights(asker: Asker) -> Rights:
    """What the schema says that they may."""
    return Rights(asker.sides.naive.sdl, asker.principal.permissions)
