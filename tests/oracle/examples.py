"""Running a check of both sides for many drawn examples.

TORSO_ORACLE_EXAMPLES sets how many times as many are drawn as usual. They are the same ones every time, unless
TORSO_ORACLE_RANDOM is set.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, ParamSpec

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

Drawn = ParamSpec("Drawn")
TIMES = int(os.environ.get("TORSO_ORACLE_EXAMPLES", "1"))
SAME_ONES = "TORSO_ORACLE_RANDOM" not in os.environ


async def for_all(
    check: Callable[..., Coroutine[Any, Any, None]],
    *strategies: st.SearchStrategy[Any],
    examples: int,
    phases: Sequence[Phase] = tuple(Phase),
) -> None:
    """Run a check for examples of each strategy; hypothesis waits in a thread while the check runs here.

    What depends on time does not fail the same way twice, and is better left as it was drawn: `phases` say so.
    """
    loop = asyncio.get_running_loop()

    # What an example needs lives as long as the run, and a shrunk example is worth more than several.
    @settings(
        max_examples=examples * TIMES,
        deadline=None,
        derandomize=SAME_ONES,
        database=None,
        report_multiple_bugs=False,
        phases=phases,
        # How fast the machine draws says nothing of what is checked.
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.tuples(*strategies))
    def run(drawn: tuple[Any, ...]) -> None:
        asyncio.run_coroutine_threadsafe(check(*drawn), loop).result()

    await asyncio.to_thread(run)
