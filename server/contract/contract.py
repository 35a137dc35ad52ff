"""A contract as programs rely on it: read from its files, of now or of the last release."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from graphql import GraphQLSchema, build_schema

from server.contract.deprecations import Deprecations, read_deprecations

SCHEMA: Final = "schema.graphql"
PERMISSIONS: Final = "permissions.json"
ERRORS: Final = "errors.json"
EVENTS: Final = "events.json"
DEPRECATIONS: Final = "deprecations.json"
COMPARED: Final = (SCHEMA, PERMISSIONS, ERRORS, EVENTS, DEPRECATIONS)
"""The files that say what is promised."""

_DESCRIPTION: Final = re.compile(r'^ *"""(?:\\"""|.)*?"""\n', re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Contract:
    """What is promised."""

    schema: GraphQLSchema
    # By coordinate, the permissions that a part takes.
    needs: Mapping[str, list[str]]
    # By code.
    errors: Mapping[str, Mapping[str, Any]]
    # By type.
    events: Mapping[str, Mapping[str, Any]]
    deprecations: Deprecations


def contract_of(texts: Mapping[str, str]) -> Contract:
    """Read a contract from its files."""
    said = {name: orjson.loads(texts[name]) for name in COMPARED if name != SCHEMA}
    return Contract(
        build_schema(texts[SCHEMA], assume_valid=True),
        said[PERMISSIONS]["needs"],
        {**said[ERRORS]["topLevel"], **said[ERRORS]["refusals"]},
        said[EVENTS]["types"],
        read_deprecations(said[DEPRECATIONS]),
    )


def texts_in(directory: Path) -> dict[str, str]:
    """Read the files of a contract that is kept in a directory."""
    return {name: (directory / name).read_text(encoding="utf-8") for name in COMPARED}


def without_descriptions(schema: str) -> str:
    """Leave the words out of a schema, which promise nothing by themselves."""
    return _DESCRIPTION.sub("", schema)
