"""What bulk operations are done with, put together for one worker."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from planner.answer import Loaders
from server.bulk.documents import SchemaBulkDocuments
from server.files.wiring import links_of
from server.jobs.binding import Tools


@dataclass(frozen=True)
class BulkDesk:
    """What bulk operations are done with."""

    documents: SchemaBulkDocuments
    loaders: Callable[[tuple[str, ...]], Loaders]
    """Gives the loaders that answer in the languages given, best first."""


DeskOf: TypeAlias = Callable[[Tools], BulkDesk]


def desk_of(tools: Tools) -> BulkDesk:
    """Put together what bulk operations are done with; the schema is built with the first one, which takes seconds."""
    from planner.answer import Planner
    from resolvers.loaders import loaders_for
    from server.edge import cursor_secret, the_core
    from server.graphql.documents import Documents

    core = the_core()
    planner = Planner(core, cursor_secret(tools.key))
    links = links_of(tools.settings, tools.key, tools.clock)
    return BulkDesk(SchemaBulkDocuments(Documents(core), planner), partial(loaders_for, links=links))
