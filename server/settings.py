"""What can be set from outside, read once at the start and passed on as values."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field, IPvAnyNetwork, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from server.row_security import RowSecurity, row_security_of

REPOSITORY = Path(__file__).resolve().parent.parent
COLLECTOR = "http://localhost:4318"


class S3Settings(BaseModel):
    """An S3-compatible store of files."""

    bucket: str
    prefix: str = ""
    """What the names of our objects begin with, in a bucket that has others too."""
    endpoint: str | None = None
    """Where it is, such as https://minio.example.org; without it AWS."""
    region: str = "us-east-1"
    access_key_id: str | None = None
    secret_access_key: SecretStr | None = None
    """Without keys those of the machine are used, as AWS gives them."""


class MailSettings(BaseModel):
    """The server that takes our mail (SMTP)."""

    host: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is secured; `none` is for a server on this machine."""
    user: str | None = None
    password: SecretStr | None = None
    sender: str
    """Who writes, such as `Torso <torso@example.org>`."""


class Settings(BaseSettings):
    """The settings of one process, from variables of the environment that start with `TORSO_`."""

    model_config = SettingsConfigDict(env_prefix="TORSO_", env_nested_delimiter="__", frozen=True, extra="ignore")

    home: Path = REPOSITORY / ".torso"
    """Where the embedded database, keys and logs lie."""

    database_url: SecretStr | None = Field(default=None, validation_alias=AliasChoices("DATABASE_URL", "database_url"))
    """PostgreSQL 18 of your own, as the role that owns the database; without it the embedded server is used."""

    app_database_url: SecretStr | None = None
    """The same database as the application's role; without it that role is `torso_app` (docs/database.md)."""

    database_read_url: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("DATABASE_READ_URL", "database_read_url")
    )
    """Where a replica of the database is, for queries; who goes in is the application's role (docs/running.md)."""

    row_security: Annotated[RowSecurity, BeforeValidator(row_security_of)] = RowSecurity.OFF
    """Whether what clients are told is read behind PostgreSQL's row-level security too, `on` or `off`; with `verify` in both
    ways, to compare them (docs/second-wall.md)."""

    read_only: bool = False
    """Whether nothing can be written through this server (docs/running.md); `./torso writing off` needs no restart."""

    pool_size_min: int = Field(default=2, ge=0)
    pool_size_max: int = Field(default=12, ge=1)
    """Connections for reading that one process keeps."""

    write_pool_size: int = Field(default=8, ge=1)
    """Connections for writing that one process keeps; each works on one mutation at a time."""

    workers: int = Field(default=2, ge=1)
    """Processes that answer requests; each takes a core, and PostgreSQL needs some too."""

    requests_per_client_max: int = Field(default=500, ge=1)
    """Requests of one client that one worker works on at once; more are refused with 429."""

    cost_per_minute_max: int | None = Field(default=None, ge=50_000)
    """What the operations of one client may cost in a minute in one worker (docs/costs.md); more are refused with 429."""

    connections_max: int = Field(default=10_000, ge=1)
    """Sockets and streams that one worker keeps open; more are refused with 503."""

    connections_per_caller_max: int = Field(default=100, ge=1)
    """How many of these one worker keeps open for one who asks through one client."""

    slow_plan_ms: int = Field(default=250, ge=0)
    """From how many milliseconds on a query is logged as slow."""

    events_kept_days: int = Field(default=30, ge=1)
    """For how many days what has happened can be read again from the feed of events."""

    log_format: Literal["auto", "json", "text"] = "auto"
    """How logs are written to stderr; `auto` is text for a terminal and JSON for everything else."""

    traces: Literal["auto", "on", "off"] = "auto"
    """Whether traces are sent (docs/running.md); `auto` is where a collector is named, as the variables of OpenTelemetry do."""

    otlp_endpoint: str = Field(
        default="", validation_alias=AliasChoices("OTEL_EXPORTER_OTLP_ENDPOINT", "otlp_endpoint")
    )
    """Where a collector of OpenTelemetry is (OTLP over HTTP), such as http://localhost:4318."""

    otlp_traces_endpoint: str = Field(
        default="", validation_alias=AliasChoices("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "otlp_traces_endpoint")
    )
    """The whole address of what takes traces, where that is another."""

    otel_exporter: str = Field(default="", validation_alias=AliasChoices("OTEL_TRACES_EXPORTER", "otel_exporter"))
    """`none` switches traces off, as everywhere with OpenTelemetry."""

    otel_disabled: str = Field(default="", validation_alias=AliasChoices("OTEL_SDK_DISABLED", "otel_disabled"))
    """`true` switches traces off, as everywhere with OpenTelemetry."""

    demo: bool = False
    """Hand a token of the administrator to GraphiQL on this machine; `./torso up` sets it, with the embedded database."""

    docs: bool = False
    """Show the documentation at /docs to anybody. It says what the schema looks like; `./torso up` sets it, with the embedded
    database on this machine alone."""

    public_url: str = ""
    """Where clients reach this server, such as https://erp.example.org; links to files begin with it. Without it they are
    paths of the server that was asked."""

    s3: S3Settings | None = None
    """Where files lie (TORSO_S3__BUCKET and so on); without it in `home`."""

    mail: MailSettings | None = None
    """Who takes our mail (TORSO_MAIL__HOST and so on); without it none is sent."""

    audit_reads: bool = True
    """Record in the audit who reads personal data and what people earn."""

    data_keys: SecretStr | None = None
    """The keys that seal values in the database, as the file `data-keys.json` in `home` has them; without it that file is
    used, and made at the first time."""

    session_hours: int = Field(default=12, ge=1, le=24)
    """How long somebody stays signed in at most."""

    session_idle_minutes: int = Field(default=120, ge=5, le=1440)
    """How long somebody stays signed in on our own pages without using them."""

    breached_passwords: Path | None = None
    """The list of Have I Been Pwned (SHA-1, in order); without it no password is looked up."""

    allow_local_providers: bool = False
    """Whether identity providers on this machine are asked, also without https; to try things out."""

    webhook_networks: tuple[IPvAnyNetwork, ...] = ()
    """Networks of your own in which receivers of webhooks may be, such as `["10.1.0.0/16"]`; without it none is told there."""

    webhooks_kept_days: int = Field(default=30, ge=1)
    """For how many days it can be looked up what became of a delivery."""

    metrics_token: SecretStr | None = None
    """What a bearer of /metrics shows; without it they are shown to this machine only."""

    @property
    def is_traced(self) -> bool:
        """Whether traces are sent."""
        if self.otel_exporter.strip().lower() == "none" or self.otel_disabled.strip().lower() == "true":
            return False
        return self.traces == "on" or (self.traces == "auto" and bool(self.otlp_endpoint or self.otlp_traces_endpoint))

    @property
    def traces_endpoint(self) -> str:
        """Where they are sent: on this machine, where no collector is named."""
        return self.otlp_traces_endpoint or f"{(self.otlp_endpoint or COLLECTOR).rstrip('/')}/v1/traces"
