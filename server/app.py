"""The application: what each worker of the server runs.

`create_app` is what uvicorn calls. `serving` puts the parts together for one database.
"""

import asyncio
import multiprocessing
import signal
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import cache, partial
from typing import Final

from alembic.script import ScriptDirectory
from asyncpg import Pool
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from strawberry import Schema

from auth import demo
from auth.authenticator import Authenticator
from auth.keys import signing_key, verification_keys
from auth.roles import RoleCode
from auth.tokens import Realm, TokenIssuer, TokenVerifier
from kernel.clock import SystemClock
from resolvers.schema import build_schema, core_of
from server.advancing import advancing
from server.database import Database, create_engine, create_pool, create_recording_pool, open_database
from server.demo_tokens import demo_token
from server.edge import answering_over
from server.files.endpoint import FileEndpoint
from server.files.wiring import links_of, storage_of
from server.graphql.plans import Plans
from server.graphql.reader import PoolReader
from server.http.endpoint import GraphQLEndpoint
from server.http.graphiql import bundle
from server.http.graphiql.page import ASSETS, Page
from server.http.guard import for_callers, for_operators
from server.http.probes import Probes
from server.http.refusal import failed, refused
from server.jobs.transaction import JobTransactions
from server.migration import SCRIPTS
from server.preparation import wait_until_prepared
from server.settings import Settings
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.telemetry.observed import Observed
from server.telemetry.slow_plans import SlowPlans
from server.telemetry.usage import FieldUsage
from server.writing.recording import Recorder
from services.platform.file_link import PATH as LINKS

TICK_SECONDS: Final = 5
CLOSE_SECONDS: Final = 5

OWN_REALM: Final = Realm(issuer="urn:torso", audience=demo.DEMO_REALM.audience)
"""Who issues tokens for a database of somebody's own. Tokens of the demo open nothing there."""


def create_app() -> ASGIApp:
    """Make the application of one worker, by the settings of the environment."""
    settings = Settings()
    logs.configure(settings.log_format)
    # Made while the database may still be prepared.
    _schema()
    return application(settings, lambda: _prepared(settings))


@cache
def _schema() -> Schema:
    return build_schema()


@contextmanager
def _prepared(settings: Settings) -> Generator[Database]:
    wait_until_prepared(settings.home)
    with open_database(settings) as database:
        yield database


def application(settings: Settings, opened: Callable[[], AbstractContextManager[Database]]) -> ASGIApp:
    """Make an application that opens its database when it starts, and closes it when it stops."""
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        with opened() as database:
            async with serving(settings, database, metrics) as routes:
                app.router.routes.extend(routes)
                yield

    app = Starlette(lifespan=lifespan, exception_handlers={HTTPException: refused, Exception: failed})
    return Observed(app, metrics, logs.logger())


@asynccontextmanager
async def serving(settings: Settings, database: Database, metrics: Metrics) -> AsyncGenerator[Sequence[BaseRoute]]:
    """Put the parts together for a database, and give the routes; connections are open for as long as it lasts."""
    key = signing_key(settings.home)
    realm = demo.DEMO_REALM if database.embedded else OWN_REALM
    schema = _schema()
    core = core_of(schema)
    pool = await create_pool(database, size_min=settings.pool_size_min, size_max=settings.pool_size_max)
    engine = create_engine(database, size=settings.write_pool_size)
    recording = await create_recording_pool(database)
    recorder, usage = Recorder(recording, logs.logger()), FieldUsage()
    probes = Probes(pool, ScriptDirectory(str(SCRIPTS)).get_current_head(), metrics, usage, schema.as_str())
    plans, reader = Plans(metrics), PoolReader(pool, metrics, logs.logger())
    moving = AsyncExitStack()
    advancer = await moving.enter_async_context(advancing(database))
    links = links_of(settings, key, SystemClock())
    endpoint = GraphQLEndpoint(
        answering=answering_over(settings, key, core, reader, plans, engine, recorder, advancer.wake),
        authenticator=Authenticator(TokenVerifier(verification_keys(key), realm, SystemClock()), SystemClock()),
        page=Page(bundle.directory(settings.home), _demo_token(settings, database, key)),
        usage=usage,
        slow_plans=SlowPlans(logs.logger(), settings.slow_plan_ms),
        requests_per_client_max=settings.requests_per_client_max,
        unknown=recorder.unknown,
    )
    files = FileEndpoint(
        links,
        storage_of(settings),
        JobTransactions(engine, SystemClock(), advancer.wake).begin_as,
        settings.home / "files" / "drafts",
    )
    tick = asyncio.create_task(_tick(probes, recorder))
    try:
        yield _routes(settings, endpoint, files, probes)
    finally:
        tick.cancel()
        with suppress(asyncio.CancelledError):
            await tick
        await moving.aclose()
        probes.take_stock()
        await recorder.write_down(all_of_it=True)
        await _close(recording)
        await engine.dispose()
        await _close(pool)
        metrics.retire()


def _routes(settings: Settings, endpoint: GraphQLEndpoint, files: FileEndpoint, probes: Probes) -> Sequence[BaseRoute]:
    # What the schema looks like is told to those who may introspect it, so not to anybody.
    schema = for_callers(probes.show_schema, endpoint.authenticator)
    metrics = for_operators(probes.show_metrics, settings.metrics_token)
    return (
        Route("/graphql", endpoint),
        Route(f"{LINKS}/{{file_id:uuid}}", files.download, methods=["GET"]),
        Route(f"{LINKS}/{{file_id:uuid}}", files.upload, methods=["PUT"]),
        Route("/schema.graphql", schema, methods=["GET"]),
        Route("/healthz", probes.healthz, methods=["GET"]),
        Route("/readyz", probes.readyz, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
        Mount(ASSETS, StaticFiles(directory=bundle.directory(settings.home), check_dir=False)),
    )


async def _tick(probes: Probes, recorder: Recorder) -> None:
    """Do every few seconds what needs no request to do it."""
    parent = multiprocessing.parent_process()
    while True:
        await asyncio.sleep(TICK_SECONDS)
        probes.take_stock()
        await recorder.write_down()
        if parent is not None and not parent.is_alive():
            # Whoever started this worker was killed; nobody else would stop it.
            signal.raise_signal(signal.SIGTERM)


async def _close(pool: Pool) -> None:
    # A connection that does not come back must not keep the process from ending.
    try:
        await asyncio.wait_for(pool.close(), CLOSE_SECONDS)
    except TimeoutError:
        pool.terminate()


def _demo_token(settings: Settings, database: Database, key: ECKey) -> Callable[[], str] | None:
    if not (settings.demo and database.embedded):
        return None
    issuer = TokenIssuer(key, demo.DEMO_REALM, SystemClock())
    return partial(demo_token, issuer, RoleCode.ADMIN)
