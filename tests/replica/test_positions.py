"""What is remembered of who has written up to where, and how lag is reckoned."""

from pathlib import Path

from server.replica.lag import Lag
from server.replica.positions import Positions


def test_all_processes_of_a_home_know_what_one_was_told(tmp_path: Path) -> None:
    one, other = Positions(tmp_path), Positions(tmp_path)
    one.note("ada", 4711)
    assert (other.of("ada"), other.of("bob")) == (4711, 0)


def test_a_position_never_goes_back(tmp_path: Path) -> None:
    positions = Positions(tmp_path)
    positions.note("ada", 4711)
    positions.note("ada", 42)
    positions.close()
    assert Positions(tmp_path).of("ada") == 4711


def test_nobody_else_reads_who_has_written(tmp_path: Path) -> None:
    Positions(tmp_path).close()
    assert (tmp_path / "written-positions").stat().st_mode & 0o077 == 0


def test_lag_is_how_long_ago_the_primary_was_where_the_replica_is() -> None:
    lag = Lag()
    heard = [
        lag.seconds(now, primary, replica)
        for now, primary, replica in ((0, 10, 10), (1, 20, 10), (4, 30, 10), (5, 30, 20), (6, 30, 30))
    ]
    assert heard == [0, 0, 3, 1, 0]
