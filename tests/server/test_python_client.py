"""The Python client: its operations fit the contract, and what its README says works against a server."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from auth.roles import RoleCode
from server.contract import python_client
from server.errors import OperatorError
from tests.server.site import Site

README = python_client.DIRECTORY / "README.md"


async def test_the_readme_works(site: Site) -> None:
    shown = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    await asyncio.to_thread(python_client.make)
    given = {"TORSO_ADDRESS": site.address, "TORSO_TOKEN": site.token(RoleCode.SALES_REP)}
    environment = {**os.environ, **given, "PYTHONPATH": str(python_client.DIRECTORY)}
    command = [sys.executable, "-c", shown[1]]
    done = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert re.fullmatch(r"Sales representative \[False\]\nDecimal [A-Z]{3}\n", done.stdout)


def test_refuses_operations_of_ones_own_that_do_not_fit(tmp_path: Path) -> None:
    (tmp_path / "own.graphql").write_text("query Own { viewer { colour } }")
    with pytest.raises(OperatorError, match=r"do not fit the contract(.|\n)*colour"):
        python_client.make(tmp_path)


def test_is_made_by_what_its_lock_names_by_hash() -> None:
    lock = (python_client.DIRECTORY / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^[\w.-]+==\S+.*\\\n +--hash=sha256:", lock, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^\w", lock, re.MULTILINE)) > 10
    assert "://" not in lock
