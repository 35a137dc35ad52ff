// Numbers travel as text, because a `number` cannot hold all of their digits. They are added as they are written, and become a
// `number` only where something is drawn.

/** Add numbers up, to the last digit. */
export function sum(numbers: Iterable<string>): string {
  const all = [...numbers];
  const scale = Math.max(0, ...all.map((each) => fraction(each).length));
  const total = all.reduce((so_far, each) => so_far + scaled(each, scale), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${total < 0n ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
}

export function negated(number: string): string {
  return number.startsWith("-") ? number.slice(1) : `-${number}`;
}

/** Tell whether a number is at most another one. */
export function isAtMost(number: string, most: string): boolean {
  return sum([most, negated(number)])[0] !== "-";
}

function fraction(number: string): string {
  return number.split(".")[1] ?? "";
}

function scaled(number: string, scale: number): bigint {
  return BigInt(number.replace(".", "") + "0".repeat(scale - fraction(number).length));
}
