"""A mapping: what the columns of a source become, as data with revisions. It is checked before anything is read with it."""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel.errors import DomainError, echo
from services.migration.engine.items import Change
from services.migration.refusals import RowRefused, ValueMissing, ValueWithoutMeaning
from services.migration.sources.reading import ReadRow
from services.migration.standard.named import StandardiserUnknown, standardiser
from services.migration.standard.outcome import Standardiser, chained
from services.migration.targets.target import Target, Values


@dataclass(eq=False)
class MappingInvalid(DomainError):
    """A mapping says, for fields that there are, where their values come from."""

    message = "The mapping: {place}: {problem}."
    place: str
    problem: str


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldMapping(_Said):
    """Where the value of a field comes from: columns of the source, put together, or a constant."""

    columns: tuple[str, ...] = ()
    between: str = " "
    """What is put between the texts of more than one column."""
    constant: str | None = None
    standard: tuple[dict[str, str], ...] = ()
    """Standardisers by name with what they need to be told, one after the other."""
    lookup: dict[str, str] | None = None
    """What the codes of the source mean; a code that is not in it refuses the row."""
    default: str | None = None
    """The value where the source has none."""


class Mapping(_Said):
    """What the rows of a source become."""

    target: str
    key: tuple[str, ...] = Field(min_length=1)
    """The columns that tell one row from another there: the external reference."""
    fields: dict[str, FieldMapping]

    @classmethod
    def of(cls, document: Table[str, object]) -> "Mapping":
        """Read a mapping from its document.

        Raises:
            MappingInvalid: it has another form.
        """
        try:
            return cls.model_validate(document)
        except ValidationError as error:
            first = error.errors()[0]
            raise MappingInvalid(".".join(map(str, first["loc"])), first["msg"]) from None

    def document(self) -> dict[str, object]:
        """Write it as a document, in one form whatever was left out."""
        return self.model_dump(mode="json", exclude_defaults=True)


@dataclass(frozen=True)
class _Field:
    name: str
    mapping: FieldMapping
    standard: Standardiser

    def read(self, row: ReadRow) -> tuple[object, list[Change]]:
        said = self.mapping
        texts = [row.texts.get(column, "") for column in said.columns]
        text = said.constant if said.constant is not None else said.between.join(text for text in texts if text.strip())
        if not text.strip():
            return self._default(), []
        if said.lookup is not None:
            if text.strip() not in said.lookup:
                raise ValueWithoutMeaning(", ".join(said.columns), echo(text))
            text = said.lookup[text.strip()]
        value, rules = self.standard(text)
        shown = "" if value is None else str(value)
        return value if value is not None else self._default(), [(self.name, text, shown, rule) for rule in rules]

    def _default(self) -> object:
        default = self.mapping.default
        return None if default is None else self.standard(default).value


class Reader:
    """Reads rows by a mapping that fits its source and its target."""

    def __init__(self, mapping: Mapping, target: Target, columns: Sequence[str]) -> None:
        """Check a mapping.

        Raises:
            MappingInvalid: it names a column or field that there is not, leaves out one that is needed, or a standardiser
                is not told what it needs.
        """
        self._mapping = mapping
        self._target = target
        _require_columns(mapping, columns)
        _require_fields(mapping, target)
        self._fields = [
            _Field(name, said, _standard(name, said, target.fields[name].standard))
            for name, said in mapping.fields.items()
        ]

    def key(self, row: ReadRow) -> str:
        """Give the external reference of a row.

        Raises:
            ValueMissing: a column of the key is empty.
        """
        parts = [row.texts.get(column, "").strip() for column in self._mapping.key]
        if not all(parts):
            raise ValueMissing(", ".join(self._mapping.key))
        return "/".join(parts)

    def read(self, row: ReadRow) -> tuple[Values, list[Change]]:
        """Read the values of a row, in their standard form.

        Raises:
            RowRefused: a value is missing, has no meaning or another form than is stated; the field is in its path.
        """
        values: Values = {}
        changes: list[Change] = []
        for field in self._fields:
            try:
                values[field.name], changed = field.read(row)
            except RowRefused as refusal:
                raise refusal.under(field.name) from None
            changes += changed
        for name, field in self._target.fields.items():
            if field.required and values.get(name) is None:
                raise ValueMissing(name)
        return values, changes


def _require_columns(mapping: Mapping, columns: Sequence[str]) -> None:
    named = [("key", column) for column in mapping.key]
    named += [(f"fields.{name}", column) for name, said in mapping.fields.items() for column in said.columns]
    for place, column in named:
        if column not in columns:
            raise MappingInvalid(place, f"the source has no column {echo(column)}")


def _require_fields(mapping: Mapping, target: Target) -> None:
    for name, said in mapping.fields.items():
        if name not in target.fields:
            raise MappingInvalid(f"fields.{echo(name)}", f"{target.name} have no such field")
        if bool(said.columns) == (said.constant is not None):
            raise MappingInvalid(f"fields.{name}", "say either columns or a constant")
    missing = [name for name, field in target.fields.items() if field.required and name not in mapping.fields]
    if missing:
        raise MappingInvalid("fields", f"{', '.join(missing)} is needed")


def _standard(name: str, said: FieldMapping, always: Standardiser) -> Standardiser:
    steps: list[Standardiser] = []
    for step in said.standard:
        options = {option: value for option, value in step.items() if option != "name"}
        try:
            steps.append(standardiser(step.get("name", ""), options))
        except StandardiserUnknown as unknown:
            raise MappingInvalid(f"fields.{name}.standard", str(unknown)) from None
    return chained(*steps, always) if steps else always
