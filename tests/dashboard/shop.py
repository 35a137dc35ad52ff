"""A shop whose dashboard is open: who looks at it, and what is sold there."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg
from playwright.async_api import Page, WebSocketRoute

from tests.server.site import Site

_GOODS = """{
  parties(first: 1, filter: { roles: { some: { role: { eq: CUSTOMER } } } }) { nodes { id company { id } } }
  skus(first: 1, filter: { code: { startsWith: "%s" } }) { nodes { id } }
}"""
_SALE = """mutation ($input: SalesOrderCreateInput!, $key: ID!) {
  salesOrderPlace(input: $input, idempotencyKey: $key) {
    salesOrder { number state net { amount } }
    errors { code message path }
  }
}"""


@dataclass
class Shop:
    """A server with the demo company, and somebody who may sign in."""

    address: str
    site: Site
    email: str
    password: str
    owner_url: str

    async def sell(self, code: str = "LR01", quantity: int = 1) -> dict[str, Any]:
        """Sell something whose code begins so through the API, and give the order."""
        found = (await self.site.ask(_GOODS % code))["data"]
        customer, goods = found["parties"]["nodes"][0], found["skus"]["nodes"][0]
        said = {
            "companyId": customer["company"]["id"],
            "customerId": customer["id"],
            "lines": [{"skuId": goods["id"], "quantity": str(quantity)}],
        }
        answer = await self.site.ask(_SALE, input=said, key=str(uuid4()))
        assert answer["data"]["salesOrderPlace"]["errors"] == []
        return answer["data"]["salesOrderPlace"]["salesOrder"]

    async def come_back_from_a_backup(self) -> None:
        """Let places in the feed be given out anew, as after the database was brought back."""
        owner = await asyncpg.connect(self.owner_url)
        await owner.execute("select feed_begin_epoch()")
        await owner.close()

    async def sign_out_everywhere(self) -> None:
        """End all sessions of whoever signs in here, from elsewhere."""
        ended = await self.site.ask("mutation { sessionsEnd { errors { code } } }")
        assert ended["data"]["sessionsEnd"]["errors"] == []

    async def sign_in(self, page: Page) -> None:
        """Open the dashboard, and sign in on the page that it leads to."""
        await page.goto(f"{self.address}/")
        await page.locator(".sign-in button").click()
        await page.get_by_label("E-mail address").fill(self.email)
        await page.get_by_label("Password").fill(self.password)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await page.get_by_text("Live", exact=True).wait_for()
        await page.locator(".card table").first.wait_for()


@dataclass
class Wire:
    """What lies between the page and the server: it can be cut, and mended."""

    is_cut: bool = False
    _open: list[WebSocketRoute] = field(default_factory=list[WebSocketRoute])

    async def lay(self, page: Page) -> None:
        """Lead the sockets of a page along here."""
        await page.route_web_socket("**/graphql", self._connect)

    async def cut(self) -> None:
        """Let nothing through any more."""
        self.is_cut = True
        for socket in self._open:
            await socket.close(code=1012)
        self._open.clear()

    def mend(self) -> None:
        """Let through what comes from now on."""
        self.is_cut = False

    async def _connect(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            await socket.close(code=1013)
            return
        self._open.append(socket)
        socket.connect_to_server()
