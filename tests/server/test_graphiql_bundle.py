"""The modules that GraphiQL is made of are shared by all homes, and installed by one process at a time."""

import fcntl
from pathlib import Path
from threading import Thread

import pytest

from server.http.graphiql import bundle


def test_waits_for_whoever_is_installing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle.install()
    monkeypatch.setattr(bundle, "MODULES_LOCK", tmp_path / "lock")
    with (tmp_path / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = Thread(target=bundle.install)
        waiting.start()
        waiting.join(timeout=0.3)
        assert waiting.is_alive()
    waiting.join(timeout=10)
    assert not waiting.is_alive()
