"""Which mutations are refused with which code, as errors.json says."""

from collections.abc import Mapping, Sequence

import pytest

from resolvers.schema import build_schema, core_of
from server.contract.occurrences import codes_from, mutations_by_code
from services.platform.bulk.document import BulkDocuments
from services.sales.order import steps


@pytest.fixture(scope="module")
def told() -> Mapping[str, Sequence[str] | None]:
    """What is told of the schema."""
    return mutations_by_code(core_of(build_schema()))


def test_a_code_names_the_mutations_that_it_comes_of(told: Mapping[str, Sequence[str] | None]) -> None:
    of_credit = told["CREDIT_LIMIT_EXCEEDED"] or ()
    assert {"salesOrderConfirm", "salesOrderApprove"} <= set(of_credit)
    assert not {"productCreate", "partyUpdate", "journalEntryPost"} & set(of_credit)
    assert told["NOT_A_PERSON"] is not None


@pytest.mark.parametrize("code", ["STILL_IN_USE", "BUSY", "IDEMPOTENCY_KEY_REUSED", "ROLLED_BACK"])
def test_what_the_edge_and_the_database_refuse_comes_of_any(
    told: Mapping[str, Sequence[str] | None], code: str
) -> None:
    assert told[code] is None


def test_what_is_refused_on_pages_and_in_files_comes_of_none(told: Mapping[str, Sequence[str] | None]) -> None:
    assert not {"SIGN_IN_FAILED", "PASSKEY_REFUSED", "ROW_BREAKS_RULE"} & told.keys()


def test_it_goes_through_what_a_function_calls() -> None:
    assert {"CREDIT_LIMIT_EXCEEDED", "STALE_VERSION", "TRANSITION_UNAVAILABLE"} <= codes_from(steps.confirm)


def test_an_interface_is_believed_by_what_it_says(told: Mapping[str, Sequence[str] | None]) -> None:
    assert "BULK_DOCUMENT_UNFIT" in codes_from(BulkDocuments.page_cost)
    assert "bulkQueryRun" in (told["BULK_DOCUMENT_UNFIT"] or ())
