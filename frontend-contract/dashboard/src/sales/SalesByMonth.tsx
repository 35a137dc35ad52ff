import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { SalesByMonthFragmentDoc } from "../generated/graphql";
import { unmasked, type FragmentType } from "../generated";
import { Card, Denied, Nothing } from "../figures/Card";
import { useStillness } from "../figures/useStillness";
import { money, month, type Amount } from "../figures/words";
import { added } from "./today";

interface Month {
  month: string;
  net: Amount;
  drawn: number;
}

/** What customers ordered in the last twelve months, net. */
export function SalesByMonth({ query }: { query: FragmentType<typeof SalesByMonthFragmentDoc> }) {
  const { byMonth } = unmasked(SalesByMonthFragmentDoc, query);
  const still = useStillness();
  const currency = added((byMonth ?? []).flatMap((group) => group.sum.net ?? []))?.currency;
  const months = (byMonth ?? []).flatMap((group): Month[] => {
    const net = group.sum.net?.find((each) => each.currency === currency);
    return net && group.key.placedAtMonth ? [{ month: month(group.key.placedAtMonth), net, drawn: Number(net.amount) }] : [];
  });
  const short = (value: number) => new Intl.NumberFormat(undefined, { notation: "compact" }).format(value);
  return (
    <Card title="Sales by month" note={currency && `Confirmed orders, net, in ${currency}`} className="wide">
      {!byMonth ? (
        <Denied />
      ) : months.length === 0 ? (
        <Nothing>Nothing was sold in twelve months.</Nothing>
      ) : (
        <figure>
          <ResponsiveContainer width="100%" height={240}>
            <BarChart data={months} margin={{ top: 8, right: 0, bottom: 0, left: 0 }} title="Sales by month">
              <CartesianGrid vertical={false} stroke="var(--line)" strokeOpacity={0.4} />
              <XAxis dataKey="month" tickLine={false} axisLine={false} tick={{ fill: "var(--quiet)", fontSize: 12 }} />
              <YAxis width={44} tickLine={false} axisLine={false} tickFormatter={short} tick={{ fill: "var(--quiet)", fontSize: 12 }} />
              <Tooltip
                cursor={{ fill: "var(--line)", fillOpacity: 0.2 }}
                contentStyle={{ background: "var(--paper)", border: "1px solid var(--line)", borderRadius: 6 }}
                formatter={(_value, _name, item) => [money((item.payload as Month).net), "Net"]}
              />
              <Bar dataKey="drawn" fill="var(--accent)" radius={[3, 3, 0, 0]} isAnimationActive={!still} animationDuration={300} />
            </BarChart>
          </ResponsiveContainer>
          <figcaption className="unseen">{months.map((each) => `${each.month}: ${money(each.net)}`).join("; ")}</figcaption>
        </figure>
      )}
    </Card>
  );
}
