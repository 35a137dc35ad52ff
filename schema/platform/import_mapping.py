"""Mappings of imports, and what there is to map to."""

import strawberry

import models
from planner.entity import entity
from planner.fields import column
from schema.base import CompanyRecord
from schema.platform.external_system import READ
from schema.scalars import Json

DOCUMENT = (
    "`{ target, key, fields }`. `key`: the columns that tell one row from another there, a list; together they are the "
    "external reference. `fields`: by the name of a field of the target, `{ columns, between, constant, standard, lookup, "
    "default }`, each of which may be left out: the columns whose texts are put together, what is put between them (a "
    'blank), a text instead of columns, standardisers such as `{ "name": "number", "locale": "de" }` one after the other, '
    "what codes of the source mean (a code that is not listed rejects its row), and the text where the source has none."
)


@entity(models.ImportMapping, needs=READ, order="code -revision")
class ImportMapping(CompanyRecord):
    """What the columns of a source become. It never changes: a change is the next revision under the same code."""

    code: str = column("The short name that its revisions share.", filters=True, orders=True)
    revision: int = column("Counts the revisions, from 1 on.")
    target: str = column("What rows become, by the name of an import target.")
    document: Json = column(f"What it says: {DOCUMENT}")


@strawberry.type(description="A field that a mapping may write.")
class ImportTargetField:
    """A field that a mapping may write."""

    name: str = strawberry.field(description="What mappings call it.")
    description: str = strawberry.field(description="What it means, and what becomes of it where it is left out.")
    is_required: bool = strawberry.field(description="Whether every row must say it.")


@strawberry.type(description="What rows of a source can become.")
class ImportTarget:
    """What rows of a source can become."""

    name: str = strawberry.field(description="What imports and mappings call it.")
    entity_type: str = strawberry.field(description="What each row becomes: the name of a type, such as Party.")
    fields: list[ImportTargetField] = strawberry.field(description="What a mapping may write, in the order to show.")


@strawberry.type(description="What puts the texts of a column into a form, as `standard` of a mapping names it.")
class ImportStandardiser:
    """What puts the texts of a column into a form."""

    name: str = strawberry.field(description="Its name in a mapping.")
    options: list[str] = strawberry.field(description="What it needs to be told beside its name, each a text.")
    choices: list[str] = strawberry.field(
        description="The values that the first option may have; empty where it takes any, or there is none."
    )


@strawberry.type(description="History that can be brought in whole, from a system that is known.")
class ImportHistory:
    """History that can be brought in whole."""

    system: str = strawberry.field(description="The system, as `importJobCreate` takes it; its target is `history`.")


@strawberry.type(description="Everything that an import can become, and how texts are put into form on the way.")
class ImportTargets:
    """Everything that an import can become."""

    targets: list[ImportTarget] = strawberry.field(description="What rows can become by a mapping.")
    standardisers: list[ImportStandardiser] = strawberry.field(
        description="What a mapping may put texts into form with."
    )
    histories: list[ImportHistory] = strawberry.field(description="Systems whose history comes in without a mapping.")


@strawberry.input(description="A mapping, as the next revision under its code.")
class ImportMappingCreateInput:
    """A mapping, as the next revision under its code."""

    id: strawberry.ID | None = strawberry.field(
        description="Its id, if you choose it; where the newest revision says the same, that one is given and this unused.",
        default=strawberry.UNSET,
    )
    company_id: strawberry.ID = strawberry.field(description="The company whose it is.")
    code: str = strawberry.field(description="The short name that its revisions share.")
    document: Json = strawberry.field(description=f"What it says: {DOCUMENT}")
