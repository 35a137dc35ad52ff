"""Where each refusal is met, as errors.json says."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import pytest

from resolvers.schema import build_schema, core_of
from server.contract.deprecations import ANNOUNCED
from server.contract.errors import errors_document

OF_THE_COMMAND_LINE = {"JOB_UNKNOWN"}


@pytest.fixture(scope="module")
def told() -> Mapping[str, Mapping[str, Any]]:
    """What is told of each refusal."""
    return orjson.loads(errors_document(core_of(build_schema())))["refusals"]


def test_what_is_met_in_mutations_names_them(told: Mapping[str, Mapping[str, Any]]) -> None:
    contradicted = [code for code, said in told.items() if ("MUTATIONS" in said["in"]) == (said["mutations"] == [])]
    assert contradicted == []


@pytest.mark.parametrize(
    ("code", "places", "status"),
    [
        ("COORDINATE_UNKNOWN", ["QUERIES"], [200]),
        ("APPROVAL_NOT_PENDING", ["MUTATIONS"], [200]),
        ("PASSKEY_REFUSED", ["PAGES"], []),
        ("ROW_BREAKS_RULE", ["JOBS"], []),
        ("TAX_RATE_MISSING", ["QUERIES", "MUTATIONS", "JOBS"], [200]),
        ("UPLOAD_EXPIRED", ["FILES"], [410]),
    ],
)
def test_a_refusal_says_where_it_is_met(
    told: Mapping[str, Mapping[str, Any]], code: str, places: Sequence[str], status: Sequence[int]
) -> None:
    assert (told[code]["in"], told[code]["status"]) == (places, status)


def test_only_what_is_of_the_command_line_or_announced_to_go_is_met_nowhere(
    told: Mapping[str, Mapping[str, Any]],
) -> None:
    going = {name.removeprefix("error ") for name in ANNOUNCED if name.startswith("error ")}
    assert {code for code, said in told.items() if not said["in"]} == OF_THE_COMMAND_LINE | going
