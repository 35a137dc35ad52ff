from pathlib import Path
from uuid import UUID

import orjson
import pytest
import typer
from typer.testing import CliRunner, Result

from auth.demo import DEMO_REALM
from auth.keys import signing_key, verification_keys
from auth.roles import STANDARD_ROLES, RoleCode
from auth.tokens import TokenVerifier
from kernel.clock import SystemClock
from server.cli.token import token
from server.errors import OperatorError
from services.demo.identity import COMPANY_ID, USER_IDS, VENDOR_PARTY_ID

PARTY = UUID("0190f3c2-7a1b-7c3d-8e4f-00000000000b")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TORSO_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(token)
    return CliRunner().invoke(app, arguments)


def refusal(*arguments: str) -> str:
    error = run(*arguments).exception
    assert isinstance(error, OperatorError)
    return str(error)


@pytest.mark.parametrize("code", USER_IDS)
def test_prints_a_token_that_the_server_of_this_home_believes(home: Path, code: RoleCode) -> None:
    role = STANDARD_ROLES[code]
    party = ["--party", str(PARTY)] if role.for_partners else []
    result = run("--role", role.code.lower(), *party)
    verifier = TokenVerifier(verification_keys(signing_key(home)), DEMO_REALM, SystemClock())
    assert verifier.verify(result.stdout.strip()).permissions == role.permissions


def test_tells_a_script_how_long_it_is_good(home: Path) -> None:
    answer = orjson.loads(run("--role", "ADMIN", "--hours", "1", "--json").stdout)
    assert (answer["role"], answer["expires_in"]) == ("ADMIN", 3600)
    assert home.is_dir()


def test_refuses_with_a_database_of_ones_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://erp.example.com/erp")
    assert refusal("--role", "ADMIN").startswith("DATABASE_URL is set")
    assert not list(home.iterdir())


def test_is_for_what_somebody_in_the_role_sees_of_the_demo(home: Path) -> None:
    verifier = TokenVerifier(verification_keys(signing_key(home)), DEMO_REALM, SystemClock())
    vendor = verifier.verify(run("--role", "PARTNER_VENDOR").stdout.strip())
    assert (vendor.companies, vendor.party_id) == ((COMPANY_ID,), VENDOR_PARTY_ID)
    assert verifier.verify(run("--role", "ADMIN").stdout.strip()).companies is None


def test_refuses_the_role_of_programs(home: Path) -> None:
    assert "programs" in refusal("--role", "SANDBOX")
    assert not list(home.iterdir())


def test_refuses_a_party_without_a_partner(home: Path) -> None:
    assert "--party" in refusal("--role", "ADMIN", "--party", str(PARTY))
    assert not list(home.iterdir())


def test_says_what_is_wrong_with_the_key(home: Path) -> None:
    signing_key(home)
    next(home.iterdir()).chmod(0o644)
    assert "chmod 600" in refusal("--role", "ADMIN")
