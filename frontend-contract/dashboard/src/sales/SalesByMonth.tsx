import { useState } from "react";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { SalesByMonthFragmentDoc } from "../generated/graphql";
import { unmasked, type FragmentType } from "../generated";
import { currenciesOf } from "../figures/amounts";
import { Card, Denied, Nothing } from "../figures/Card";
import { TICK, TIP } from "../figures/chart";
import { Choice } from "../figures/Choice";
import { say } from "../figures/language";
import { money, rough } from "../figures/words";
import { twelveMonths, type Month } from "./months";

interface SalesByMonthProps {
  query: FragmentType<typeof SalesByMonthFragmentDoc>;
  /** Of the company; orders may be in others. */
  currency: string;
  today: string;
}

/** What customers ordered in twelve months, net, a currency at a time. */
export function SalesByMonth({ query, currency, today }: SalesByMonthProps) {
  const [chosen, choose] = useState(currency);
  const { byMonth } = unmasked(SalesByMonthFragmentDoc, query);
  const currencies = currenciesOf((byMonth ?? []).flatMap((group) => group.sum.net ?? []), currency);
  return (
    <Card title={say("Sales by month")} note={say("Confirmed orders, net")}>
      {!byMonth ? (
        <Denied />
      ) : byMonth.length === 0 ? (
        <Nothing>{say("Nothing was sold in twelve months.")}</Nothing>
      ) : (
        <>
          <Choice legend={say("Currency")} options={currencies.map((value) => ({ value, label: value }))} chosen={chosen} onChoose={choose} />
          <Chart months={twelveMonths(byMonth, chosen, today)} />
        </>
      )}
    </Card>
  );
}

function Chart({ months }: { months: readonly Month[] }) {
  return (
    <figure>
      <div aria-hidden="true">
        <ResponsiveContainer width="100%" height={220}>
          <BarChart data={months} margin={{ top: 8, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="name" interval="equidistantPreserveStart" tickLine={false} axisLine={false} tick={TICK} />
            <YAxis width="auto" tickLine={false} axisLine={false} tickFormatter={rough} tick={TICK} />
            <Tooltip {...TIP} formatter={(_drawn, _name, item) => [money((item.payload as Month).net), say("Net")]} />
            <Bar dataKey="drawn" fill="var(--accent)" radius={[3, 3, 0, 0]} isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="unseen">{months.map(({ name, net }) => `${name}: ${money(net)}`).join("; ")}</figcaption>
    </figure>
  );
}
