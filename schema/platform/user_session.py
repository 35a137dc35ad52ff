"""Sessions as clients see them: the browsers in which the viewer is signed in."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column
from schema.base import Record

READ = "platform.session:read"
WRITE = "platform.session:write"


@entity(models.UserSession, needs=READ)
class UserSession(Record):
    """A browser in which the viewer has signed in."""

    methods: list[str] = column(
        "How they proved who they are, in the words of RFC 8176: `pwd`, `otp`, `hwk` (a passkey), `mfa`, `fed`."
    )
    authenticated_at: dt.datetime = column("When they did.")
    last_seen_at: dt.datetime = column("When it was used last, to within a minute.")
    expires_at: dt.datetime = column("When it ends by itself.")
    ended_at: dt.datetime | None = column("When it was ended before that; null while it was not.")
    address: str | None = column("The address of the network from which it was used last; null where it is not known.")
    browser: str | None = column("What the browser says that it is; null where it says nothing.")
