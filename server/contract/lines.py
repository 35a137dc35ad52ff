"""Objects as JSON with an entry a line, in alphabetical order, so that a change of the contract is a diff that reads well."""

from collections.abc import Mapping

import orjson


def parts_as_json(parts: Mapping[str, Mapping[str, object]]) -> str:
    """Write parts by their names, each with an entry a line."""
    written = ",\n".join(f'"{name}": {_part(part)}' for name, part in parts.items())
    return f"{{\n{written}\n}}\n"


def _part(part: Mapping[str, object]) -> str:
    if not part:
        return "{}"
    lines = ",\n".join(f'  "{key}": {orjson.dumps(part[key]).decode()}' for key in sorted(part))
    return f"{{\n{lines}\n}}"
