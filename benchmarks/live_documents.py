"""What the subscribers of `./torso bench live` ask for: stock levels, as five kinds of screens show them.

Each tells of every change, so that what comes can be held against what was written.
"""

from typing import Final

_ASKED: Final = """
subscription Screen{number} {{
  stockLevelsChanged{arguments} {{ cursor skipped changes {{ nodeKey version kind {shown} }} }}
}}
"""

_SCREENS: Final = (
    # What a cache is told, which has everything else.
    ("", "occurredAt figures"),
    # The shelf of a picker.
    ("", "node { onHand { value } reserved { value } }"),
    # A list in an office.
    ("", "node { onHand { value unit { code } } sku { code name } location { code name } }"),
    # A page that shows one thing with everything about it.
    (
        "",
        "node { onHand { value } lot { number } sku { code product { name kind } } location { name warehouse { name } } }",
    ),
    # What a shop may promise, of what is there.
    ('(filter: { onHand: { gte: "0" } })', "node { onHand { value } reserved { value } sku { code } }"),
)


def live_documents(count: int) -> list[str]:
    """Give as many documents that differ from each other, of all kinds in turn."""
    documents: list[str] = []
    for number in range(count):
        arguments, shown = _SCREENS[number % len(_SCREENS)]
        documents.append(_ASKED.format(number=number + 1, arguments=arguments, shown=shown))
    return documents
