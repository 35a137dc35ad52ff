"""Work in the background: asked for in the transaction of the business, done by a worker after the commit.

`enqueue` is what services call. A handler is a function of the service that knows the work; `server/wiring.py` has the
table of them. It is given a `JobContext`, and may be run more than once: whoever did it before may have been killed.
"""

from services.jobs.context import Handler, JobContext, JobResult
from services.jobs.progress import JobOvertaken
from services.jobs.queue import JobUnknown, enqueue, enqueue_all, held, retry

__all__ = [
    "Handler",
    "JobContext",
    "JobOvertaken",
    "JobResult",
    "JobUnknown",
    "enqueue",
    "enqueue_all",
    "held",
    "retry",
]
