"""The application: what each worker of the server runs.

`create_app` is what uvicorn calls. `serving` puts the parts together for one database.
"""

import asyncio
import gc
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from functools import cache, partial
from typing import Final

from asyncpg import Pool
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import ASGIApp
from strawberry import Schema

from auth import demo
from auth.key_ring import KeyRing
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from resolvers.schema import build_schema, core_of
from server.access.wiring import entrance_of
from server.advancing import advancing
from server.database import Database, create_engine, create_pool, create_recording_pool, open_database
from server.demo_tokens import demo_token
from server.documentation import site as documentation
from server.documentation.page import Documentation
from server.edge import answering_over
from server.files.endpoint import FileEndpoint
from server.files.wiring import links_of, storage_of
from server.graphql.plans import Plans
from server.graphql.reader import PoolReader
from server.http.client_limits import ClientLimits
from server.http.cross_origin import CrossOrigin
from server.http.dashboard import bundle as dashboard_bundle
from server.http.dashboard.page import DashboardPage
from server.http.endpoint import GraphQLEndpoint
from server.http.graphiql import bundle
from server.http.graphiql.assets import Assets
from server.http.graphiql.page import ASSETS, Page
from server.http.guard import for_callers, for_operators
from server.http.kept_open import KeptOpen
from server.http.operations import Operations
from server.http.origins import Origins
from server.http.probes import Probes
from server.http.refusal import failed, refused
from server.http.shield import Shielded
from server.http.sockets import SocketEndpoint
from server.installed import NODE, ZENSICAL, has_package
from server.jobs.transaction import JobTransactions
from server.live.wiring import telling
from server.oauth.desk import desk_of as oauth_desk_of
from server.oauth.realm import issuer_of
from server.oauth.wiring import oauth_routes
from server.pages.layout import STYLESHEET, show_stylesheet
from server.people.wiring import desk_of as people_desk_of
from server.people.wiring import limits_of, people_routes, relying_of
from server.persisted.finding import Finding
from server.persisted.registry import registry_of
from server.postgres import second_wall
from server.preparation import wait_until_prepared
from server.read_only import ReadOnly
from server.replica.wiring import replica_of
from server.revisions import newest_revision
from server.settings import Settings
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.telemetry.observed import Journal, Observed
from server.telemetry.slow_plans import SlowPlans
from server.telemetry.usage import SchemaUsage
from server.tracing.tracing import UNTRACED, Tracing, tracing_of
from server.upkeep import Upkeep
from server.vault import vault_of
from server.writing.reads import Reads
from server.writing.recording import Recorder
from services.platform.file_link import PATH as LINKS

CLOSE_SECONDS: Final = 5


def create_app() -> ASGIApp:
    """Make the application of one worker, by the settings of the environment."""
    settings = Settings()
    logs.configure(settings.log_format, traced=settings.is_traced)
    # Made while the database may still be prepared.
    _schema()
    # It stays for as long as the process does, so there is no use in looking through it for garbage: a fifth of what planning took.
    gc.collect()
    gc.freeze()
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
    metrics, origins, tracing = Metrics(), Origins(settings.public_url), tracing_of(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        with opened() as database:
            async with tracing.lasting(), serving(settings, database, metrics, origins, tracing) as routes:
                app.router.routes.extend(routes)
                yield

    app = Starlette(lifespan=lifespan, exception_handlers={HTTPException: refused, Exception: failed})
    shielded = Shielded(CrossOrigin(app, origins), settings.public_url)
    return tracing.app(Observed(shielded, metrics, logs.logger()))


@asynccontextmanager
async def serving(
    settings: Settings, database: Database, metrics: Metrics, origins: Origins, tracing: Tracing = UNTRACED
) -> AsyncGenerator[Sequence[BaseRoute]]:
    """Put the parts together for a database, and give the routes; connections are open for as long as it lasts."""
    await second_wall.require_agreement(database.app_url, wanted=database.wall.stands)
    key, clock, schema = signing_key(settings.home), SystemClock(), _schema()
    database = tracing.database(database)
    async with AsyncExitStack() as open_:
        open_.callback(metrics.retire)
        pool = await create_pool(database, size_min=settings.pool_size_min, size_max=settings.pool_size_max)
        open_.push_async_callback(_close, pool)
        engine = create_engine(database, size=settings.write_pool_size)
        open_.push_async_callback(engine.dispose)
        recording = await create_recording_pool(database)
        open_.push_async_callback(_close, recording)
        recorder, usage, limits = (
            Recorder(recording, logs.logger()),
            SchemaUsage(clock, logs.logger()),
            ClientLimits(settings.requests_per_client_max, settings.cost_per_minute_max, clock),
        )
        reads = Reads(recording, metrics, logs.logger()) if settings.audit_reads else None
        advancer = await open_.enter_async_context(advancing(database))
        works = JobTransactions(engine, clock, vault_of(settings), advancer.wake, tracing.trace).begin_as
        ring = KeyRing(settings.home, clock)
        probes = Probes(pool, recording, newest_revision(), metrics, usage, schema.as_str(), settings, ring)
        oauth = oauth_desk_of(issuer_of(settings), key, ring, clock, works, limits_of(settings))
        people = people_desk_of(settings, key, works, recorder, clock)
        replica = await open_.enter_async_context(replica_of(settings, database, pool, metrics))
        reader = PoolReader(pool, metrics, logs.logger(), wall=database.wall)
        answering = answering_over(
            settings,
            key,
            core_of(schema),
            reader,
            tracing.plans(Plans(metrics)),
            engine,
            recorder,
            reads,
            advancer.wake,
            replica,
            tracing.trace,
        )
        entrance = await open_.enter_async_context(entrance_of(database, recording, key, oauth))
        operations = Operations(
            answering=answering,
            entrance=entrance,
            live=await open_.enter_async_context(telling(database, answering, entrance, metrics, tracing)),
            usage=usage,
            slow_plans=SlowPlans(logs.logger(), settings.slow_plan_ms),
            limits=limits,
            finding=Finding(registry_of(entrance, recording)),
            unknown=recorder.unknown,
            elsewhere=recorder.elsewhere,
            unregistered=recorder.unregistered,
            looked=recorder.looked,
            origins=origins,
        )
        kept_open = KeptOpen(settings.connections_max, settings.connections_per_caller_max)
        page = Page(bundle.directory(settings.home), _demo_token(settings, database, key), has_package(NODE))
        operations = tracing.operations(operations)
        endpoint = GraphQLEndpoint(operations, page, kept_open, metrics)
        sockets = SocketEndpoint(operations, kept_open, metrics, Journal(metrics, logs.logger()), logs.logger())
        links = links_of(settings, key, clock)
        files = FileEndpoint(
            links, storage_of(settings), works, settings.home / "files" / "drafts", ReadOnly.of(settings)
        )
        await open_.enter_async_context(Upkeep(recording, probes, recorder, reads, origins, limits).kept())
        yield (
            *_routes(settings, endpoint, sockets, files, probes),
            *_dashboard(settings),
            *_documentation(settings),
            *oauth_routes(oauth),
            *people_routes(people, relying_of(settings, clock)),
        )


def _routes(
    settings: Settings, endpoint: GraphQLEndpoint, sockets: SocketEndpoint, files: FileEndpoint, probes: Probes
) -> Sequence[BaseRoute]:
    # What the schema looks like is told to those who may introspect it, so not to anybody.
    schema = for_callers(probes.show_schema, endpoint.operations)
    metrics = for_operators(probes.show_metrics, settings.metrics_token)
    return (
        Route("/graphql", endpoint),
        WebSocketRoute("/graphql", sockets),
        Route(f"{LINKS}/{{file_id:uuid}}", files.download, methods=["GET"]),
        Route(f"{LINKS}/{{file_id:uuid}}", files.upload, methods=["PUT"]),
        Route("/schema.graphql", schema, methods=["GET"]),
        Route("/healthz", probes.healthz, methods=["GET"]),
        Route("/readyz", probes.readyz, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
        Route(STYLESHEET, show_stylesheet, methods=["GET"]),
        Mount(ASSETS, Assets(directory=bundle.directory(settings.home), check_dir=False)),
    )


def _dashboard(settings: Settings) -> Sequence[BaseRoute]:
    return DashboardPage(dashboard_bundle.directory(settings.home)).routes() if has_package(NODE) else ()


def _documentation(settings: Settings) -> Sequence[BaseRoute]:
    shown = settings.docs and has_package(ZENSICAL)
    return Documentation(documentation.directory(settings.home)).routes() if shown else ()


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
