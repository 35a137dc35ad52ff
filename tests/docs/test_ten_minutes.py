"""The guide of ten minutes: what it has people write fits the contract, the dashboard, and each other."""

import asyncio
import shutil
from pathlib import Path

import pytest

from server.http import npm
from server.http.dashboard import bundle
from server.settings import REPOSITORY
from tests.docs.pages import Block, Page

FILES: list[Block] = [
    block for block in Page(REPOSITORY / "docs/guides/ten-minutes.md").blocks if block.about.startswith("src/")
]


@pytest.fixture(scope="module")
async def frontend(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the dashboard, as the guide makes one, with what it has people write."""
    await asyncio.to_thread(npm.install, bundle.SOURCES, bundle.SOURCES / ".node_modules.lock", "the dashboard")
    contract = tmp_path_factory.mktemp("frontend-contract")
    (contract / "schema.graphql").symlink_to(bundle.CONTRACT)
    copy = contract / "orders"
    shutil.copytree(bundle.SOURCES, copy, ignore=shutil.ignore_patterns("node_modules", "generated"))
    (copy / "node_modules").symlink_to(bundle.MODULES)
    for file in FILES:
        path = copy / file.about
        path.parent.mkdir(exist_ok=True)
        path.write_text(file.text)
    return copy


def test_the_component_is_typed_by_its_operations_and_can_be_built(frontend: Path) -> None:
    assert [file.about for file in FILES] == [
        "src/orders/orders.graphql", "src/orders/moves.graphql", "src/orders/OpenOrders.tsx", "src/app/Dashboard.tsx",
    ]  # fmt: skip
    npm.run(frontend, frontend / "codegen.js", failing="The operations do not fit the contract")
    modules = frontend / "node_modules"
    npm.run(frontend, modules / "typescript" / "bin" / "tsc", "--project", ".", failing="The component is not typed")
    npm.run(frontend, modules / "vite" / "bin" / "vite.js", "build", "--logLevel=warn", failing="Vite cannot build it")
