"""Whatever comes and goes: value is what the entries add up to, nothing is worth nothing, and layers go by their days."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.inventory.valuation.store import Step, Store, store_of

_WRONG: Final = """
select held.sku_id from stock_value as held
left join (select sku_id, sum(quantity) as quantity, sum(value) as value from stock_value_entry group by 1) as entered using (sku_id)
left join (select sku_id, sum(on_hand) as quantity from stock_level group by 1) as level using (sku_id)
left join (
  select sku_id, sum(remaining_quantity) as quantity, sum(remaining_value) as value from cost_layer group by 1
) as layer using (sku_id)
where row(held.quantity, held.value) is distinct from row(entered.quantity, entered.value) or held.quantity <> level.quantity
  or held.quantity = 0 and held.value <> 0
  or held.method = 'FIFO' and row(held.quantity, held.value) is distinct from row(layer.quantity, layer.value)
"""
_LAYERS: Final = """
select received_on, remaining_quantity as quantity from cost_layer where sku_id = $1 and remaining_quantity > 0
order by received_on, id
"""
COME = st.tuples(st.integers(1, 5_000), st.integers(0, 3_000_000), st.integers(1, 28))
GO = st.tuples(st.integers(1, 5_000), st.integers(1, 28))
STEPS = st.lists(st.lists(st.one_of(COME, GO, st.just("all")), min_size=1, max_size=4), min_size=1, max_size=6)
Said = tuple[int, int, int] | tuple[int, int] | str


def steps_of(batch: list[Said], there: Decimal) -> list[Step]:
    """Turn what was drawn into what can be: nothing goes that is not there when the day begins."""
    steps: list[Step] = []
    for said in batch:
        if isinstance(said, str) or len(said) == 2:
            less = there if isinstance(said, str) else min(there, Decimal(said[0]) / 1000)
            if less:
                steps.append(Step(str(-less), None, date(2026, 3, 28)))
            there -= less
        else:
            steps.append(Step(str(Decimal(said[0]) / 1000), str(Decimal(said[1]) / 10_000), date(2026, 3, said[2])))
    return steps


def apply(layers: list[tuple[date, Decimal]], steps: list[Step]) -> list[tuple[date, Decimal]]:
    """Use up layers as somebody with a pencil would."""
    layers = sorted([*layers, *((step.on, Decimal(step.quantity)) for step in steps if Decimal(step.quantity) > 0)], key=lambda layer: layer[0])  # fmt: skip
    gone = -sum((Decimal(step.quantity) for step in steps if Decimal(step.quantity) < 0), Decimal(0))
    left: list[tuple[date, Decimal]] = []
    for on, quantity in layers:
        taken = min(gone, quantity)
        gone -= taken
        if quantity > taken:
            left.append((on, quantity - taken))
    return left


async def _run(store: Store, sku: UUID, method: str, batches: list[list[Said]]) -> None:
    layers: list[tuple[date, Decimal]] = []
    for batch in batches:
        steps = steps_of(batch, sum((quantity for _, quantity in layers), Decimal(0)))
        if steps:
            await store.move(sku, *steps)
        layers = apply(layers, steps)
        assert await store.raw.fetch(_WRONG) == []
    if method == "FIFO":
        found = await store.raw.fetch(_LAYERS, sku)
        assert [(row["received_on"], row["quantity"]) for row in found] == layers


async def test_values_add_up(app: Connection) -> None:
    loop = asyncio.get_running_loop()
    stores = {policy: await store_of(app) for policy in ("HALF_UP", "HALF_EVEN")}
    for policy, store in stores.items():
        await app.execute("update company set rounding_policy = $2 where id = $1", store.company, policy)

    async def run(method: str, policy: str, batches: list[list[Said]]) -> None:
        sku = await stores[policy].sku(method, standard_cost="1.234567")
        await _run(stores[policy], sku, method, batches)

    @settings(
        max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.sampled_from(["MOVING_AVERAGE", "FIFO", "STANDARD"]), st.sampled_from(list(stores)), STEPS)
    def drawn(method: str, policy: str, batches: list[list[Said]]) -> None:
        asyncio.run_coroutine_threadsafe(run(method, policy, batches), loop).result()

    await asyncio.to_thread(drawn)
