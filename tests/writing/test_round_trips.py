"""How often a mutation goes to the database and back, counted on the wire."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kernel.ids import uuid7
from server.settings import Settings
from tests.databases import COUNTED
from tests.server.site import running
from tests.writing.proxy import Watch, proxy
from tests.writing.shop import CREATE, UPDATE, Shop
from tests.writing.test_killed import socket_of, through

# BEGIN with who works, the row locked, the row written, constraints, payload, COMMIT.
UPDATED = 6
# BEGIN with who works, currency of the company, products, SKUs, constraints, payload, COMMIT.
CREATED = 7
# The key taken; the answer is kept with the COMMIT.
KEYED = 1


@pytest.fixture
async def counted(shop: Shop, tmp_path: Path) -> Any:  # noqa: ANN401 - a generator of both
    """The shop behind a proxy, and the proxy's count; every statement has been prepared."""
    watch, app_url = Watch(), shop.database.app_url
    async with proxy(socket_of(app_url), tmp_path, watch):
        database = replace(shop.database, app_url=through(app_url, tmp_path), wall=COUNTED)
        home = shop.site.settings.home
        settings = Settings(home=home, pool_size_min=0, pool_size_max=1, write_pool_size=1, row_security=COUNTED)
        async with running(settings, database) as site:
            yield Shop(site, shop.database, shop.owner, shop.company, shop.other, shop.unit), watch


async def trips(shop: Shop, watch: Watch, document: str, variables: list[dict[str, Any]]) -> int:
    """Count the round trips of the last of some requests."""
    for each in variables:
        watch.messages = 0
        answer = await shop.ask(document, each)
        assert [part["errors"] for part in answer["data"].values()] == [[]]
    return watch.messages


async def test_an_update_takes_six_round_trips(counted: tuple[Shop, Watch]) -> None:
    shop, watch = counted
    made = await shop.made()
    changes = [{"input": {"id": made["id"], "version": version, "name": str(version)}} for version in (1, 2, 3)]
    assert await trips(shop, watch, UPDATE, changes) == UPDATED


async def test_a_create_with_a_list_takes_seven_and_a_key_one_more(counted: tuple[Shop, Watch]) -> None:
    shop, watch = counted

    def given(key: str | None) -> dict[str, Any]:
        return {"input": shop.product(skus=[{"code": uuid7().hex}, {"code": uuid7().hex}]), "key": key}

    assert await trips(shop, watch, CREATE, [given(None) for _ in range(3)]) == CREATED
    assert await trips(shop, watch, CREATE, [given(str(uuid7())) for _ in range(3)]) == CREATED + KEYED
