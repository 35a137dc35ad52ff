import { TodayFragmentDoc } from "../generated/graphql";
import { unmasked, type FragmentType } from "../generated";
import { negated, sum } from "../figures/decimal";
import type { Amount } from "../figures/words";

export interface TodaysSales {
  sold: { count: number; net: Amount | null };
  invoiced: { count: number; net: Amount | null };
}

/**
 * Work out what was sold and invoiced today, net. Sold is what customers ordered today and is confirmed; invoiced is what was
 * posted with the day of today, less credit notes. Null where somebody may see neither.
 */
export function todaysSales(query: FragmentType<typeof TodayFragmentDoc>, today: string): TodaysSales | null {
  const { sold, invoiced } = unmasked(TodayFragmentDoc, query);
  if (!sold && !invoiced) return null;
  const orders = (sold ?? []).filter((group) => group.key.placedAtDay === today);
  const invoices = (invoiced ?? []).map((group) => ({
    count: group.count,
    net: (group.sum.net ?? []).map((net) => (group.key.kind === "CREDIT_NOTE" ? taken(net) : net)),
  }));
  return {
    sold: { count: counted(orders), net: added(orders.flatMap((group) => group.sum.net ?? [])) },
    invoiced: { count: counted(invoices), net: added(invoices.flatMap((group) => group.net)) },
  };
}

function taken(net: Amount): Amount {
  return { ...net, amount: negated(net.amount) };
}

function counted(groups: readonly { count: number }[]): number {
  return groups.reduce((total, group) => total + group.count, 0);
}

/** Add amounts of the currency that most of the money is in; other currencies are never added to it. */
export function added(amounts: readonly Amount[]): Amount | null {
  const currencies = [...new Set(amounts.map((each) => each.currency))];
  const totals = currencies.map((currency) => ({
    currency,
    amount: sum(amounts.filter((each) => each.currency === currency).map((each) => each.amount)),
  }));
  return totals.sort((one, other) => Number(other.amount) - Number(one.amount))[0] ?? null;
}
