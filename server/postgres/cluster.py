"""Making a new cluster: its files, its settings, its passwords, its roles."""

import json
import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from server.errors import OperatorError
from server.postgres.account import Account
from server.postgres.layout import Layout
from server.postgres.programs import MAJOR, program, programs_for, run
from server.postgres.tuning import memory_mib, settings

DATABASE = "torso"
ADMIN, OWNER, APPLICATION, READER = "postgres", "torso_owner", "torso_app", "torso_reader"
OWN_SETTINGS = "torso.conf"

# Each role is what it is called, and no more: the owner cannot make databases or roles, the application owns nothing, and the
# reader, which the application becomes for what clients are told, sees what row-level security leaves.
# Passwords are random and long, so hashing them many times would only make every connection slower.
ROLES_AND_DATABASE = """
set scram_iterations = 256;
select format('create role %I login', name) from (values ('{owner}'), ('{application}')) as role (name)
  where not exists (select from pg_roles where rolname = name) \\gexec
select 'create role {reader} nologin' where not exists (select from pg_roles where rolname = '{reader}') \\gexec
grant {reader} to {application} with inherit false, set true;
alter role {application} bypassrls;
alter role {admin} password '{admin_password}';
alter role {owner} password '{owner_password}';
alter role {application} password '{application_password}';
select 'create database {database} owner {owner}'
  where not exists (select from pg_database where datname = '{database}') \\gexec
"""


class WrongMajorVersion(OperatorError):
    """The data was made by another major version of PostgreSQL, which has to be converted by backup and restore."""


class PasswordsLost(OperatorError):
    """The generated passwords are gone while the data is there."""


def passwords_of(layout: Layout) -> Mapping[str, str]:
    """Give the password of each role, generated the first time and readable by the owner of the home only.

    Raises PasswordsLost when there is data that other passwords open.
    """
    if not layout.credentials.exists():
        if layout.data.exists():
            raise PasswordsLost(f"{layout.credentials} is gone, and with it the way into {layout.data}.")
        passwords = {role: secrets.token_urlsafe(32) for role in (ADMIN, OWNER, APPLICATION)}
        _write(layout.credentials, json.dumps(passwords), mode=0o600)
    return json.loads(layout.credentials.read_text())


def make_cluster(layout: Layout, sockets: Path, password: str, *, durable: bool) -> None:
    """Make the files of a new cluster; what was half made is made again.

    Text has PostgreSQL's own C.UTF-8 locale, so that it sorts alike on every machine.
    """
    being_made = layout.data.with_name("data.new")
    shutil.rmtree(being_made, ignore_errors=True)
    being_made.mkdir(mode=0o700)
    password_file = sockets / "password"
    _write(password_file, password, mode=0o600, owner=layout.account)
    if layout.account:
        os.chown(being_made, layout.account.uid, layout.account.gid, follow_symlinks=False)
    try:
        run(
            programs_for(layout.account, layout.root) / "initdb",
            f"--pgdata={being_made if layout.data_for_server == layout.data else layout.data_for_server}",
            f"--username={ADMIN}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            *([] if durable else ["--no-sync"]),
            account=layout.account,
            stand=being_made,
        )
    finally:
        password_file.unlink()
    with (being_made / "postgresql.conf").open("a") as configuration:
        configuration.write(
            f"\ninclude '{OWN_SETTINGS}'  # written by Torso at every start; ALTER SYSTEM goes before it\n"
        )
    being_made.rename(layout.data)


def configure(layout: Layout, sockets: Path, *, durable: bool) -> None:
    """Write the settings for this machine, with the port of the last time if it is free."""
    made_by = (layout.data / "PG_VERSION").read_text().strip()
    if made_by != str(MAJOR):
        raise WrongMajorVersion(f"{layout.data} was made by PostgreSQL {made_by}, and this is PostgreSQL {MAJOR}.")
    port = _free_port(int(layout.port.read_text()) if layout.port.exists() else 0)
    _write(layout.port, str(port))
    here = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": str(sockets)}
    chosen = {**here, **settings(memory_mib(), os.cpu_count() or 1, durable=durable)}
    lines = "".join(f"{name} = '{value}'\n" for name, value in chosen.items())
    _write(layout.data / OWN_SETTINGS, lines, mode=0o600, owner=layout.account)


def make_roles(sockets: Path, port: int, passwords: Mapping[str, str]) -> None:
    """Make the roles and the database; what is there already stays."""
    script = ROLES_AND_DATABASE.format(
        database=DATABASE,
        admin=ADMIN,
        owner=OWNER,
        application=APPLICATION,
        reader=READER,
        admin_password=passwords[ADMIN],
        owner_password=passwords[OWNER],
        application_password=passwords[APPLICATION],
    )
    to_server = ("-h", sockets, "-p", str(port), "-U", ADMIN, "-d", "postgres")
    run(program("psql"), "-qX", "-v", "ON_ERROR_STOP=1", *to_server, password=passwords[ADMIN], typed=script)


def _write(path: Path, text: str, *, mode: int = 0o644, owner: Account | None = None) -> None:
    # Replaced as a whole, so that a reader or a crash never meets half of it. Root may be writing in a directory of the
    # server's account: it makes the file, follows no link, and gives away what it has open.
    being_made = path.with_name(f"{path.name}.new")
    being_made.unlink(missing_ok=True)
    with os.fdopen(os.open(being_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        if owner:
            os.fchown(file.fileno(), owner.uid, owner.gid)
        file.write(text)
    being_made.replace(path)


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
