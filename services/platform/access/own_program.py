"""Our own program: with it a frontend of the house signs people in, and `./torso up` makes sure that it is there."""

from collections.abc import Sequence
from typing import Final

from asyncpg import Connection

from auth.permissions import CATALOGUE
from services.platform.reference import reference_id

CLIENT_ID: Final = "torso-web"

_ENSURE: Final = """
insert into oauth_client (id, client_id, name, kind, state, redirect_uris, post_logout_redirect_uris, web_origins, grant_types,
  scopes, is_first_party)
values ($1, $2, 'Torso', 'PUBLIC', 'APPROVED', $3, $3, $4, '{authorization_code,refresh_token}', $5, true)
on conflict (client_id) do update set scopes = excluded.scopes, redirect_uris = excluded.redirect_uris,
  post_logout_redirect_uris = excluded.post_logout_redirect_uris, web_origins = excluded.web_origins
where (oauth_client.scopes, oauth_client.redirect_uris, oauth_client.post_logout_redirect_uris, oauth_client.web_origins)
  is distinct from (excluded.scopes, excluded.redirect_uris, excluded.post_logout_redirect_uris, excluded.web_origins)
"""


async def ensure_own_program(connection: Connection, address: str, redirects: Sequence[str] = ()) -> None:
    """Let a frontend at an address sign people in, and at `redirects` besides; what it may is every module.

    People are sent back to these places alone: to an address that the server had before they are sent no more. An operator who archives or suspends it has decided that, and it stays so.
    """
    places = [f"{address}/", f"{address}/callback", *redirects]
    scopes = list(dict.fromkeys(f"{permission.module}.*" for permission in CATALOGUE.values()))
    id_ = reference_id("oauth_client", CLIENT_ID)
    await connection.execute(_ENSURE, id_, CLIENT_ID, places, [address], scopes)
