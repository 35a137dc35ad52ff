"""Which passwords may be chosen, and how they are kept."""

import hashlib
from pathlib import Path
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from kernel.errors import DomainError
from models import User
from services.platform.access.breached import BreachedPasswords
from services.platform.access.passwords import (
    PasswordBreached,
    PasswordGuessable,
    Passwords,
    PasswordTooLong,
    PasswordTooShort,
    Verified,
)

ADA = User(email="ada.lovelace@example.org", name="Ada Lovelace")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def passwords() -> Passwords:
    """Passwords that cost little."""
    return Passwords(CHEAP)


@pytest.mark.parametrize(
    "password", ["twelve chars", "all lower case and long", "パスワードはとても長い言葉", "x" * 128]
)
async def test_what_a_password_consists_of_is_up_to_whoever_chooses_it(passwords: Passwords, password: str) -> None:
    await passwords.require_fit(password, ADA)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("eleven char", PasswordTooShort),
        ("x" * 129, PasswordTooLong),
        ("ﬃﬃﬃ" + "x" * 120, PasswordTooLong),
        ("ada.lovelace@example.org", PasswordGuessable),
        ("AdaLovelace1", PasswordGuessable),
        ("Torso Lovelace 2026", PasswordGuessable),
    ],
)
async def test_refuses_what_is_guessed_first(passwords: Passwords, password: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        await passwords.require_fit(password, ADA)


async def test_is_kept_as_argon2id_and_known_again(passwords: Passwords) -> None:
    kept = await passwords.hash("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert await passwords.verify(kept, "correct horse battery") == Verified(matches=True)
    assert await passwords.verify(kept, "Correct horse battery") == Verified(matches=False)
    assert await passwords.verify(None, "correct horse battery") == Verified(matches=False)


async def test_is_the_same_on_every_keyboard(passwords: Passwords) -> None:
    kept = await passwords.hash("Gru\u0308ße aus Köln")
    assert (await passwords.verify(kept, "Grüße aus Ko\u0308ln")).matches


async def test_tells_what_is_kept_as_it_would_not_be_today() -> None:
    kept = await Passwords(CHEAP).hash("correct horse battery")
    assert await Passwords().verify(kept, "correct horse battery") == Verified(matches=True, is_outdated=True)


class Counting(PasswordHasher):
    """Notes with which parameters it works."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=16, parallelism=1)
        self.worked: list[Parameters] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - it is called so there
        """Note it, and go on."""
        self.worked.append(extract_parameters(str(hash)))
        return super().verify(hash, password)


async def test_works_as_much_for_strangers() -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    await passwords.verify(await passwords.hash("correct horse battery"), "not the password at all")
    await passwords.verify(None, "not the password at all")
    known, unknown = hasher.worked
    assert known == unknown


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list as Have I Been Pwned has it."""
    path = tmp_path_factory.mktemp("stolen") / "pwned.txt"
    hashes = sorted(hashlib.sha1(f"stolen password {place}".encode()).hexdigest().upper() for place in range(5_000))
    path.write_text("".join(f"{hash_}:{place * 7}\r\n" for place, hash_ in enumerate(hashes)))
    return path


async def test_refuses_every_password_that_was_stolen_and_no_other(stolen: Path) -> None:
    breached = BreachedPasswords(stolen)
    assert all(breached.has(f"stolen password {place}") for place in range(5_000))
    assert not any(breached.has(f"own password {place}") for place in range(500))
    with pytest.raises(PasswordBreached):
        await Passwords(CHEAP, breached).require_fit("stolen password 4711", ADA)
