"""Texts of documents that are kept at hand: those used last, to within a number of bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass
class Texts(Generic[Key]):
    """Texts by their keys."""

    count_max: int
    bytes_max: int
    _texts: OrderedDict[Key, str] = field(default_factory=OrderedDict[Key, str], init=False)
    _bytes: int = field(default=0, init=False)

    def get(self, key: Key) -> str | None:
        """Give a text that is at hand."""
        text = self._texts.get(key)
        if text is not None:
            self._texts.move_to_end(key)
        return text

    def put(self, key: Key, text: str) -> None:
        """Keep a text; those that nobody used for longest go."""
        before = self._texts.pop(key, "")
        self._texts[key] = text
        self._bytes += _size(text) - _size(before)
        while len(self._texts) > self.count_max or self._bytes > self.bytes_max:
            _, oldest = self._texts.popitem(last=False)
            self._bytes -= _size(oldest)

    def forget(self, goes: Callable[[Key], bool]) -> None:
        """Forget the texts whose keys are told to go."""
        for key in [each for each in self._texts if goes(each)]:
            self._bytes -= _size(self._texts.pop(key))


def _size(text: str) -> int:
    return len(text.encode())
