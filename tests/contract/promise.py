"""Contracts of a small company, for tests of how contracts may change."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from graphql import build_schema

from server.contract.contract import Contract, contract_of
from server.contract.deprecations import Deprecations, deprecations_document, deprecations_of

DIRECTIVES = """
directive @requires(permission: String!) on FIELD_DEFINITION
directive @semanticNonNull(levels: [Int] = [0]) on FIELD_DEFINITION
"""


def promise(
    schema: str,
    today: date = date(2026, 1, 1),
    before: Contract | None = None,
    *,
    needs: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, Any] | None = None,
    events: Mapping[str, Any] | None = None,
) -> Contract:
    """Make the contract that is promised on a day."""
    written = DIRECTIVES + schema
    known: Deprecations = {} if before is None else before.deprecations
    texts = {
        "schema.graphql": written,
        "permissions.json": _json({"needs": needs or {}}),
        "errors.json": _json({"topLevel": {}, "refusals": errors or {}}),
        "events.json": _json({"types": events or {}}),
        "deprecations.json": deprecations_document(deprecations_of(build_schema(written), known, today, {})),
    }
    return contract_of(texts)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
