"""Asking for what is to be done about an import, doing it in this process, and following it.

Another worker may take the work over; then it is followed all the same.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias
from uuid import UUID

from pgqueuer.domain.errors import RetryRequested
from strawberry.utils.str_converters import to_snake_case

from server.errors import OperatorError
from server.inside import Inside
from server.jobs.attempt import HandedOver
from server.jobs.binding import Tools
from server.jobs.here import do_here
from server.jobs.importing import lock_of
from server.migrating.documents import ANNOUNCE, ASK, COMPANY, CREATE, LOOK, MAP, TELL
from server.wiring import HANDLERS
from services.jobs import JobOvertaken

Report: TypeAlias = dict[str, Any]
Progress: TypeAlias = Callable[[str, int], None]
"""Hears what is being done and how many rows of the source are settled."""

LOOK_SECONDS: Final = 0.5
ENDED: Final = ("DONE", "FAILED", "HELD")
CAME_IN: Final = ("COMPLETED", "PARTIAL")
AT_WORK: Final = "IMPORT_AT_WORK"
STALE: Final = "STALE_VERSION"
ALREADY_IMPORTED: Final = "ALREADY_IMPORTED"
TRY_LOCK: Final = "select pg_try_advisory_lock(hashtext($1))"


class _Overtaken(Exception):
    """Somebody else has done something about the import since it was looked at."""


@dataclass(frozen=True)
class Migration:
    """Does with imports what an operator asks for, and says how far it is."""

    schema: Inside
    tools: Tools
    progress: Progress

    async def create(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Make an import, or find the one of the same source."""
        return _one(await self.do(CREATE, {"input": given}))

    async def map(self, stand: Mapping[str, Any], mapping_id: str) -> dict[str, Any]:
        """Say what columns become, or find the import of the same source by the same mapping and forget this one."""
        mapped = _one(await self.do(MAP, {"id": stand["id"], "version": stand["version"], "mapping": mapping_id}))
        if mapped["id"] != stand["id"]:
            await self.forget(stand["id"])
        return mapped

    async def forget(self, import_id: str) -> None:
        """Forget an import that has brought nothing in."""
        now = await self._now(import_id)
        accepted(await self.do(ASK % "importJobDelete", {"id": import_id, "version": now["version"]}))

    async def company(self, code: str) -> str:
        """Give the id of a company."""
        found = (await self.schema.ask(COMPANY, {"code": code}))["companyByCode"]
        if found is None:
            raise OperatorError(f"There is no company {code}.")
        return found["id"]

    async def bring(self, stand: Mapping[str, Any], *, keep: bool) -> Report:
        """Run an import, or try it and forget it again, and give its report."""
        import_id: str = stand["id"]
        if stand["state"] in CAME_IN:
            return {**await self.report(import_id), "already_in": True}
        try:
            await self._ask_and_follow("importJobRun" if keep else "importJobValidate", stand)
        except _Overtaken:
            return await self.bring(await self._now(import_id), keep=keep)
        report = await self.report(import_id)
        if not keep:
            await self.forget(import_id)
        return {**report, "already_in": False}

    async def take_back(self, import_id: str) -> dict[str, int]:
        """Take an import back, and tell how many of each type went."""
        try:
            job = await self._ask_and_follow("importJobRevert", await self._now(import_id))
        except _Overtaken:
            return await self.take_back(import_id)
        return {each["entityType"]: int(each["count"]) for each in job["result"]["removed"]}

    async def bring_file(self, path: Path, media_type: str, company: str | None = None) -> str:
        """Bring a file, and give its id."""
        size = (await asyncio.to_thread(path.stat)).st_size
        announced = {"company": company, "name": path.name, "type": media_type, "size": size}
        done = accepted(await self.do(ANNOUNCE, announced))
        await self.schema.upload(done["file"]["id"], path, size)
        return done["file"]["id"]

    async def report(self, import_id: str) -> Report:
        """Give what an import came to."""
        told = (await self.schema.ask(TELL, {"id": import_id}))["importJob"]
        if told["report"] is None:
            raise OperatorError(f"{import_id} has no report.")
        return report_of(told)

    async def do(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Give the payload of a mutation."""
        return (await self.schema.ask(document, variables))["done"]

    async def _now(self, import_id: str) -> dict[str, Any]:
        found = (await self.schema.ask(LOOK, {"id": import_id}))["importJob"]
        if found is None:
            raise OperatorError(f"There is no {import_id}.")
        return found

    async def _ask_and_follow(self, mutation: str, stand: Mapping[str, Any]) -> dict[str, Any]:
        done = await self.do(ASK % mutation, {"id": stand["id"], "version": stand["version"]})
        codes = [refusal["code"] for refusal in done["errors"]]
        if codes == [STALE]:
            raise _Overtaken
        # Whoever is at it already is followed.
        if codes != [AT_WORK]:
            accepted(done)
        return await self._follow(stand["id"])

    async def _follow(self, import_id: str) -> dict[str, Any]:
        doing = asyncio.create_task(self._work(import_id))
        try:
            while True:
                await asyncio.wait({doing}, timeout=LOOK_SECONDS)
                job = (await self._now(import_id))["job"]
                self.progress(job["message"] or "Waiting", job["progressDone"])
                if doing.done():
                    doing.result()
                    return _ended_well(job)
        finally:
            doing.cancel()
            with suppress(asyncio.CancelledError):
                await doing

    async def _work(self, import_id: str) -> None:
        """Do what is asked for here, unless another worker does it, and end when it has ended."""
        while (stand := await self._now(import_id))["job"]["state"] not in ENDED:
            job_id = UUID(stand["job"]["id"].partition(":")[2])
            try:
                if await do_here(self.tools, HANDLERS, job_id, abandoned=await self._is_abandoned(stand)):
                    continue
            except (RetryRequested, HandedOver, JobOvertaken) as failed:
                raise OperatorError(f"It was not done: {failed}") from failed
            await asyncio.sleep(LOOK_SECONDS)

    async def _is_abandoned(self, stand: Mapping[str, Any]) -> bool:
        """Tell whether nobody holds the lock that whoever works on such an import holds; who was killed holds nothing."""
        if stand["job"]["state"] != "RUNNING":
            return False
        # The pool lets go of it at once.
        return await self.tools.pool.fetchval(TRY_LOCK, lock_of(stand["system"]))


def report_of(told: Mapping[str, Any]) -> Report:
    """Give a report with each fate under its own name, as people read it."""
    report: dict[str, Any] = told["report"]
    fates = {each["fate"].lower(): {"rows": each["rows"], "amount": each["amount"]} for each in report["fates"]}
    return {
        "job": told["id"],
        "system": told["system"],
        "company": told["company"] and told["company"]["id"],
        "source": report["source"],
        **fates,
        "because": report["reasons"],
        "figures": report["figures"],
        "sums": [{to_snake_case(name): value for name, value in each.items()} for each in report["sums"]],
        "entities": {each["entityType"]: each["count"] for each in report["entities"]},
        "rounding": report["rounding"],
        "through_the_schema": report["throughTheSchema"],
        "put_into_form": {each["rule"]: each["count"] for each in report["putIntoForm"]},
        "holds": report["holds"],
    }


def accepted(payload: dict[str, Any]) -> dict[str, Any]:
    """Give a payload that has no refusals.

    Raises:
        OperatorError: it has some.
    """
    if payload["errors"]:
        raise OperatorError(" ".join(refusal["message"] for refusal in payload["errors"]))
    return payload


def _one(payload: dict[str, Any]) -> dict[str, Any]:
    for refusal in payload["errors"]:
        if refusal["code"] == ALREADY_IMPORTED and refusal["importJob"] is not None:
            return refusal["importJob"]
    return accepted(payload)["importJob"]


def _ended_well(job: dict[str, Any]) -> dict[str, Any]:
    if job["state"] != "DONE":
        raise OperatorError(job["message"] or f"The job ended as {job['state']}.")
    return job
