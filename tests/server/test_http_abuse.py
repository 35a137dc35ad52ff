"""What somebody may send who means no good: each is refused with a code of its own, or answered like anything else."""

import pytest

from benchmarks.abuse_cases import ABUSES, Abuse
from tests.server.site import Site

_REFUSED = [abuse for abuse in ABUSES if abuse.code is not None]
_ANSWERED = [abuse for abuse in ABUSES if abuse.code is None]


@pytest.mark.parametrize("abuse", _REFUSED, ids=lambda abuse: abuse.name)
async def test_is_refused(site: Site, abuse: Abuse) -> None:
    answer = await site.post(abuse.request(1))
    assert answer.json()["errors"][0]["extensions"]["code"] == abuse.code
    assert answer.status_code in (400, 413)


@pytest.mark.parametrize("abuse", _ANSWERED, ids=lambda abuse: abuse.name)
async def test_is_answered(site: Site, abuse: Abuse) -> None:
    answer = await site.post(abuse.request(1))
    assert (answer.status_code, "errors" in answer.json()) == (200, False), answer.text[:500]
