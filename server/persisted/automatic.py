"""Automatic persisted queries, as Apollo's clients speak them: a hash is sent first, and the document where nobody knows it yet.

What clients send so is kept in the memory of one process, for each client to within bounds, and never longer than the process runs.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from server.persisted.texts import Texts

DOCUMENTS_MAX: Final = 500
BYTES_MAX: Final = 1024 * 1024
"""How much is kept for one client."""
CLIENTS_MAX: Final = 64


@dataclass
class Automatic:
    """The documents that clients have sent together with their hashes."""

    _of: OrderedDict[str, Texts[str]] = field(default_factory=OrderedDict[str, Texts[str]], init=False)

    def find(self, client_id: str, sha256: str) -> str | None:
        """Give a document that a client has sent before."""
        texts = self._of.get(client_id)
        return None if texts is None else texts.get(sha256)

    def keep(self, client_id: str, sha256: str, document: str) -> None:
        """Keep a document of a client, which is known to be valid."""
        texts = self._of.setdefault(client_id, Texts(DOCUMENTS_MAX, BYTES_MAX))
        self._of.move_to_end(client_id)
        texts.put(sha256, document)
        if len(self._of) > CLIENTS_MAX:
            self._of.popitem(last=False)
