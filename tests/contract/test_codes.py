"""Every code that the server or the planner gives a top-level error is in the table of codes, and every one in it is given."""

import ast
import re
from collections.abc import Iterator

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString

from auth.client_keys import ClientKeysUnfit
from auth.principals import CompanyNotReached
from kernel.ids import IdInvalid, IdOfOtherType
from server.contract.advice import advice_on
from server.contract.codes import TOP_LEVEL, Retry
from server.contract.errors import business_refusals, errors_document
from server.live.outlet import Ending
from server.settings import REPOSITORY
from services.platform.persisted_operation.limited import OperationNotRegistered
from services.refusals import RightsWithdrawn

GIVEN_BY = (
    "planner",
    "server/access",
    "server/files",
    "server/graphql",
    "server/http",
    "server/live",
    "server/persisted",
    "server/writing",
)
LIMITED = ("ALIAS", "DEPTH", "DIRECTIVE", "REPETITION", "ROOT_FIELD", "SELECTION")
COMPOSED = {f"{what}_LIMIT_EXCEEDED" for what in LIMITED} | {"BODY_TOO_LARGE", "VARIABLES_TOO_LARGE"}
OF_REFUSALS = {
    kind.code for kind in (CompanyNotReached, IdInvalid, IdOfOtherType, OperationNotRegistered, RightsWithdrawn)
}
# What is written like a code and is none: words of SQL, HTTP and GraphQL, kinds of changes, and what the audit says.
OTHERS = {
    "AUTOCOMMIT", "CHANGED", "COMMIT", "DESC", "EACH", "ERROR", "HALT", "HEAD", "JSON", "LAST", "LEFT", "MISSING", "NEWEST", "NULL", "OPTIONS",
    "POST", "PRESENT", "PROPAGATE", "READ", "REMOVED", "SEEN_AS", "SILENT", "SNAPSHOT", "SOCKET", "UTF8", *LIMITED,
}  # fmt: skip


def constants() -> Iterator[str]:
    for directory in GIVEN_BY:
        for path in (REPOSITORY / directory).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_the_table_has_every_code_and_no_other() -> None:
    written = {
        word for word in constants() if re.fullmatch(r"[A-Z][A-Z0-9]{3,}(_[A-Z0-9]+)*|[A-Z]+(_[A-Z0-9]+)+", word)
    }
    assert set(TOP_LEVEL) == (written - OTHERS) | COMPOSED | OF_REFUSALS
    assert {ending.value for ending in Ending} <= set(TOP_LEVEL)


def test_says_of_each_code_what_to_do() -> None:
    assert all(code.means.endswith(".") and code.do.endswith(".") and code.places for code in TOP_LEVEL.values())


def test_advises_on_refusals_by_what_is_known_of_them_and_else_by_their_words() -> None:
    assert advice_on("BUSY").retry is Retry.LATER
    assert advice_on("NOTHING_TO_BILL") == advice_on("NOTHING_LEFT")
    assert advice_on("ALREADY_REVERSED").retry is Retry.NO
    assert advice_on("GOODS_GO_BACK").retry is Retry.OTHERWISE


def test_tells_the_facts_of_a_refusal_with_their_types() -> None:
    fields = {"message": GraphQLField(GraphQLString), "usedBy": GraphQLField(GraphQLNonNull(GraphQLString))}
    written = errors_document(GraphQLSchema(types=[GraphQLObjectType("StillInUse", fields)]))
    assert (
        '  "STILL_IN_USE": {"in":["MUTATIONS","JOBS"],"mutations":null,"type":"StillInUse","rule":"What others refer to is not taken away; it can be '
        'archived.","facts":{"usedBy":"String!"},"status":[200],"do":"Archive it instead.","retry":"OTHERWISE"}'
    ) in written


def test_lists_refusals_of_the_business_and_of_values_that_are_checked_below_it() -> None:
    beside = {kind for kind in business_refusals() if not kind.__module__.startswith(("kernel.", "services."))}
    assert beside == {ClientKeysUnfit}
