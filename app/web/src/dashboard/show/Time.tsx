import type { ReactNode } from "react";

const FORMATS = {
  /** For what lies within a day. */
  time: new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  minute: new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }),
  day: new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }),
  moment: new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
};

/** How much of a moment is shown. */
export type Precision = keyof typeof FORMATS;

/** A moment in the viewer's zone, as text. */
export function local(at: number | string, precision: Precision): string {
  return FORMATS[precision].format(new Date(at));
}

/** The same in UTC, to be compared with others elsewhere: `2026-01-31 23:59:59 UTC`. */
export function utc(at: number | string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A moment in the viewer's zone, with UTC for whoever points at it. `at` is an RFC 3339 text or a `Date.now()`. */
export function Time({ at, precision }: { readonly at: number | string; readonly precision: Precision }): ReactNode {
  return (
    <time dateTime={new Date(at).toISOString()} title={utc(at)}>
      {local(at, precision)}
    </time>
  );
}
