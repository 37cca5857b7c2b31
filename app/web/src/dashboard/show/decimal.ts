/** Exact decimals, which the graph gives as texts: they are never made binary numbers on their way to the reader. */

type Decimal = `${number}`;

/** Many more digits than any amount has; without them the formatter would round. */
const DIGITS = 20;

/** An amount of US dollars, exact, grouped as the language has it: a text is formatted digit by digit. */
export function dollars(amount: string, language?: string): string {
  return format(amount, { style: "currency", currency: "USD", maximumFractionDigits: DIGITS }, language);
}

/** A decimal, exact and grouped. */
export function decimal(value: string, language?: string): string {
  return format(value, { maximumFractionDigits: DIGITS }, language);
}

/** Megawatts as kilowatts below one, exact. */
export function megawatts(value: string, language?: string): string {
  const small = /^-?0*(\.|$)/.test(value);
  return small ? `${decimal(moved(value, 3), language)}\u00a0kW` : `${decimal(value, language)}\u00a0MW`;
}

/** The decimal with its point so many places further to the right. */
export function moved(value: string, places: number): string {
  const [, sign = "", whole = "0", part = ""] = /^(-?)(\d*)\.?(\d*)$/.exec(value) ?? [];
  const digits = part.padEnd(places, "0");
  const left = `${whole}${digits.slice(0, places)}`.replace(/^0+(?=\d)/, "");
  const right = digits.slice(places).replace(/0+$/, "");
  return `${sign}${left}${right && "."}${right}`;
}

function format(value: string, options: Intl.NumberFormatOptions, language: string | undefined): string {
  if (!isDecimal(value)) return value;
  return new Intl.NumberFormat(language, options).format(value);
}

function isDecimal(value: string): value is Decimal {
  return /^-?\d+(\.\d+)?$/.test(value);
}
