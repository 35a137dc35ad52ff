"""The root field that tells who asks."""

import strawberry

from planner.access import PUBLIC
from planner.fields import Embedded, declared
from schema.platform.viewer import Viewer


@strawberry.type
class ViewerQueries:
    """The root field that tells who asks."""

    viewer: Viewer = declared(Embedded(needs=PUBLIC), "Who asks, and what they may do.")
