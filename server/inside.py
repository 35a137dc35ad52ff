"""The schema from inside: commands of whoever runs the server ask and write by the same edge as everybody, without HTTP."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import orjson

from auth.keys import signing_key
from auth.principal import Principal
from auth.roles import RoleCode, granted_by
from kernel.clock import SystemClock
from kernel.ids import NodeId
from models import File
from server.database import Database, create_engine, create_pool, create_recording_pool
from server.edge import answering_over, the_core
from server.errors import OperatorError
from server.files.arriving import arriving
from server.files.wiring import links_of, storage_of
from server.graphql.answering import Answering
from server.graphql.caller import Caller
from server.graphql.errors import Refused
from server.graphql.plans import Plans
from server.graphql.reader import PoolReader
from server.graphql.request import GraphQLRequest
from server.jobs.transaction import JobTransactions
from server.postgres import second_wall
from server.settings import Settings
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.vault import vault_of
from server.writing.recording import Recorder
from services.platform import file as files
from services.platform.file_link import DOWNLOAD, FileLinks
from services.platform.file_storage import Storage
from services.work import Actor

OPERATOR: Final = Principal("operator", "torso-cli", "Operator", granted_by([RoleCode.ADMIN]), None)
PIECE_BYTES: Final = 1024 * 1024


@dataclass(frozen=True)
class Inside:
    """Asks as the operator, who may do everything in all companies."""

    answering: Answering
    transactions: JobTransactions
    links: FileLinks
    storage: Storage
    drafts: Path

    async def ask(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Answer an operation; refusals are in its payloads, and what is not there is null.

        Raises:
            OperatorError: it has errors beside its data.
        """
        request = GraphQLRequest.of({"query": document, "variables": dict(variables)})
        try:
            reply = await self.answering.answer(self.answering.read(request), Caller.of(OPERATOR))
        except Refused as refused:
            raise OperatorError("; ".join(error.message for error in refused.errors)) from None
        answer = orjson.loads(reply.body)
        errors = [error for error in answer.get("errors", ()) if error["extensions"]["code"] != "NOT_FOUND"]
        if errors:
            raise OperatorError("; ".join(error["message"] for error in errors))
        return answer["data"]

    async def upload(self, file_id: str, path: Path, size_bytes: int) -> None:
        """Bring the content of a file that was announced, as its upload URL takes it."""
        key = NodeId.parse(file_id, "File").key
        async with arriving(_pieces(path), size_bytes, self.drafts) as arrived:
            async with self.transactions.begin_as(_ACTOR) as work:
                await files.upload_begin(work, key, arrived)
            await self.storage.put(arrived.sha256, arrived.path)
            async with self.transactions.begin_as(_ACTOR) as work:
                await files.upload_record(work, self.storage, key, arrived)

    async def download(self, url: str, path: Path) -> None:
        """Fetch what a download URL leads to into a file."""
        parts = urlsplit(url)
        key, given = UUID(parts.path.rpartition("/")[2]), parse_qs(parts.query)
        self.links.check(DOWNLOAD, key, given["expires"][0], given["signature"][0])
        async with self.transactions.begin_as(_ACTOR) as work:
            file = await work.session.get_one(File, key)
        assert file.sha256 is not None
        with path.open("wb") as opened:
            async for piece in self.storage.read(file.sha256):
                opened.write(piece)


_ACTOR: Final = Actor(OPERATOR.subject, OPERATOR.client_id, "", OPERATOR.display_name)


@asynccontextmanager
async def inside(settings: Settings, database: Database) -> AsyncGenerator[Inside]:
    """Open the edge over a database, for as long as the context lasts."""
    key, clock = signing_key(settings.home), SystemClock()
    await second_wall.require_agreement(database.app_url, wanted=database.wall.stands)
    pool, engine = await create_pool(database, size_min=0, size_max=2), create_engine(database, size=2)
    recording = await create_recording_pool(database)
    metrics, recorder = Metrics(), Recorder(recording, logs.logger())
    reader = PoolReader(pool, metrics, logs.logger(), wall=database.wall)
    answering = answering_over(settings, key, the_core(), reader, Plans(metrics), engine, recorder)
    try:
        yield Inside(
            answering,
            JobTransactions(engine, clock, vault_of(settings)),
            links_of(settings, key, clock),
            storage_of(settings),
            settings.home / "files" / "drafts",
        )
    finally:
        await recorder.write_down(all_of_it=True)
        await recording.close()
        await engine.dispose()
        await pool.close()


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as opened:
        while piece := opened.read(PIECE_BYTES):
            yield piece
