"""A schema that would break what programs have stored is refused."""

import orjson
import pytest

from server.cli.schema import require_documents
from server.errors import OperatorError
from tests.webhooks.post import DOCUMENT


def _line(document: str, **variables: object) -> bytes:
    said = {"endpoint": "01", "name": "Shop", "document": document, "operation_name": None, "variables": variables}
    return orjson.dumps(said)


def test_documents_that_are_valid_are_let_pass() -> None:
    require_documents(
        [_line(DOCUMENT), _line("subscription ($t: [EventTopic!]) { events(topics: $t) { cursor } }", t=["JOBS"])]
    )


def test_a_field_that_is_gone_is_refused_with_the_endpoint() -> None:
    with pytest.raises(OperatorError, match=r"Shop \(01\): Cannot query field 'colour'"):
        require_documents([_line(DOCUMENT), _line("subscription { jobProgress { colour } }")])


def test_a_variable_that_is_not_taken_any_more_is_refused() -> None:
    with pytest.raises(OperatorError, match="Shop"):
        require_documents([_line("subscription ($t: [EventTopic!]) { events(topics: $t) { cursor } }", t=["GONE"])])
