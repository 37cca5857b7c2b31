/** The time as a live value. */

import { Live } from "./live.ts";

/** `Date.now()` as it was at the last tick: one every so many milliseconds while somebody watches. */
export function ticks(every: number): Live<number> {
  return new Live(Date.now(), (live) => {
    const timer = setInterval(() => { live.set(Date.now()); }, every);
    return () => { clearInterval(timer); };
  });
}

/** A tick a second, for all who count seconds. */
export const seconds = ticks(1000);
