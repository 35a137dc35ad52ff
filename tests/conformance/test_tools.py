"""Other people's tools read the contract as it is, and find nothing: types are made of it, and its rules are kept."""

import re
from pathlib import Path

import pytest

from server.cli.schema import DIRECTORY as CONTRACT
from tests.conformance import packages
from tests.conformance.relay import compiled
from tests.contract.operations import OPERATIONS

PROGRAMS = packages.DIRECTORY / "programs"
COMPILER = packages.MODULES / "typescript" / "bin" / "tsc"
NULL = "| null | undefined"


@pytest.fixture(autouse=True, scope="module")
async def installed() -> None:
    """Have the tools."""
    await packages.install()


@pytest.mark.parametrize(
    ("program", "looked_at"),
    [("eslint.mjs", f"{len(OPERATIONS) + 1} files\n"), ("inspector.mjs", f"{len(OPERATIONS)} operations\n")],
)
async def test_finds_nothing(program: str, looked_at: str) -> None:
    done = await packages.run(PROGRAMS / program, str(CONTRACT))
    assert (done.returncode, done.stdout, done.stderr) == (0, looked_at, "")


async def test_codegen_makes_types_of_all_of_it(tmp_path: Path) -> None:
    made = tmp_path / "contract.ts"
    written = await packages.run(PROGRAMS / "codegen.mjs", str(CONTRACT), str(made))
    assert written.returncode == 0, written.stderr
    checked = await packages.run(COMPILER, "--noEmit", "--strict", "--target", "es2023", str(made))
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    assert "export type SalesOrder = " in made.read_text(encoding="utf-8")


@pytest.mark.parametrize(("throwing", "may_be_null"), [(False, True), (True, False)])
async def test_relay_knows_what_is_null_by_an_error_alone(tmp_path: Path, *, throwing: bool, may_be_null: bool) -> None:
    made = await compiled(tmp_path, "typescript", throwing=throwing)
    text = (made / "ViewerQuery.graphql.ts").read_text(encoding="utf-8")
    companies = re.search(r"readonly companies: \{.*?\n    \}([^;]*);", text, re.DOTALL)
    assert companies is not None
    assert (companies[1].strip() == NULL) is may_be_null
