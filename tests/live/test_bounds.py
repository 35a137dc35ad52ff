"""Nobody follows so much that others have to wait for it."""

from dataclasses import replace

import pytest

from auth.principal import Principal
from server.live import bounds
from tests.live.audience import Audience


async def test_follows_so_many_different_things_for_one_caller_and_no_more(
    audience: Audience, admin: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "DIFFERENT_MAX", 2)
    text = "subscription ($window: Int!) { jobProgress(window: $window) { cursor } }"
    subscribers = [(await audience.subscribe(text, admin, window=window))[1] for window in (100, 200, 200)]
    assert await audience.refused(text, admin, window=300) == "TOO_MANY_OPERATIONS"
    await audience.listen(text, replace(admin, client_id="another program"), window=300)
    subscribers[0].end()
    await audience.listen(text, admin, window=300)
