// What is written on the page is in the first language of the browser that there are words in: German, or else English.
import { GERMAN } from "./german";

export type Words = keyof typeof GERMAN;

/** The languages of the reader, in which numbers and days are written, also where there are no words in them. */
export const READ = [...navigator.languages];

/** The language of the page, by which browsers and screen readers know how it is read. */
export const LANGUAGE = languageFor(READ);

/** Say something in the language of the page, with facts in their `{places}`. */
export function say(words: Words, facts: Record<string, string> = {}): string {
  const said: string = LANGUAGE === "de" ? GERMAN[words] : words;
  return said.replace(/\{(\w+)\}/g, (place, name: string) => facts[name] ?? place);
}

function languageFor(wanted: readonly string[]): "de" | "en" {
  const spoken = wanted.map((each) => each.split("-")[0]).find((each) => each === "de" || each === "en");
  return spoken === "de" ? "de" : "en";
}
