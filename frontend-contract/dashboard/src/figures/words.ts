// How figures, days and states are written: numbers and days as the reader is used to, words in the language of the page.
import { GERMAN } from "./german";
import { LANGUAGE, READ, say, type Words } from "./language";

const SYMBOLS: Record<string, string> = { PCE: "pcs", KG: "kg", G: "g", L: "l", M: "m" };

export interface Amount {
  amount: string;
  currency: string;
}

export function money({ amount, currency }: Amount): string {
  return new Intl.NumberFormat(READ, { style: "currency", currency }).format(amount as Intl.StringNumericLiteral);
}

export function quantity(value: string): string {
  return new Intl.NumberFormat(READ, { maximumFractionDigits: 3 }).format(value as Intl.StringNumericLiteral);
}

/** Write a number for an axis: 6K. */
export function rough(value: number): string {
  return new Intl.NumberFormat(READ, { notation: "compact" }).format(value);
}

export function monthName(day: string): string {
  return new Intl.DateTimeFormat(READ, { month: "short", timeZone: "UTC" }).format(new Date(day));
}

export function time(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat(READ, { timeZone, dateStyle: "short", timeStyle: "short" }).format(new Date(instant));
}

/** Give the day of now in a time zone, as the API writes days. */
export function dayIn(timeZone: string, now: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
}

/** Write a word of the contract for people: PENDING_APPROVAL is "Pending approval". */
export function word(code: string): string {
  const words = code.replaceAll("_", " ").toLowerCase();
  return known(words.charAt(0).toUpperCase() + words.slice(1));
}

/** Write a unit behind a number, as people do: PCE is "pcs". */
export function symbol(unit: string): string {
  return known(SYMBOLS[unit] ?? unit);
}

/** Say in the language of the page what the server says in English, where there is a word for it. */
export function known(written: string): string {
  return written in GERMAN ? say(written as Words) : written;
}

/** Write such a word within a sentence. */
export function wordWithin(code: string): string {
  return word(code).toLocaleLowerCase(LANGUAGE);
}
