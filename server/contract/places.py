"""Where refusals are met besides mutations: read off the functions that answer there, as those of mutations are."""

from collections.abc import Callable, Iterator, Mapping

from graphql import GraphQLField, GraphQLSchema

from planner.entity import DEFINITION
from planner.fields import SPEC, Reckoned
from server.contract.codes import Place
from server.contract.occurrences import codes_from
from server.files.endpoint import FileEndpoint
from server.oauth.wiring import oauth_routes
from server.people.wiring import people_routes
from server.wiring import HANDLERS

_OF_FILES = frozenset({FileEndpoint.download.__name__, FileEndpoint.upload.__name__})


def codes_by_place(schema: GraphQLSchema) -> Mapping[Place, set[str]]:
    """Give the codes of the refusals that each place can answer with, or tell of."""
    return {
        Place.QUERIES: codes_from(list(_reckoning(schema))),
        Place.FILES: codes_from(FileEndpoint, _OF_FILES),
        Place.JOBS: codes_from([bound.handler for bound in HANDLERS.values()]),
        Place.PAGES: codes_from((people_routes, oauth_routes)),
    }


def _reckoning(schema: GraphQLSchema) -> Iterator[Callable[..., object]]:
    """Give the functions of the queries that Python reckons; the others are SQL, which refuses nothing."""
    fields: Mapping[str, GraphQLField] = schema.query_type.fields if schema.query_type else {}
    for field in fields.values():
        spec = field.extensions[DEFINITION].metadata[SPEC]
        if isinstance(spec, Reckoned):
            yield from (spec.facts, spec.reckons)
