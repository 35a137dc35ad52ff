import type { SalesByMonthFragment } from "../generated/graphql";
import { inCurrency } from "../figures/amounts";
import { monthName, type Amount } from "../figures/words";

export interface Month {
  name: string;
  net: Amount;
  /** For the chart alone, which draws no text. */
  drawn: number;
}

/** Give the twelve months up to that of a day, with what was sold in each in a currency: also nothing. */
export function twelveMonths(groups: NonNullable<SalesByMonthFragment["byMonth"]>, currency: string, day: string): readonly Month[] {
  return Array.from({ length: 12 }, (_, index) => {
    const first = monthBefore(day, 11 - index);
    const group = groups.find((each) => each.key.placedAtMonth === first);
    const net = inCurrency(currency, group?.sum.net ?? []);
    return { name: monthName(first), net, drawn: Number(net.amount) };
  });
}

/** Give the first day of the month some months before that of a day. */
export function monthBefore(day: string, months: number): string {
  const first = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() - months);
  return first.toISOString().slice(0, 10);
}
