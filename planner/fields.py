"""How a type of the schema says what its fields are in the database.

A field is declared where the type is, by one of the functions below; the planner reads the declaration. What a field is
cannot be left open: a field of an entity without a declaration fails when its module is imported.

Every declaration may name the permission that the field `needs` beyond that of its type, and what lists of the type may
do with it: `filters`, `orders`, `groups` (aggregates by it), `sums` (aggregates of it). What can be written says so by
`writes`; the inputs of mutations follow from it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import strawberry
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause
from sqlalchemy.sql.selectable import Select
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField

from planner.directives import requires, semantic_non_null

SPEC = "planner"
"""The key of a declaration in the metadata of a Strawberry field."""

Columns: TypeAlias = Any
"""The columns of one row, as attributes."""
Expression: TypeAlias = Callable[[Columns], ColumnElement[Any]]
Link: TypeAlias = Callable[[Columns, FromClause], ColumnElement[bool]]
"""The condition that holds for a row and another that belongs to it."""


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What all declarations have in common."""

    needs: str | None = None
    filters: bool = False
    orders: bool = False
    groups: bool = False
    sums: bool = False
    # Whether it can be written; a permission, where writing it needs more than writing the type does.
    writes: bool | str = False
    # It is written once, when the row is made.
    fixed: bool = False
    # What a new row gets where nobody says it, in words, although the database knows nothing to put there.
    filled: str | None = None


@dataclass(frozen=True, kw_only=True)
class Column(Spec):
    """A column of the row.

    Where people compare text, `key` names the column that holds it folded. Where moments are grouped by days, `zone` is the
    time zone in which the days begin and end.
    """

    name: str | None = None
    key: str | None = None
    zone: Expression | None = None


@dataclass(frozen=True, kw_only=True)
class Computed(Spec):
    """An expression over the row; NULL becomes null."""

    expression: Expression


@dataclass(frozen=True, kw_only=True)
class Measure(Spec):
    """A value and what it is counted in: money and its currency, a quantity and its unit."""

    value: str | Expression
    per: str | Expression


@dataclass(frozen=True, kw_only=True)
class One(Spec):
    """The entity that a foreign key of the row refers to; rows may be grouped by entities that this one refers to, too."""

    foreign_key: str
    groups_through: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Many(Spec):
    """The entities whose foreign key refers to the row: a short list that belongs to it, in a fixed order."""

    foreign_key: str
    order: tuple[str, ...]
    at_most: int


@dataclass(frozen=True, kw_only=True)
class Pages(Spec):
    """A connection: the entities whose foreign key refers to the row, or all of them at the root.

    Where the two refer to each other by a third, `link` is the condition on both.
    """

    foreign_key: str | None = None
    link: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Stream(Spec):
    """At the root: entities in the order of their positions, from a cursor on.

    `seals` and `opens` are the functions of the database that make a cursor of a key, a position and something random, and a
    position of a key and a cursor; `head` gives the last position. Cursors of streams of one name are good for each of them.
    `narrows` gives for arguments the condition on the row.
    """

    name: str
    position: str
    seals: str
    opens: str
    head: str
    narrows: Mapping[str, Callable[[Columns, Any], ColumnElement[bool]]]


@dataclass(frozen=True, kw_only=True)
class Changes(Spec):
    """At the root of a subscription: what happens to entities of some types, told from a position on.

    `log` is the table that holds what happened, `stream` the declaration of its positions and cursors, and `topics` tells
    for each type under which topic it stands there. `narrows` gives for arguments the condition on a row of the log.
    """

    log: FromClause
    stream: Stream
    topics: Mapping[str, str]
    narrows: Mapping[str, Callable[[Columns, Any], ColumnElement[bool]]] = field(
        default_factory=dict[str, Callable[[Columns, Any], ColumnElement[bool]]]
    )


@dataclass(frozen=True, kw_only=True)
class Document(Spec):
    """An object of several values that the row holds as JSON, or a list of such objects."""

    value: str


@dataclass(frozen=True, kw_only=True)
class Beside(Spec):
    """An object with no table of its own: `row` gives a select of exactly one row for each row, and for arguments.

    The select sees what is planned, the columns of the row, and the arguments; the fields of the object are declared over
    its columns. Whatever tables it visits, it asks there for the rows that the viewer sees.
    """

    row: Callable[..., Select[Any]]
    # What reckoning it weighs in the cost of an operation, where it is more than finding a row.
    weight: int | None = None


@dataclass(frozen=True, kw_only=True)
class Held(Spec):
    """A value of such an object: by its name there, or by its place where the object is a list."""

    at: str | int | None = None


@dataclass(frozen=True, kw_only=True)
class Known(Spec):
    """At the root: something that the program knows by itself, the same for everybody."""

    value: Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Reference(Spec):
    """An entity of one of several types: one column of the row has the name of the type, another the id."""

    type_column: str
    id_column: str


@dataclass(frozen=True, kw_only=True)
class Completed(Spec):
    """A value that SQL cannot say: `loader` gives it for the value of a column, batched over the whole answer."""

    loader: str
    column: str


@dataclass(frozen=True, kw_only=True)
class OfViewer(Spec):
    """Something that the access knows of the viewer: a value, as JSON, or the id of an entity."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Allowed(Spec):
    """Whether the viewer may use parts of the schema, given as coordinates such as `SalesOrder.margin`."""


@dataclass(frozen=True, kw_only=True)
class Lookup(Spec):
    """At the root: the one entity whose columns equal the arguments (argument to column).

    An argument that is an id is one of the entity, unless `types` names another type.
    """

    columns: Mapping[str, str]
    types: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class NodeLookup(Spec):
    """At the root: entities of any type by their ids; one, or a list."""


@dataclass(frozen=True, kw_only=True)
class Groups(Spec):
    """At the root: aggregates over the rows that a filter selects."""


@dataclass(frozen=True, kw_only=True)
class Hits(Spec):
    """At the root: what a search finds over several types."""


@dataclass(frozen=True, kw_only=True)
class Reckoned(Spec):
    """At the root: what Python reckons, from facts that the statement reads and from the arguments.

    `facts` writes them as one JSON text; `reckons` gives the values of the type, and knows neither SQL nor GraphQL.
    """

    facts: Callable[..., ColumnElement[Any]]
    reckons: Callable[[Any, Mapping[str, Any]], Any]


@dataclass(frozen=True, kw_only=True)
class Rationed(Spec):
    """At the root: what whoever asks may still ask for."""


@dataclass(frozen=True, kw_only=True)
class Embedded(Spec):
    """At the root: an object with fields of its own and no row, such as the viewer."""


def declared(
    spec: Spec,
    description: str,
    *,
    name: str | None = None,
    deprecated: str | None = None,
    arguments: Iterable[StrawberryArgument] = (),
    can_fail: bool = False,
    type_: Any = None,
) -> Any:
    """Make the Strawberry field of a declaration. A field that can be null only by a denial or failure says so."""
    directives: list[object] = [requires(spec.needs)] if spec.needs else []
    if can_fail:
        directives.append(semantic_non_null())
    made = StrawberryField(
        graphql_name=name,
        description=description,
        deprecation_reason=deprecated,
        directives=directives,
        metadata={SPEC: spec},
        type_annotation=None if type_ is None else StrawberryAnnotation(type_),
    )
    made.arguments = list(arguments)
    return made


def argument(
    name: str, type_: Any, description: str, *, required: bool = False, default: Any = strawberry.UNSET
) -> Any:
    """Make an argument of a field; an optional one may be left out or null."""
    annotation = StrawberryAnnotation(type_)
    if not required:
        annotation = StrawberryAnnotation(StrawberryOptional(annotation.resolve()))
    return StrawberryArgument(name, None, annotation, description=description, default=default)


def column(
    description: str, *, name: str | None = None, key: str | None = None, deprecated: str | None = None, **options: Any
) -> Any:
    """Declare a column; it has the name of the field unless `name` says otherwise."""
    return declared(Column(name=name, key=key, **options), description, deprecated=deprecated)


def computed(
    description: str, expression: Expression, *, name: str | None = None, deprecated: str | None = None, **options: Any
) -> Any:
    """Declare an expression over the columns of the row; `name` is its name in the schema, if not the one of the class."""
    return declared(Computed(expression=expression, **options), description, name=name, deprecated=deprecated)


def measure(
    description: str, value: str | Expression, per: str | Expression, *, deprecated: str | None = None, **options: Any
) -> Any:
    """Declare money or a quantity: its number, and the currency or unit of it."""
    return declared(Measure(value=value, per=per, **options), description, deprecated=deprecated)


def one(description: str, foreign_key: str, **options: Any) -> Any:
    """Declare the entity that a foreign key refers to."""
    return declared(One(foreign_key=foreign_key, **options), description)


def many(description: str, foreign_key: str, *, order: str, at_most: int, **options: Any) -> Any:
    """Declare a short list of entities that refer to this one; it never has more than `at_most`."""
    first = argument("first", int, f"How many at most: 1 to {at_most}; {at_most} when left out.")
    spec = Many(foreign_key=foreign_key, order=tuple(order.split()), at_most=at_most, **options)
    return declared(spec, f"{description} At most {at_most}.", arguments=[first])


def reference(description: str, type_column: str, id_column: str, **options: Any) -> Any:
    """Declare an entity whose type is told by the row."""
    return declared(Reference(type_column=type_column, id_column=id_column, **options), description)


def document(description: str, value: str, **options: Any) -> Any:
    """Declare an object, or a list of objects, that a JSON column holds; its type is made of `held` values."""
    return declared(Document(value=value, **options), description)


def beside(
    description: str, row: Callable[..., Select[Any]], *, arguments: Iterable[StrawberryArgument] = (), **options: Any
) -> Any:
    """Declare an object that is reckoned for the row from others; its type is made of fields over what `row` selects."""
    return declared(Beside(row=row, **options), description, arguments=arguments)


def held(description: str, at: str | int | None = None) -> Any:
    """Declare a value of a document; it has the name of the field there unless `at` says otherwise."""
    return declared(Held(at=at), description)


def known(description: str, value: Callable[[], object], **options: Any) -> Any:
    """Declare at the root what the program knows by itself; its types are written from attributes of the same names."""
    return declared(Known(value=value, **options), description)


def completed(description: str, loader: str, column: str, **options: Any) -> Any:
    """Declare a value that a loader gives for a column of the row."""
    return declared(Completed(loader=loader, column=column, **options), description)


def of_viewer(description: str, name: str, **options: Any) -> Any:
    """Declare something known of the viewer."""
    return declared(OfViewer(name=name, **options), description)


def allowed(description: str) -> Any:
    """Declare the question whether the viewer may use parts of the schema."""
    said = "At most 200: `Type.field`, `Type.field(argument:)`, `Input.field`, `Enum.VALUE` or `Type`."
    coordinates = argument("coordinates", list[str], said, required=True)
    return declared(Allowed(), description, arguments=[coordinates])
