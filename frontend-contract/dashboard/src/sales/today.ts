import { TodayFragmentDoc } from "../generated/graphql";
import { unmasked, type FragmentType } from "../generated";
import { negated } from "../figures/decimal";
import type { Amount } from "../figures/words";

export interface Turnover {
  count: number;
  /** The net amounts, in whatever currencies: `inCurrency` adds up those of one. */
  net: readonly Amount[];
}

/** Tell what customers ordered on a day of the company, as far as it is confirmed. Null where somebody may not see it. */
export function soldOn(day: string, query: FragmentType<typeof TodayFragmentDoc>): Turnover | null {
  const { sold } = unmasked(TodayFragmentDoc, query);
  const groups = sold?.filter((group) => group.key.placedAtDay === day);
  return groups ? { count: counted(groups), net: groups.flatMap((group) => group.sum.net ?? []) } : null;
}

/** Tell what was invoiced today, less what credit notes took back. Null where somebody may not see it. */
export function invoiced(query: FragmentType<typeof TodayFragmentDoc>): Turnover | null {
  const { invoiced: groups } = unmasked(TodayFragmentDoc, query);
  if (!groups) return null;
  const net = groups.flatMap(({ key, sum }) => (sum.net ?? []).map((each) => (key.kind === "CREDIT_NOTE" ? takenBack(each) : each)));
  return { count: counted(groups), net };
}

function takenBack(net: Amount): Amount {
  return { ...net, amount: negated(net.amount) };
}

function counted(groups: readonly { count: number }[]): number {
  return groups.reduce((total, group) => total + group.count, 0);
}
