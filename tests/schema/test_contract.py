"""The text of the schema is one that tools take, and the file that frontends build on has it."""

import os
import subprocess
import sys

from graphql import GraphQLSchema, build_schema, validate_schema

from resolvers.schema import build_schema as build
from server.cli.schema import DIRECTORY, SCHEMA, contract, schema_text
from server.settings import REPOSITORY


def test_tools_take_the_text(promised: GraphQLSchema) -> None:
    assert validate_schema(promised) == []


def test_the_text_has_everything(planned: GraphQLSchema, promised: GraphQLSchema) -> None:
    assert {name for name in planned.type_map if not name.startswith("__")} <= set(promised.type_map) | {"Float"}


def test_the_files_are_current() -> None:
    texts = contract()
    assert texts[SCHEMA] == schema_text()
    written = {name: (DIRECTORY / name).read_text(encoding="utf-8") for name in texts}
    assert written == texts, "run ./torso schema"


def test_the_text_is_the_same_in_every_process() -> None:
    program = "from server.cli.schema import schema_text; print(schema_text(), end='')"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == schema_text()


def test_the_schema_can_be_built_twice() -> None:
    assert build_schema(build().as_str()).type_map.keys() == build_schema(build().as_str()).type_map.keys()
