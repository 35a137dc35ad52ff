"""Passwords of the people of the demo: one for all of them, which follows from the key of the installation."""

import base64
import hashlib
import hmac
from typing import Final

from argon2 import PasswordHasher
from asyncpg import Connection
from joserfc.jwk import ECKey

from services.demo.identity import USER_IDS

_GROUP: Final = 5
_GIVE: Final = """
insert into user_password (user_id, password_hash, chosen_at)
select id, $2, now() from user_account where id = any($1::uuid[]) on conflict (user_id) do nothing
"""
_LACKING: Final = """
select exists (select from user_account left join user_password on user_password.user_id = user_account.id
  where user_account.id = any($1::uuid[]) and user_password.id is null)
"""


def demo_password(key: ECKey) -> str:
    """Give the password; another installation has another one."""
    secret = str(key.as_dict(private=True)["d"]).encode()
    letters = base64.b32encode(hmac.new(secret, b"demo password", hashlib.sha256).digest()).decode().lower()[:20]
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


async def give_passwords(connection: Connection, key: ECKey) -> None:
    """Give the password to everybody of the demo who has none; who has chosen another one keeps it."""
    people = list(USER_IDS.values())
    if await connection.fetchval(_LACKING, people):
        await connection.execute(_GIVE, people, PasswordHasher().hash(demo_password(key)))
