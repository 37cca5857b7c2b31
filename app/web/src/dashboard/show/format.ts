/** Figures and times as people read them: in the viewer's language and zone, with units. */

/** Power and hashrate come in many sizes: from which one on, the factor, and the unit. */
interface Scale {
  readonly from: number;
  readonly unit: string;
}

const WATTS: readonly Scale[] = [
  { from: 1e6, unit: "MW" },
  { from: 1e3, unit: "kW" },
  { from: 1, unit: "W" },
];
const TERAHASHES: readonly Scale[] = [
  { from: 1e6, unit: "EH/s" },
  { from: 1e3, unit: "PH/s" },
  { from: 1, unit: "TH/s" },
];
const BYTES: readonly Scale[] = [
  { from: 1e6, unit: "MB" },
  { from: 1e3, unit: "kB" },
  { from: 1, unit: "bytes" },
];

/** One of the scales, chosen for a value and good for all that are drawn on the same axis. */
export interface Quantity {
  readonly unit: string;
  readonly show: (value: number) => string;
  /** The same without needless zeros, for an axis. */
  readonly tick: (value: number) => string;
}

/** Watts, for values up to this one. */
export const power = (most: number): Quantity => quantity(WATTS, most);

/** Terahashes a second, for values up to this one. */
export const hashrate = (most: number): Quantity => quantity(TERAHASHES, most);

/** Degrees Celsius. */
export const celsius = (): Quantity => ({ unit: "°C", show: (value) => number(value, 1), tick: short });

/** A number of bytes. */
export const bytes = (value: number): string => text(value, quantity(BYTES, value));

/** A value with its unit, in one text that does not break. */
export function text(value: number, { show, unit }: Quantity): string {
  return `${show(value)}\u00a0${unit}`;
}

function quantity(scales: readonly Scale[], most: number): Quantity {
  const scale = scales.find(({ from }) => most >= from) ?? scales.at(-1) ?? { from: 1, unit: "" };
  return {
    unit: scale.unit,
    show: (value) => significant(value / scale.from, scale.from === 1 ? 0 : 2),
    tick: (value) => short(value / scale.from),
  };
}

function significant(value: number, digits: number): string {
  return number(value, Math.abs(value) >= 100 ? Math.min(digits, 1) : digits);
}

function short(value: number): string {
  return SHORT.format(value);
}

const SHORT = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

/** A number, grouped, with so many digits after the point. */
export function number(value: number, digits = 0): string {
  return numbers(digits).format(value);
}

/** A part of a whole as a percentage. */
export function percent(part: number, digits = 0): string {
  return `${number(part * 100, digits)}\u00a0%`;
}

/** By as much a binary number may miss what it stands for: 1.15 - 1 is a little less than 0.15. */
const NEARLY = 1e-9;

/** A part in tenths of a percent, rounded down: what is shown at a threshold has reached it. */
export function percentDown(part: number): string {
  return percent(Math.floor(part * 1000 + NEARLY) / 1000, 1);
}

const NUMBERS = new Map<number, Intl.NumberFormat>();

function numbers(digits: number): Intl.NumberFormat {
  let format = NUMBERS.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    NUMBERS.set(digits, format);
  }
  return format;
}
