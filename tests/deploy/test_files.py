"""The files by which Torso is installed: each names what is there, and asks for nothing that the code does not know."""

import re
import shutil
import subprocess
import sysconfig
from pathlib import Path, PurePath
from typing import Any

import pytest
import yaml

from server.postgres.programs import MAJOR
from server.settings import REPOSITORY, Settings

DEPLOY = REPOSITORY / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICE = (DEPLOY / "torso.service").read_text()
IGNORED = set((REPOSITORY / ".dockerignore").read_text().split())
VARIABLES = {f"TORSO_{name.upper()}" for name in Settings.model_fields} | {"DATABASE_URL", "DATABASE_READ_URL"}


def test_the_container_copies_what_is_there_and_holds_no_tests() -> None:
    copied = re.findall(r"^COPY (\S+) ", CONTAINERFILE, re.MULTILINE)
    compiled = re.findall(r"compileall -q (.+)", CONTAINERFILE)[0].split()
    assert [name for name in [*copied, *compiled] if not (REPOSITORY / name).exists()] == []
    assert {"tests", "benchmarks", ".torso", ".git"} <= IGNORED


def test_nothing_that_is_made_on_a_machine_gets_into_a_container() -> None:
    made = {line.strip("/") for line in (REPOSITORY / ".gitignore").read_text().split()}
    assert [name for name in made if not _is_ignored(name)] == []


def _is_ignored(name: str) -> bool:
    return any(PurePath("x", name).match(pattern.removeprefix("**/")) for pattern in IGNORED)


def test_what_the_container_throws_away_is_there_and_of_no_use() -> None:
    removed = re.findall(r"rm -r (.+?) \\", CONTAINERFILE)[0].split()
    packages = Path(sysconfig.get_path("purelib"))
    assert [name for name in removed if not (packages / name).is_dir()] == []
    used = {
        name for path in REPOSITORY.glob("s*/**/*.py") for name in re.findall(r"phonenumbers\.(\w+)", path.read_text())
    }
    assert used & {"geocoder", "geodata"} == set()
    assert f"pginstall{MAJOR}" not in removed


def test_the_container_runs_as_nobody_special_and_installs_by_hash() -> None:
    assert re.search(r"^USER torso$", CONTAINERFILE, re.MULTILINE)
    assert "--require-hashes --requirement requirements-run.lock" in CONTAINERFILE
    assert re.findall(r"python:?(3\.\d+)", CONTAINERFILE)[0] == re.findall(r"lib/python(3\.\d+)", CONTAINERFILE)[0]


@pytest.mark.parametrize("text", [CONTAINERFILE, str(COMPOSE), SERVICE], ids=["container", "compose", "service"])
def test_every_variable_is_one_that_is_read(text: str) -> None:
    named = set(re.findall(r"\b(TORSO_[A-Z_0-9]+|DATABASE_[A-Z_]+)(?==|': )", text))
    assert named <= VARIABLES


def test_the_services_wait_for_each_other() -> None:
    services = COMPOSE["services"]
    waits = {name: set(service.get("depends_on", {})) for name, service in services.items()}
    alone: dict[str, set[str]] = {"archive": set(), "collector": set()}
    assert waits == {**alone, "database": {"archive"}, "migration": {"database"}, "server": {"migration"}}
    assert services["migration"]["command"] == ["db", "upgrade"]


def test_every_volume_is_declared_and_keys_lie_apart_from_data() -> None:
    services = COMPOSE["services"]
    volumes = {name: {each.split(":")[0] for each in service["volumes"]} for name, service in services.items()}
    of_files = volumes.pop("collector")
    assert set().union(*volumes.values()) == set(COMPOSE["volumes"])
    assert all((DEPLOY / each).is_file() for each in of_files)
    assert not volumes["server"] & volumes["database"]


def test_the_database_is_made_as_the_embedded_one_is() -> None:
    asked = COMPOSE["services"]["database"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    made = (REPOSITORY / "server/postgres/cluster.py").read_text()
    assert [each for each in asked if f'"{each}"' not in made] == []
    assert "--encoding=UTF8" in asked  # The locale C would have another, which initdb refuses with C.UTF-8.


def test_the_database_is_well_once_it_can_be_reached_and_not_while_it_is_made() -> None:
    assert "--host 127.0.0.1" in COMPOSE["services"]["database"]["healthcheck"]["test"][1]


def test_the_server_believes_the_network_of_the_containers_alone_who_asks() -> None:
    believed = COMPOSE["services"]["server"]["environment"]["FORWARDED_ALLOW_IPS"]
    assert COMPOSE["networks"]["default"]["ipam"]["config"] == [{"subnet": believed}]
    assert COMPOSE["services"]["server"]["ports"] == ["127.0.0.1:8000:8000"]


def test_no_option_of_a_mount_is_one_that_podman_does_not_know() -> None:
    mounts = [mount.partition(":")[2] for service in COMPOSE["services"].values() for mount in service.get("tmpfs", ())]
    assert {option.partition("=")[0] for mount in mounts for option in mount.split(",") if option} <= {"mode", "size"}


def test_no_password_stands_in_a_file() -> None:
    assert re.findall(r"(?:_PASSWORD: |://\w+:)(?!\$\{)\S+", (DEPLOY / "compose.yaml").read_text()) == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this machine has no systemd")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "torso.service"
    unit.write_text(SERVICE.replace("/opt/torso/torso", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
