"""The vault of an installation, by its settings."""

from auth.data_keys import DataKeys, data_keys
from auth.vault import Vault
from kernel.clock import SystemClock
from server.settings import Settings


def vault_of(settings: Settings) -> Vault:
    """Open the vault; keys that are added while it is open are found when they are needed."""
    return Vault(lambda: keys_of(settings))


def keys_of(settings: Settings) -> DataKeys:
    """Read the keys that seal values in the database."""
    given = settings.data_keys
    return data_keys(settings.home, SystemClock(), given.get_secret_value() if given else None)
