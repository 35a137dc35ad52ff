"""Countries as clients see them."""

import models
from planner.access import PUBLIC
from planner.entity import entity
from planner.fields import column, completed
from schema.base import Record
from schema.scalars import CountryCode


@entity(models.Country, needs=PUBLIC, order="code")
class Country(Record):
    """A country of ISO 3166-1."""

    code: CountryCode = column("Its two-letter code.", filters=True, orders=True)
    name: str | None = completed(
        "Its name in the language of the viewer; the code where that language has no name for it.",
        loader="country_names",
        column="code",
    )
