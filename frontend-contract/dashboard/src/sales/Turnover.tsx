import { currenciesOf, inCurrency } from "../figures/amounts";
import { Figure } from "../figures/Figure";
import { say } from "../figures/language";
import { money, quantity } from "../figures/words";
import type { Turnover as Told } from "./today";

interface TurnoverProps {
  label: string;
  told: Told | null;
  /** What is counted: "confirmed orders". */
  of: string;
  currency: string;
}

/** Money of a day in the currency of the company, and what came in others besides. */
export function Turnover({ label, told, of, currency }: TurnoverProps) {
  if (!told) return null;
  const [, ...others] = currenciesOf(told.net, currency);
  const besides = others.map((other) => `${say("and")} ${money(inCurrency(other, told.net))}`).join(" ");
  const note = say("{others} net, {what}: {count}", { others: besides, count: quantity(String(told.count)), what: of }).trim();
  return <Figure label={label} value={money(inCurrency(currency, told.net))} note={note} />;
}
