"""Whoever uses the database waits for it to be prepared, and learns when it was not."""

import asyncio
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path
from threading import Event

import pytest

from server.errors import OperatorError
from server.preparation import Preparation, wait_until_prepared


@pytest.fixture
def others() -> Generator[ThreadPoolExecutor]:
    """Whoever waits, in threads of their own: a lock of a file is another's in each that opens it."""
    with ThreadPoolExecutor() as executor:
        yield executor


async def for_ever() -> None:
    await asyncio.Event().wait()


def test_lets_others_wait_until_it_is_done(tmp_path: Path, others: ThreadPoolExecutor) -> None:
    done = Event()

    async def prepare() -> None:
        await asyncio.to_thread(done.wait)

    with Preparation(tmp_path, prepare):
        waiting = others.submit(wait_until_prepared, tmp_path)
        with pytest.raises(NotYet):
            waiting.result(timeout=0.2)
        done.set()
        waiting.result(timeout=10)


def test_tells_those_who_wait_that_it_failed_and_raises_why(tmp_path: Path) -> None:
    told, refused = Event(), list[str]()

    async def prepare() -> None:
        raise OperatorError("No room is left.")

    def prepared() -> None:
        with Preparation(tmp_path, prepare) as preparation:
            preparation.when_failed(told.set)
            assert told.wait(10)
            with pytest.raises(OperatorError) as error:
                wait_until_prepared(tmp_path)
            refused.append(str(error.value))

    with pytest.raises(OperatorError, match="No room is left"):
        prepared()
    assert refused == ["The database was not prepared."]


def test_is_broken_off_by_its_end_which_is_no_error(tmp_path: Path, others: ThreadPoolExecutor) -> None:
    with Preparation(tmp_path, for_ever) as preparation:
        waiting = others.submit(wait_until_prepared, tmp_path)
        preparation.break_off()
        with pytest.raises(OperatorError, match="was not prepared"):
            waiting.result(timeout=10)
    # What was broken off once stands in nobody's way later.
    wait_until_prepared(tmp_path)


def test_nobody_waits_where_nothing_is_prepared(tmp_path: Path) -> None:
    wait_until_prepared(tmp_path / "new")
