"""placeholder"""

from typing import Any


def groups(*a: Any) -> Any: ...
