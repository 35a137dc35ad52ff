import asyncio

import pytest

from benchmarks.figures import Figures
from benchmarks.load import Window, closed_loop


async def test_every_client_asks_again_until_the_time_is_up() -> None:
    asked: list[int] = []

    async def ask(number: int) -> None:
        asked.append(number)
        await asyncio.sleep(0.01)

    window = await closed_loop(ask, clients=4, seconds=0.05)
    assert len(window.latencies) == len(asked) == len(set(asked)) >= 8
    assert min(window.latencies) >= 0.01


async def test_a_failure_ends_the_run() -> None:
    async def fail(_number: int) -> None:
        raise ConnectionResetError

    with pytest.raises(ExceptionGroup):
        await closed_loop(fail, clients=2, seconds=5)


def test_figures_are_the_median_of_windows_and_ranks_of_all_latencies() -> None:
    windows = [Window(1.0, [0.001] * 98 + [0.010, 0.020]), Window(1.0, [0.001] * 300), Window(1.0, [0.001] * 200)]
    line = Figures("case", "http", 16, windows, reference=[Window(1.0, [0.001] * 400)] * 3).as_json()
    assert (line["per_second"], line["per_second_min"], line["per_second_max"]) == (200.0, 100.0, 300.0)
    assert (line["p50_ms"], line["p99_ms"], line["ratio"], line["answers"]) == (1.0, 1.0, 0.5, 600)


def test_every_line_has_the_keys_that_scripts_read() -> None:
    line = Figures("case", "sql", 1, [Window(1.0, [0.001])], reference=[Window(1.0, [0.001])]).as_json()
    assert list(line)[:8] == ["case", "way", "clients", "per_second", "p50_ms", "p95_ms", "p99_ms", "ratio"]
