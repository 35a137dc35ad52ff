import { useState } from "react";
import { Bar, BarChart, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { StockByWarehouseFragmentDoc } from "../generated/graphql";
import type { FragmentType } from "../generated";
import { Card, Denied, Nothing } from "../figures/Card";
import { TICK, TIP } from "../figures/chart";
import { Choice } from "../figures/Choice";
import { say } from "../figures/language";
import { known, quantity, rough } from "../figures/words";
import { stockByWarehouse, type InUnit } from "./warehouses";

/** How much is in which warehouse, and how much of it is promised. */
export function StockByWarehouse({ query }: { query: FragmentType<typeof StockByWarehouseFragmentDoc> }) {
  const [chosen, choose] = useState<string>();
  const units = stockByWarehouse(query);
  const unit = units?.find((each) => each.code === chosen) ?? units?.[0];
  return (
    <Card title={say("Stock by warehouse")} className="tall">
      {!units ? (
        <Denied />
      ) : !unit ? (
        <Nothing>{say("Nothing is in stock.")}</Nothing>
      ) : (
        <>
          <Choice
            legend={say("Unit")}
            options={units.map(({ code, name }) => ({ value: code, label: known(name) }))}
            chosen={unit.code}
            onChoose={choose}
          />
          <Chart unit={unit} />
          <Table unit={unit} />
        </>
      )}
    </Card>
  );
}

function Chart({ unit }: { unit: InUnit }) {
  const drawn = unit.warehouses.map((each) => ({
    name: each.name,
    available: Number(each.available),
    reserved: Number(each.reserved),
  }));
  return (
    <figure aria-hidden="true">
      <ResponsiveContainer width="100%" height={56 * drawn.length + 64}>
        <BarChart data={drawn} layout="vertical" margin={{ top: 0, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <XAxis type="number" tickLine={false} axisLine={false} tick={TICK} tickFormatter={rough} />
          <YAxis type="category" dataKey="name" width={104} tickLine={false} axisLine={false} tick={TICK} />
          <Tooltip {...TIP} formatter={(value) => quantity(String(value))} />
          <Legend iconType="square" itemSorter={null} />
          <Bar dataKey="available" name={say("Available")} stackId="stock" fill="var(--accent)" isAnimationActive={false} />
          <Bar dataKey="reserved" name={say("Reserved")} stackId="stock" fill="var(--second)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}

function Table({ unit }: { unit: InUnit }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{say("Warehouse")}</th>
          <th scope="col" className="number">{say("Available")}</th>
          <th scope="col" className="number">{say("Reserved")}</th>
        </tr>
      </thead>
      <tbody>
        {unit.warehouses.map((each) => (
          <tr key={each.id}>
            <th scope="row">{each.name}</th>
            <td className="number"><span key={each.available} className="value">{quantity(each.available)}</span></td>
            <td className="number"><span key={each.reserved} className="value">{quantity(each.reserved)}</span></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
