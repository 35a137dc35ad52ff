"""Having stories happen in sandboxes: each step in a transaction of its own, as it would be if people did it."""

from functools import partial
from uuid import UUID

from server.jobs.binding import Tools
from services.jobs import Handler, JobContext, JobResult
from services.sandbox.ground import ground_of
from services.sandbox.stories import STORIES, Memory, SandboxStory


def play_stories(tools: Tools) -> Handler:
    """Have a story happen."""
    return partial(_play, tools)


async def _play(_tools: Tools, context: JobContext) -> JobResult:
    """Go through the steps. Whoever is killed in between begins anew, with another order; what was stays as it is."""
    company_id, steps = UUID(context.payload["company"]), STORIES[SandboxStory(context.payload["story"])]
    memory: Memory = {}
    for place, step in enumerate(steps):
        async with context.transaction() as work:
            await step(work, await ground_of(work, company_id), memory)
        await context.progress(place + 1, len(steps))
    return {name: str(key) for name, key in memory.items()}
