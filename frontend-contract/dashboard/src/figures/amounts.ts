// Money of several currencies: it is added up for each of them, and never across.
import { sum } from "./decimal";
import type { Amount } from "./words";

export function inCurrency(currency: string, amounts: readonly Amount[]): Amount {
  return { currency, amount: sum(amounts.filter((each) => each.currency === currency).map((each) => each.amount)) };
}

/** Give the currencies of amounts, that of the company first. */
export function currenciesOf(amounts: readonly Amount[], first: string): readonly string[] {
  return [...new Set([first, ...amounts.map((each) => each.currency).sort()])];
}
