"""JSON: objects as rows. Numbers keep the digits that they were written with."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

from services.migration.refusals import FileUnreadable
from services.migration.sources.delimited import decoded, lines_of
from services.migration.sources.formats import Json
from services.migration.sources.reading import ReadRow, ReadTable, require_names
from services.migration.standard.outcome import NotInForm


def read_json(data: bytes, file: str, form: Json) -> ReadTable:
    """Read an array of objects, or an object from every line.

    Raises:
        SourceUnusable: it is not JSON.
    """
    text = decoded(data, "utf-8-sig", file)
    found = _lines(text, file) if form.kind == "json_lines" else _array(text, file)
    rows = [_row(file, number, value) for number, value in enumerate(found, start=1)]
    columns = dict.fromkeys(name for row in rows for name in row.texts)
    return ReadTable(require_names(list(columns), file) if columns else (), rows)


def _array(text: str, file: str) -> Iterable[Any]:
    found = _parsed(text, file)
    if not isinstance(found, list):
        raise FileUnreadable(file, "JSON", "it is no array of objects")
    return cast("list[Any]", found)


def _lines(text: str, file: str) -> Iterator[Any]:
    return (_parsed(line, f"{file}:{number}") for number, line in enumerate(lines_of(text), 1) if line.strip())


def _parsed(text: str, where: str) -> Any:  # noqa: ANN401 - JSON is anything
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        raise FileUnreadable(where, "JSON", f"{error.msg} at character {error.pos}") from error


def _row(file: str, number: int, value: Any) -> ReadRow:  # noqa: ANN401 - JSON is anything
    if not isinstance(value, dict):
        return ReadRow(file, number, {}, NotInForm(str(value)[:60], "an object"))
    texts = dict(_flat(cast("dict[str, Any]", value)))
    listed = next((name for name, text in texts.items() if text is None), None)
    refusal = NotInForm(listed, "a single value, but a list") if listed else None
    return ReadRow(file, number, {name: text or "" for name, text in texts.items()}, refusal)


def _flat(value: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for name, inner in value.items():
        match inner:
            case dict():
                yield from _flat(cast("dict[str, Any]", inner), f"{prefix}{name}.")
            case list():
                yield prefix + name, None
            case bool():
                yield prefix + name, "true" if inner else "false"
            case _:
                yield prefix + name, "" if inner is None else str(inner)
