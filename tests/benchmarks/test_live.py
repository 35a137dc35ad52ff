"""Subscribers are measured to the end, and what does not come to them as it should is noticed."""

from pathlib import Path

import pytest

from benchmarks.live import Audience, LiveBench, measure
from benchmarks.live_documents import live_documents
from benchmarks.live_figures import Faults, Heard, LiveFigures, percentile_ms
from benchmarks.live_listener import Cut, cut
from server.http.dashboard import bundle as dashboard
from server.http.frames import text_head
from server.http.graphiql import bundle as graphiql
from server.settings import Settings
from tests.databases import Databases

COMMITS = {("SKU", 1): 10.0, ("SKU", 2): 10.1}


def heard(*texts: list[tuple[str, int]]) -> Heard:
    """Let these texts come to two subscribers, each 0.03 and 0.05 s after ten."""
    return Heard(texts, [[10.03, 10.05]] * len(texts), [(range(len(texts)), 2)])


@pytest.mark.alone
async def test_everybody_is_told_everything_once_and_in_order(
    databases: Databases, demo_template: str, worker_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.live.WARM_UP_SECONDS", 0.2)
    name = f"bench_live_{worker_id}"
    database = await databases.make(name, demo_template)
    settings = Settings(home=tmp_path, pool_size_min=0, pool_size_max=2)
    for bundle in (dashboard, graphiql):
        # What is there already the server does not make.
        bundle.directory(tmp_path).mkdir(parents=True)
    (line,) = await measure(settings, database, [6], Audience(2, 20, 0.5, 1), print)
    found = line.as_json()
    assert LiveBench([line], []).is_whole
    assert (found["subscribers"], found["documents"], found["workers"], len(line.commits)) == (6, 2, 1, 10)
    assert line.heard.changes == 60
    await databases.drop(name)


def test_finds_nothing_where_everything_came_once() -> None:
    assert heard([("SKU", 1)], [("SKU", 2)]).faults(COMMITS) == Faults()


def test_counts_what_was_lost_doubled_and_out_of_order_for_each_subscriber() -> None:
    assert heard([("SKU", 1)]).faults(COMMITS) == Faults(lost=2)
    assert heard([("SKU", 1), ("SKU", 2), ("SKU", 2)]).faults(COMMITS) == Faults(doubled=2)
    assert heard([("SKU", 2)], [("SKU", 1)]).faults(COMMITS) == Faults(disordered=2)


def test_counts_how_long_each_change_took_to_each_subscriber() -> None:
    latencies = heard([("SKU", 1)], []).latencies(COMMITS)
    assert latencies == {300: 1, 500: 1}
    assert [percentile_ms(latencies, percent) for percent in (50, 99)] == [30.0, 50.0]


def test_a_line_says_how_many_times_the_cpu_of_the_fewest_it_takes() -> None:
    few = LiveFigures(10, 1, 1.0, heard(), {}, [0.1], None, 0.0)
    many = LiveFigures(1_000, 1, 1.0, heard(), {}, [0.2, 0.1], 40.0, 0.5, few)
    assert (few.as_json()["cpu_ratio"], many.as_json()["cpu_ratio"]) == (1.0, 3.0)


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_cuts_frames_of_every_length(size: int) -> None:
    whole = text_head(size) + b"x" * size
    begins = len(whole) - size
    assert cut(b"." + whole + b"..", 1) == Cut(1, begins + 1, len(whole) + 1)
    assert cut(whole[:-1], 0) is None


def test_documents_differ_from_each_other() -> None:
    assert len(set(live_documents(12))) == 12
